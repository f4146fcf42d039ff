import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** A path as messages, patterns and Git write it. */
export const slashed = (name: string): string => name.split(path.sep).join('/');

/** Where a file lies once every link is followed; itself where it lies nowhere, as a pipe does, or what is rendered. */
export function realOrSame(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

/** The top of the Git work tree that a folder lies in; the folder is given without links. */
export function workTreeAround(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** Whether a link of a repository leads to what the repository does not hold: what stands there is nobody else's to show. */
export function leadsOutOfTree(link: string): boolean {
  const tree = workTreeAround(realpathSync.native(path.dirname(link)));
  return tree !== undefined && !isWithin(realpathSync.native(link), tree);
}

/** Whether a file or folder is `top` or lies in it; both without links. */
export function isWithin(file: string, top: string): boolean {
  return file === top || file.startsWith(top.endsWith(path.sep) ? top : `${top}${path.sep}`);
}
