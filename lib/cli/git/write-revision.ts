import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { getOrInsert } from '../../algebra/keyed';
import { temporaryFolder } from '../load/temporary-folder';
import { refusal } from '../refusal';
import type { Revision } from './resolve-revision';
import { isPointer, readObjects } from './revision-files';
import { entriesBelow, type TreeEntry } from './revision-tree';

/** A revision as files of this process. */
export interface WrittenRevision {
  /** Where the top of the repository is. */
  readonly top: string;
  /** What is not there: links, submodules, and files that Git LFS keeps. */
  readonly unwritten: readonly string[];
}

const written = new Map<string, Promise<WrittenRevision>>();

/**
 * Writes the files of a revision, or of some of its folders, to a folder that ends with the process, object by object: nothing is checked out, so that no
 * filter, hook or attribute of the repository takes part, and nothing is fetched. Links are not written.
 */
export function writeRevision(
  revision: Revision,
  cwd: string,
  below: readonly string[] = [''],
): Promise<WrittenRevision> {
  return getOrInsert(written, [revision.commit, ...below].join('\0'), () => writeEntries(revision, below, cwd));
}

/** So many objects are held at once. */
const batch = 500;

async function writeEntries(revision: Revision, below: readonly string[], cwd: string): Promise<WrittenRevision> {
  const top = temporaryFolder().path;
  const found = new Map<string, TreeEntry>();
  for (const full of below) for (const entry of await entriesBelow(revision, full, cwd)) found.set(entry.path, entry);
  const entries = [...found.values()];
  const files = entries.filter(({ mode }) => mode.startsWith('100'));
  const unwritten = entries.filter(({ mode }) => !mode.startsWith('100')).map(({ path: file }) => file);
  for (let at = 0; at < files.length; at += batch) {
    const some = files.slice(at, at + batch);
    const contents = await readObjects(revision, some, cwd);
    for (const [index, entry] of some.entries()) {
      const bytes = contents[index] ?? Buffer.alloc(0);
      if (isPointer(bytes)) unwritten.push(entry.path);
      else writeEntry(revision, entry, top, bytes);
    }
  }
  return { top, unwritten };
}

/** A tree that was made by hand may hold any name: none may lead out of the folder, or stand for two files. */
function writeEntry({ name }: Revision, { path: file }: TreeEntry, top: string, bytes: Buffer): void {
  const isSafe = file.split('/').every((part) => !['', '.', '..'].includes(part) && !/[\\\0]/.test(part));
  if (isSafe)
    try {
      const to = path.join(top, ...file.split('/'));
      mkdirSync(path.dirname(to), { recursive: true });
      writeFileSync(to, bytes, { flag: 'wx' });
      return;
    } catch {
      // Refused below, whatever the reason.
    }
  throw refusal(
    'revision-unreadable',
    `${name}:${file} cannot be written to a file of that name`,
    'check both versions out into folders, and compare those',
  );
}
