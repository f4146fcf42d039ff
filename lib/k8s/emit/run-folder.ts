import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { NetpactError } from '../../diagnostics/netpact-error';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity';
import { isSystemError } from './system-error';

/**
 * The folder that a run works in, inside of the output folder: new files before they are in their place, old ones until all
 * is done, and the journal. Its name says who the run is, so it is a lock from the moment it is there, and the random end lets
 * no two names clash. No reader of manifests takes anything in it for one: kubectl, Argo CD and Flux go by `.yaml`, `.yml` and `.json`.
 */
export interface RunFolder {
  readonly path: string;
  /** The first folder that had to be made for it, perhaps itself. */
  readonly made: string;
}

const nameForm = /^\.netpact-([1-9]\d{0,9})-(\d{1,20})-([0-9a-f]{12})-[0-9a-f]{16}$/;

/** The run folders in an output folder, as paths. Files and links of such a name are none. Throws where the folder cannot be listed. */
export function runFolders(outDir: string): readonly string[] {
  try {
    return fs
      .readdirSync(outDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && nameForm.test(entry.name))
      .map((entry) => path.join(outDir, entry.name));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** How long a run waits for another, in milliseconds. */
const patience = 10_000;

/** After how many milliseconds without a sign of life a run is over whose process cannot be asked. */
const silence = 5 * 60_000;

/**
 * Makes the folder of this run when no other run that still goes on has one; yields how many milliseconds to wait before it looks
 * again. Everybody makes theirs first and looks then, so of two that begin at once at least one sees the other.
 * Throws a NetpactError when its patience ends.
 */
export function* lockOutput(outDir: string): Generator<number, RunFolder> {
  for (let waited = 0; ; ) {
    const own = makeRunFolder(outDir);
    const other = runFolders(outDir).find((folder) => folder !== own.path && isHeld(folder, own.path));
    if (other === undefined) return own;
    leaveRunFolder(own);
    if (waited > patience) throw new NetpactError([locked(outDir, other)]);
    const pause = 10 + Math.random() * 50;
    yield pause;
    waited += pause;
  }
}

function makeRunFolder(outDir: string): RunFolder {
  const { pid, started, system } = ownIdentity();
  const folder = path.join(outDir, `.netpact-${pid}-${started}-${system}-${randomBytes(8).toString('hex')}`);
  const made = makeFolder(folder) ?? folder;
  active.add(folder);
  return { path: folder, made };
}

/** Makes a folder and those above it; answers the first that was made. Unlike Node's own recursion it says what a read-only disk says. */
export function makeFolder(folder: string): string | undefined {
  for (let attempt = 1; ; attempt++) {
    const parent = path.dirname(folder);
    const above = fs.existsSync(parent) || parent === folder ? undefined : makeFolder(parent);
    try {
      fs.mkdirSync(folder);
      return above ?? folder;
    } catch (error) {
      // Another run makes the same folders, or removes those that it made for nothing.
      if (isSystemError(error, 'EEXIST') && fs.statSync(folder).isDirectory()) return above;
      if (!isSystemError(error, 'ENOENT') || attempt === 10) throw error;
    }
  }
}

/** The run folders of this process: one that it left with a journal is nobody's any more, though the process goes on. */
const active = new Set<string>();

/** Both times are of the file system's own clock, which may be another machine's. */
function isHeld(folder: string, own: string): boolean {
  const { pid, started } = ownIdentity();
  const identity = identityOf(folder);
  const known = identity.pid === pid && identity.started === started ? active.has(folder) : isRunning(identity);
  if (known !== undefined) return known;
  const stat = fs.statSync(folder, { throwIfNoEntry: false });
  return stat !== undefined && fs.statSync(own).mtimeMs - stat.mtimeMs < silence;
}

function identityOf(folder: string): ProcessIdentity {
  const [, pid = '0', started = '0', system = ''] = nameForm.exec(path.basename(folder)) ?? [];
  return { pid: Number(pid), started, system };
}

function locked(outDir: string, folder: string) {
  const { pid } = identityOf(folder);
  const isHere = isRunning(identityOf(folder)) === true;
  const whose = isHere ? `process ${pid}` : `a process ${pid} that cannot be asked whether it still runs`;
  return {
    code: 'output-locked',
    severity: 'error',
    message: `${outDir} is being written by another run (${whose})`,
    help: [
      isHere
        ? 'wait for it, or give each run a folder of its own with --out'
        : 'wait for it: five minutes after its last step such a run counts as dead, and the next one ends what it began',
    ],
  } as const;
}

/**
 * Removes the folder of this run, and those that were made for it and are empty. With a journal in it, it is the next run's, and so
 * is what cannot be removed.
 */
export function leaveRunFolder(run: RunFolder): void {
  active.delete(run.path);
  if (fs.existsSync(journalOf(run.path))) return;
  try {
    fs.rmSync(run.path, { recursive: true, force: true });
  } catch (error) {
    if (isSystemError(error)) return;
    throw error;
  }
  if (run.made === run.path) return;
  for (let folder = path.dirname(run.path); folder.length >= run.made.length; folder = path.dirname(folder)) {
    if (!removeIfEmpty(folder)) return;
  }
}

/** Whether the folder was there, was empty and is gone. */
export function removeIfEmpty(folder: string): boolean {
  try {
    fs.rmdirSync(folder);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}

/** Where the journal of a run stands. */
export function journalOf(folder: string): string {
  return path.join(folder, 'journal');
}

/** Whether a path, `/` separated, is that of a journal. */
export function isJournal(file: string): boolean {
  const [name, folder] = file.split('/').reverse();
  return name === 'journal' && folder !== undefined && nameForm.test(folder);
}

/**
 * Whether a run began to replace the files of this output folder and did not end: they are partly old, partly new. A folder that
 * cannot be listed is none that netpact writes; whoever reads it meets the error.
 */
export function isHalfWritten(outDir: string): boolean {
  return foundRunFolders(outDir).some((folder) => fs.existsSync(journalOf(folder)));
}

/** The run folders in what may be an output folder. */
export function foundRunFolders(outDir: string): readonly string[] {
  try {
    return runFolders(outDir);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}
