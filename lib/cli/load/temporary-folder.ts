import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder of this process alone, outside of the user's. */
export interface TemporaryFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): void;
}

const open = new Set<string>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Makes a folder that is gone when it is removed, and at the latest when the process ends, by itself or by a signal. */
export function temporaryFolder(): TemporaryFolder {
  if (open.size === 0) watchForTheEnd();
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'netpact-'));
  open.add(folder);
  return {
    path: folder,
    remove: () => {
      removeFolder(folder);
      if (open.size === 0) ignoreTheEnd();
    },
  };
}

function removeFolder(folder: string): void {
  // A bundle that is being written meanwhile makes a folder that was just emptied full again.
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  open.delete(folder);
}

function removeAll(): void {
  for (const folder of open) removeFolder(folder);
}

/** Ends the process by the same signal, so that whoever waits for it sees what it would have seen without this. */
function endBy(signal: NodeJS.Signals): void {
  ignoreTheEnd();
  try {
    removeAll();
  } finally {
    process.kill(process.pid, signal);
  }
}

function watchForTheEnd(): void {
  process.on('exit', removeAll);
  for (const signal of signals) process.on(signal, endBy);
}

function ignoreTheEnd(): void {
  process.off('exit', removeAll);
  for (const signal of signals) process.off(signal, endBy);
}
