import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isBelow } from '../../k8s/load/roots/local-path';

/** A program that renders: its name, and where it is. */
export interface Tool {
  readonly name: string;
  readonly path: string;
}

/**
 * The first of these programs on the PATH. Folders inside a checkout are passed by, and so is a program that a link brings out of
 * one: whoever writes the checkout would choose what is run. So are relative folders, which mean the working directory.
 */
export function findTool(
  names: readonly string[],
  checkouts: readonly string[],
  searched = process.env.PATH ?? '',
): Tool | undefined {
  const folders = searched.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const name of names)
    for (const folder of folders) {
      const found = programAt(path.join(folder, name));
      if (found !== undefined && ![path.resolve(folder), found].some((each) => isInside(each, checkouts)))
        return { name, path: found };
    }
  return undefined;
}

function programAt(file: string): string | undefined {
  for (const each of process.platform === 'win32' ? [`${file}.exe`] : [file])
    try {
      accessSync(each, constants.X_OK);
      if (statSync(each).isFile()) return realpathSync.native(each);
    } catch {
      // Not here: the next folder may have it.
    }
  return undefined;
}

function isInside(place: string, checkouts: readonly string[]): boolean {
  let real = place;
  try {
    real = realpathSync.native(place);
  } catch {
    // What does not exist is nowhere else.
  }
  return checkouts.some((checkout) => isBelow(place, checkout) || isBelow(real, checkout));
}
