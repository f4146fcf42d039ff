import path from 'node:path';
import { refusal } from '../refusal';
import type { Revision } from './resolve-revision';
import { runGit } from './run-git';

/** Something that a revision holds, seen from the top of the repository. */
export interface TreeEntry {
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

export const isLink = ({ mode }: TreeEntry): boolean => mode === '120000';
export const isSubmodule = ({ mode }: TreeEntry): boolean => mode === '160000';

/**
 * What a revision holds at a path (empty for all) and below it, in Git's order by name; nothing where it holds no such path.
 * Throws where the path leads through what a revision does not hold: a link, or a submodule.
 */
export async function entriesBelow(revision: Revision, full: string, cwd: string): Promise<readonly TreeEntry[]> {
  const entries = await list(revision, ['-r'], full === '' ? [] : [full], cwd);
  const [only] = entries;
  if (only?.path === full && isLink(only)) throw notHeld(revision, only);
  if (entries.length > 0) return entries;
  const detour = await detourTo(revision, full, cwd);
  if (detour) throw notHeld(revision, detour);
  return [];
}

/** The link or submodule that a path leads through. */
async function detourTo(revision: Revision, full: string, cwd: string): Promise<TreeEntry | undefined> {
  const parts = full.split('/');
  const ancestors = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const found = full === '' ? [] : await list(revision, [], ancestors, cwd);
  return found.find((each) => isLink(each) || isSubmodule(each));
}

/** The refusal of what can only be followed in a work tree. */
export function notHeld({ name }: Revision, entry: TreeEntry) {
  return refusal(
    'revision-unreadable',
    `${name}:${entry.path} is ${isSubmodule(entry) ? 'a submodule' : 'a symbolic link'}, which a revision does not hold`,
    'name the folders that hold the manifests after --, or check both versions out and compare folders',
  );
}

/** The refusal of a revision of which something is missing. */
export function unreadableTree({ name }: Revision, reason: string) {
  return refusal(
    'revision-unreadable',
    `${name} cannot be read whole${reason ? `: ${reason}` : ''}`,
    'a partial or shallow clone lacks objects: fetch them (git fetch --unshallow --no-filter)',
  );
}

/**
 * Whether leaving a link out leaves nothing out that a folder would hold: it leads to a file, to nothing, or to what is read
 * anyway. A folder of manifests may stand behind every other one.
 */
export async function isHarmlessLink(
  revision: Revision,
  link: TreeEntry,
  target: string,
  read: readonly TreeEntry[],
  cwd: string,
): Promise<boolean> {
  const full = path.posix.join(path.posix.dirname(link.path), target).replace(/\/$/, '');
  if (path.posix.isAbsolute(target) || full === '.' || full === '..' || full.startsWith('../')) return false;
  if (read.some((each) => each.path.startsWith(`${full}/`))) return true;
  const behind = await list(revision, ['-r'], [full], cwd);
  if (behind.length > 0) return behind.every((each) => each.path === full && !isLink(each) && !isSubmodule(each));
  return (await detourTo(revision, full, cwd)) === undefined;
}

async function list(
  revision: Revision,
  options: readonly string[],
  paths: readonly string[],
  cwd: string,
): Promise<readonly TreeEntry[]> {
  const args = ['ls-tree', ...options, '-z', '--full-tree', revision.commit, '--', ...paths];
  const listed = await runGit(['--literal-pathspecs', ...args], cwd);
  if (listed.code !== 0) throw unreadableTree(revision, listed.stderr);
  return listed.stdout.toString('utf8').split('\0').flatMap(entryOf);
}

function entryOf(line: string): readonly TreeEntry[] {
  const parts = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line);
  const [, mode, object, file] = parts ?? [];
  return mode && object && file ? [{ mode, object, path: file }] : [];
}
