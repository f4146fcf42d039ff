import { execFileSync } from 'node:child_process';

/** A repository in a folder, with commits of its own author and no settings of the machine. */
export interface GitHistory {
  /** Runs Git and answers what it printed, trimmed. */
  git(...args: string[]): string;
  /** Commits everything in the folder, and answers the commit. */
  commit(): string;
}

const settings = ['user.name=t', 'user.email=t@example.org', 'commit.gpgsign=false'].flatMap((each) => ['-c', each]);

/** A new repository on the branch main. */
export function gitHistory(folder: string): GitHistory {
  const git = (...args: string[]): string =>
    execFileSync('git', [...settings, ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git('init', '-q', '-b', 'main');
  return {
    git,
    commit() {
      git('add', '-A');
      git('commit', '-qm', 'x', '--allow-empty');
      return git('rev-parse', 'HEAD');
    },
  };
}
