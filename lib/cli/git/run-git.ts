import { spawn } from 'node:child_process';

/** What one run of Git said. */
export interface GitRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Whether there is no Git to run. */
  readonly isMissing?: boolean;
}

/**
 * Runs Git with its standard input from `input`. Only commands that read objects are run; pagers, prompts, replaced
 * objects and background work are off, so that the answer is the repository's and nothing is written.
 */
export function runGit(args: readonly string[], cwd: string, input = ''): Promise<GitRun> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      GIT_TERMINAL_PROMPT: '0',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_LAZY_FETCH: '1',
      LC_ALL: 'C',
    };
    const git = spawn('git', ['--no-pager', ...args], { cwd, env });
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
