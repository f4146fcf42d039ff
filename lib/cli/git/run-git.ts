import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { findUpwards } from '../project/find-upwards';
import { foldersOutside } from '../render/find-tool';

/** What one run of Git said. */
export interface GitRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Whether there is no Git to run. */
  readonly isMissing?: boolean;
}

/**
 * What a repository's own configuration must not decide: it may name programs (a file system monitor, hooks, a pager), and
 * a folder of the work tree can be a bare repository with a history and a configuration of its own.
 */
const settings = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.pager=cat', 'safe.bareRepository=explicit'];

/**
 * Nothing is asked, written or fetched, and objects are those that their names mean. Every transport is off as well, because
 * a Git that does not know GIT_NO_LAZY_FETCH would run the repository's ssh command or remote helper for a missing object.
 */
const environment = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_REPLACE_OBJECTS: '1',
  LC_ALL: 'C',
};

/**
 * Runs Git with its standard input from `input`. Only commands that read objects are run, so that the answer is the
 * repository's, nothing is written, and no program is run that the repository names.
 */
export function runGit(args: readonly string[], cwd: string, input = ''): Promise<GitRun> {
  return new Promise((resolve) => {
    const checkout = path.dirname(findUpwards('.git', cwd) ?? path.join(cwd, '.git'));
    const searched = foldersOutside([realpathSync.native(checkout)]).join(path.delimiter);
    const fixed = ['--no-pager', ...settings.flatMap((each) => ['-c', each])];
    const git = spawn('git', [...fixed, ...args], {
      cwd,
      env: { ...process.env, ...environment, PATH: searched },
    });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    git.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    git.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    git.on('error', (error) =>
      resolve({ code: null, stdout: Buffer.alloc(0), stderr: error.message, isMissing: true }),
    );
    git.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(errors).toString('utf8').trim() }),
    );
    // Git may end before it has read everything; what it says on stderr is the reason that counts.
    git.stdin.on('error', () => undefined);
    git.stdin.end(input);
  });
}
