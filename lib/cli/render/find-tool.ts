import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin, realOrSame } from '../../k8s/load/files/file-paths';

/** A program that renders: its name, and where it is. */
export interface Tool {
  readonly name: string;
  readonly path: string;
}

/** The first of these programs on the PATH, outside of the checkouts, however a link brings it there. */
export function findTool(names: readonly string[], checkouts: readonly string[]): Tool | undefined {
  const folders = foldersOutside(checkouts);
  for (const name of names)
    for (const folder of folders) {
      const found = programAt(path.join(folder, name));
      if (found !== undefined && !isInside(found, checkouts)) return { name, path: found };
    }
  return undefined;
}

/**
 * The folders of the PATH less those inside a checkout, as `node_modules/.bin` of a script is, and less relative ones, which
 * mean the working directory: whoever writes the checkout would choose what is run.
 */
export function foldersOutside(checkouts: readonly string[]): readonly string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.filter((folder) => path.isAbsolute(folder) && !isInside(realOrSame(folder), checkouts));
}

function programAt(file: string): string | undefined {
  const program = process.platform === 'win32' ? `${file}.exe` : file;
  try {
    accessSync(program, constants.X_OK);
    return statSync(program).isFile() ? realpathSync.native(program) : undefined;
  } catch {
    // Not here: the next folder may have it.
    return undefined;
  }
}

/** Everything lies in the root of the file system, every program too. */
function isInside(place: string, checkouts: readonly string[]): boolean {
  return checkouts.some((checkout) => checkout !== path.parse(checkout).root && isWithin(place, checkout));
}
