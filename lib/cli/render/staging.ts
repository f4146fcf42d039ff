import { constants, copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Root } from '../../k8s/load/roots/root';
import { type TemporaryFolder, temporaryFolder } from '../load/temporary-folder';

/** A copy of a root, and nothing else, in a folder of this process. */
export interface Staging {
  /** The copy of the root's folder. */
  readonly root: string;
  /** A folder that stays empty but for what a program leaves in its home. */
  readonly empty: string;
  /** Copies a file beside the root. */
  add(name: string, from: string): string;
  /** What a text calls the copies, as the user calls the originals. */
  renamed(text: string): string;
  remove(): void;
}

/**
 * Copies what a root is made of. Programs work on the copy, so that they find no file, and follow no link, that was not looked
 * at; links between folders lead from copy to copy.
 */
export function stage({ files, links, folder, top, name }: Root): Staging {
  const temporary = temporaryFolder();
  try {
    const tree = path.join(temporary.path, 'tree');
    const placeOf = (original: string) => path.join(tree, path.relative(top, original));
    for (const [at, real] of files) copyTo(placeOf(at), real);
    mkdirSync(placeOf(folder), { recursive: true });
    for (const [at, real] of links) {
      mkdirSync(path.dirname(placeOf(at)), { recursive: true });
      symlinkSync(path.relative(path.dirname(placeOf(at)), placeOf(real)), placeOf(at), 'dir');
    }
    return staging(temporary, placeOf(folder), name);
  } catch (error) {
    temporary.remove();
    throw error;
  }
}

function staging(temporary: TemporaryFolder, root: string, name: string): Staging {
  const empty = path.join(temporary.path, 'empty');
  mkdirSync(empty);
  const tree = path.join(temporary.path, 'tree');
  return {
    root,
    empty,
    add: (file, from) => {
      const to = path.join(temporary.path, 'beside', file);
      copyTo(to, from);
      return to;
    },
    renamed: (text) =>
      text.replaceAll(root, name).replaceAll(`${tree}${path.sep}`, '').replaceAll(temporary.path, '<temporary>'),
    remove: temporary.remove,
  };
}

function copyTo(to: string, from: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, to, constants.COPYFILE_EXCL);
}
