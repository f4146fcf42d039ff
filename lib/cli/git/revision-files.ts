import path from 'node:path';
import type { Finding } from '../../diagnostics/finding';
import { isJournal } from '../../k8s/emit/run-folder';
import { Exclusions } from '../../k8s/load/files/exclusions';
import { LeftOut } from '../../k8s/load/files/left-out';
import { isManifestName } from '../../k8s/load/files/manifest-places';
import { isRootFile } from '../../k8s/load/roots/root';
import { refusal } from '../refusal';
import type { Revision } from './resolve-revision';
import {
  entriesBelow,
  isHarmlessLink,
  isLink,
  isSubmodule,
  notHeld,
  type TreeEntry,
  unreadableTree,
} from './revision-tree';
import { runGit } from './run-git';
import { TreeSelection } from './tree-selection';

/** The manifests of a revision. */
export interface RevisionFiles {
  /** Named as Git does: `origin/main:dist/k8s/shop.k8s.yaml`. */
  readonly files: readonly { readonly file: string; readonly bytes: Buffer; readonly isNamed: boolean }[];
  /** What the revision holds at each path. */
  readonly places: readonly { readonly isThere: boolean; readonly isFile: boolean; readonly count: number }[];
  /** Whether a kustomization or a chart is among what lies at the paths: those files have to be read together. */
  readonly hasRoots: boolean;
  readonly notes: readonly Finding[];
  readonly leftOut: LeftOut;
}

/**
 * Reads `.yaml`, `.yml` and `.json` below the paths (from the top of the repository), in Git's order by name, without
 * touching the work tree. Throws where an object is not there, or a path leads to what a revision does not hold.
 */
export async function revisionFiles(
  revision: Revision,
  paths: readonly string[],
  cwd: string,
  exclude: readonly string[] = [],
): Promise<RevisionFiles> {
  const leftOut = new LeftOut();
  const selection = new TreeSelection(revision, new Exclusions(exclude), leftOut);
  const entries = new Map<string, TreeEntry>();
  const places: RevisionFiles['places'][number][] = [];
  for (const full of paths) {
    const held = await entriesBelow(revision, full, cwd);
    const below = selection.of(held, full);
    for (const entry of below) entries.set(entry.path, entry);
    const isFile = held.length === 1 && held[0]?.path === full;
    places.push({ isThere: held.length > 0, isFile, count: below.filter(isManifest).length });
  }
  const all = [...entries.values()];
  const submodule = all.find(isSubmodule);
  if (submodule) throw notHeld(revision, submodule);
  const journal = all.find((entry) => isJournal(entry.path));
  if (journal) throw halfWritten(revision, path.posix.join(journal.path, '../..'));
  const notes = await notesOnLinks(revision, all, cwd);
  const files = all.filter(isManifest);
  const contents = await readObjects(revision, files, cwd);
  return {
    files: files.map(({ path: file }, index) => {
      const bytes = contents[index] ?? Buffer.alloc(0);
      refusePointer(bytes, `${revision.name}:${file}`);
      return { file: `${revision.name}:${file}`, bytes, isNamed: paths.includes(file) };
    }),
    places,
    hasRoots: all.some((entry) => isRootFile(entry.path)),
    notes,
    leftOut,
  };
}

/** Links are not followed in a revision: that of a manifest, or to a folder, is refused. */
async function notesOnLinks(revision: Revision, all: readonly TreeEntry[], cwd: string): Promise<readonly Finding[]> {
  const links = all.filter(isLink);
  const targets = await readObjects(revision, links, cwd);
  const notes: Finding[] = [];
  for (const [index, link] of links.entries()) {
    const target = targets[index]?.toString('utf8') ?? '';
    if (isManifestName(link.path) || !(await isHarmlessLink(revision, link, target, all, cwd)))
      throw notHeld(revision, link);
    const message = `${revision.name}:${link.path} is a symbolic link, which is not followed in a revision: it is skipped`;
    notes.push({ code: 'folder-skipped', severity: 'info', message });
  }
  return notes;
}

/** Regular files with a manifest's name. */
const isManifest = (entry: TreeEntry): boolean => entry.mode.startsWith('100') && isManifestName(entry.path);

/** The contents of objects, in their order, from one process. */
export async function readObjects(
  revision: Revision,
  of: readonly TreeEntry[],
  cwd: string,
): Promise<readonly Buffer[]> {
  if (of.length === 0) return [];
  const names = of.map(({ object }) => `${object}\n`).join('');
  const { stdout, code, stderr } = await runGit(['cat-file', '--batch'], cwd, names);
  const contents: Buffer[] = [];
  let at = 0;
  while (at < stdout.length) {
    const end = stdout.indexOf(0x0a, at);
    const [, kind, size] = stdout.toString('utf8', at, end).split(' ');
    if (kind !== 'blob') throw unreadableTree(revision, 'an object is missing');
    contents.push(stdout.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  if (code !== 0 || contents.length !== of.length) throw unreadableTree(revision, stderr);
  return contents;
}

/** A run that was killed left its journal, and somebody committed it. */
function halfWritten({ name }: Revision, folder: string) {
  return refusal(
    'output-unfinished',
    `${name}:${folder} is half written: it was committed after a run of netpact synth was killed`,
    'run netpact synth there, which ends what was begun, and commit what it wrote',
  );
}

/** Git LFS keeps a short text in place of the file. */
export const isPointer = (bytes: Buffer): boolean =>
  bytes.subarray(0, 64).toString('utf8').startsWith('version https://git-lfs.github.com/spec/');

function refusePointer(bytes: Buffer, file: string): void {
  if (!isPointer(bytes)) return;
  throw refusal(
    'revision-unreadable',
    `${file} is kept by Git LFS: the revision holds only a pointer to it`,
    'check both versions out into folders, and compare those',
  );
}
