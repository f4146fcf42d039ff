import { existsSync } from 'node:fs';
import path from 'node:path';

/** The top of the Git work tree that a folder lies in; the folder is given without links. */
export function workTreeAround(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** Whether a file or folder is `top` or lies in it; both without links. */
export function isWithin(file: string, top: string): boolean {
  return file === top || file.startsWith(top.endsWith(path.sep) ? top : `${top}${path.sep}`);
}
