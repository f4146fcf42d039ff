import { refusal } from '../refusal';
import { runGit } from './run-git';

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
  if (inside.isMissing)
    throw refusal(
      'revision-unreadable',
      `${name} is no file or folder, and git, which reads revisions, cannot be run`,
      'install Git, or pass folders',
    );
  if (inside.code !== 0)
    throw refusal(
      'revision-unreadable',
      `${name} is no file or folder, and there is no Git repository here that could know it as a revision`,
      'check the path, or run netpact inside the repository',
    );
  const found = await parseRevision(name, cwd);
  const commit = found.stdout.toString('utf8').trim();
  if (found.code === 0 && /^[0-9a-f]{40,64}$/.test(commit))
    return { name, commit, prefix: inside.stdout.toString('utf8').replace(/\n$/, '') };
  throw await unknownRevision(name, cwd);
}

/** Whether a word means a commit; false also where there is no Git. */
export async function isRevision(name: string, cwd: string): Promise<boolean> {
  return (await parseRevision(name, cwd)).code === 0;
}

const parseRevision = (name: string, cwd: string) =>
  runGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], cwd);

async function unknownRevision(name: string, cwd: string) {
  const shallow = await runGit(['rev-parse', '--is-shallow-repository'], cwd);
  if (shallow.stdout.toString('utf8').trim() === 'true')
    return refusal(
      'revision-unknown',
      `${name} is no file, folder or revision of this clone, which is shallow: it holds only a part of the history`,
      'fetch the rest: git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0)',
    );
  return refusal(
    'revision-unknown',
    `${name} is no file or folder, and no revision that Git knows`,
    'check the spelling; a branch of a remote needs its name before it (origin/main), and git fetch',
  );
}
