import path from 'node:path';
import type { NetpactError } from '../../diagnostics/netpact-error';
import { slashed } from '../../k8s/load/files/file-paths';
import { refusal } from '../refusal';
import { type GitRun, runGit } from './run-git';

/** A commit, and the folder of the repository that the command runs in. */
export interface Revision {
  /** As the user wrote it: `origin/main`. */
  readonly name: string;
  readonly commit: string;
  /** With `/` at its end; empty at the top of the repository. */
  readonly prefix: string;
}

/** The commit that a word means. Throws a NetpactError that says why it means none. */
export async function resolveRevision(name: string, cwd: string): Promise<Revision> {
  const inside = await runGit(['rev-parse', '--show-prefix'], cwd);
  if (inside.code !== 0) throw noRepository(name, inside);
  const commit = await commitOf(name, cwd);
  if (commit) return { name, commit, prefix: textOf(inside) };
  throw await unknownRevision(name, cwd);
}

/** Whether a word means a commit; false also where there is no Git. */
export async function isRevision(name: string, cwd: string): Promise<boolean> {
  return (await commitOf(name, cwd)) !== undefined;
}

/** The one commit from which two revisions parted. Throws where there is none, or where it cannot be told. */
export async function mergeBase(one: Revision, other: Revision, cwd: string): Promise<Revision> {
  const range = `${one.name}...${other.name}`;
  // Where the history is cut, a common ancestor that is found need not be the last one.
  if (await isShallow(cwd))
    throw refusal(
      'merge-base-unknown',
      `${range} asks where the two parted, and this clone is shallow: it holds only a part of the history`,
      fetchTheRest,
    );
  const found = await runGit(['merge-base', '--all', one.commit, other.commit], cwd);
  const [base, ...others] = textOf(found).split('\n').filter(Boolean);
  if (base && others.length === 0) return { name: base.slice(0, 12), commit: base, prefix: one.prefix };
  throw refusal(
    'merge-base-unknown',
    base
      ? `${one.name} and ${other.name} parted at ${others.length + 1} commits, because they were merged crosswise`
      : `${one.name} and ${other.name} have no commit in common`,
    base
      ? `name the one to compare with: netpact diff ${base.slice(0, 12)} ${other.name}`
      : `compare them as they are: netpact diff ${one.name} ${other.name}`,
  );
}

/**
 * A path as the repository names it, from its top and without `/` at its end (empty for the top); undefined for one outside.
 */
export async function repositoryPath(given: string, cwd: string): Promise<string | undefined> {
  const top = textOf(await runGit(['rev-parse', '--show-toplevel'], cwd));
  const below = path.relative(top, path.resolve(cwd, given));
  const isOutside = top === '' || below === '..' || below.startsWith(`..${path.sep}`) || path.isAbsolute(below);
  return isOutside ? undefined : slashed(below);
}

async function commitOf(name: string, cwd: string): Promise<string | undefined> {
  const found = await runGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], cwd);
  const commit = textOf(found);
  return found.code === 0 && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}

const isShallow = async (cwd: string): Promise<boolean> =>
  textOf(await runGit(['rev-parse', '--is-shallow-repository'], cwd)) === 'true';

const fetchTheRest = 'fetch the rest: git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0)';

async function unknownRevision(name: string, cwd: string): Promise<NetpactError> {
  if (await isShallow(cwd))
    return refusal(
      'revision-unknown',
      `${name} is no file, folder or revision of this clone, which is shallow: it holds only a part of the history`,
      fetchTheRest,
    );
  return refusal(
    'revision-unknown',
    `${name} is no file or folder, and no revision that Git knows`,
    'check the spelling; a branch of a remote needs its name before it (origin/main), and git fetch',
  );
}

/** Why there is nobody to ask for revisions. */
function noRepository(name: string, { isMissing, stderr }: GitRun): NetpactError {
  const [why, help] = isMissing
    ? ['git, which reads revisions, cannot be run', 'install Git, or pass folders']
    : stderr.includes('dubious ownership')
      ? [
          'Git does not read the repository here, because it belongs to another user',
          'if you trust it: git config --global --add safe.directory "$PWD"',
        ]
      : stderr.includes('bare repository')
        ? [
            'the folder here is a bare repository, which may be a part of somebody’s work tree',
            'name it, if it is the one that is meant: GIT_DIR="$PWD" netpact diff …',
          ]
        : [
            'there is no Git repository here that could know it as a revision',
            'check the path, or run netpact inside the repository',
          ];
  return refusal('revision-unreadable', `${name} is no file or folder, and ${why}`, help);
}

const textOf = ({ stdout }: GitRun): string => stdout.toString('utf8').replace(/\n$/, '');
