import path from 'node:path';
import type { Finding } from '../../diagnostics/finding';
import { refusal } from '../refusal';
import type { Revision } from './resolve-revision';
import { runGit } from './run-git';

/** The manifests of a revision. */
export interface RevisionFiles {
  /** Named as Git does: `origin/main:dist/k8s/shop.k8s.yaml`. */
  readonly files: readonly { readonly file: string; readonly bytes: Buffer }[];
  readonly notes: readonly Finding[];
}

interface TreeEntry {
  readonly mode: string;
  readonly object: string;
  /** From the top of the repository. */
  readonly path: string;
}

/**
 * Reads `.yaml`, `.yml` and `.json` below the paths (relative to the working directory), in Git's order by name, without
 * touching the work tree. Throws where a path or an object is not there.
 */
export async function revisionFiles(revision: Revision, paths: readonly string[], cwd: string): Promise<RevisionFiles> {
  const entries = new Map<string, TreeEntry>();
  for (const given of paths)
    for (const entry of await entriesBelow(revision, given, cwd)) entries.set(entry.path, entry);
  const notes: Finding[] = [];
  const files = [...entries.values()].filter((entry) => isManifest(entry, revision, notes));
  const contents = await readObjects(
    files.map(({ object }) => object),
    revision,
    cwd,
  );
  return {
    files: files.map(({ path: file }, index) => {
      const bytes = contents[index] ?? Buffer.alloc(0);
      refusePointer(bytes, `${revision.name}:${file}`);
      return { file: `${revision.name}:${file}`, bytes };
    }),
    notes,
  };
}

async function entriesBelow(
  { name, commit, prefix }: Revision,
  given: string,
  cwd: string,
): Promise<readonly TreeEntry[]> {
  const full = path.posix.normalize(`${prefix}${given.split(path.sep).join('/')}`).replace(/\/$/, '');
  if (full === '..' || full.startsWith('../') || path.isAbsolute(given))
    throw refusal(
      'revision-path-missing',
      `${given} is outside the repository`,
      'paths after -- are relative to the working directory',
    );
  const isTop = full === '.' || full === '';
  const args = ['ls-tree', '-r', '-z', '--full-tree', commit, ...(isTop ? [] : ['--', full])];
  const listed = await runGit(['--literal-pathspecs', ...args], cwd);
  const entries = listed.stdout.toString('utf8').split('\0').flatMap(entryOf);
  if (listed.code !== 0) throw unreadableTree(name, listed.stderr);
  if (entries.length > 0) return entries;
  throw refusal(
    'revision-path-missing',
    isTop ? `${name} holds no file` : `${full} does not exist in ${name}`,
    'name a path that exists on both sides; what is compared must be read whole',
  );
}

function entryOf(line: string): readonly TreeEntry[] {
  const parts = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line);
  const [, mode, object, file] = parts ?? [];
  return mode && object && file ? [{ mode, object, path: file }] : [];
}

/** Regular files with a manifest's name. What cannot be followed in a revision is refused where it may hold manifests. */
function isManifest({ mode, path: file }: TreeEntry, { name }: Revision, notes: Finding[]): boolean {
  const isNamed = /\.(?:ya?ml|json)$/i.test(file);
  if (mode.startsWith('100')) return isNamed && !file.split('/').includes('node_modules');
  const isModule = mode === '160000';
  if (isModule || isNamed)
    throw refusal(
      'revision-unreadable',
      `${name}:${file} is ${isModule ? 'a submodule' : 'a symbolic link'}, which a revision does not hold`,
      'name the folders that hold the manifests after --, or check both versions out and compare folders',
    );
  const message = `${name}:${file} is a symbolic link, which is not followed in a revision: it is skipped`;
  notes.push({ code: 'folder-skipped', severity: 'info', message });
  return false;
}

/** The contents of objects, in their order, from one process. */
async function readObjects(objects: readonly string[], { name }: Revision, cwd: string): Promise<readonly Buffer[]> {
  if (objects.length === 0) return [];
  const { stdout, code, stderr } = await runGit(['cat-file', '--batch'], cwd, `${objects.join('\n')}\n`);
  const contents: Buffer[] = [];
  let at = 0;
  while (at < stdout.length) {
    const end = stdout.indexOf(0x0a, at);
    const [, kind, size] = stdout.toString('utf8', at, end).split(' ');
    if (kind !== 'blob') throw unreadableTree(name, 'an object is missing');
    contents.push(stdout.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  if (code !== 0 || contents.length !== objects.length) throw unreadableTree(name, stderr);
  return contents;
}

function unreadableTree(name: string, reason: string) {
  return refusal(
    'revision-unreadable',
    `${name} cannot be read whole${reason ? `: ${reason}` : ''}`,
    'a partial or shallow clone lacks objects: fetch them (git fetch --unshallow --no-filter)',
  );
}

/** Git LFS keeps a short text in place of the file. */
function refusePointer(bytes: Buffer, file: string): void {
  if (!bytes.subarray(0, 64).toString('utf8').startsWith('version https://git-lfs.github.com/spec/')) return;
  throw refusal(
    'revision-unreadable',
    `${file} is kept by Git LFS: the revision holds only a pointer to it`,
    'check both versions out into folders, and compare those',
  );
}
