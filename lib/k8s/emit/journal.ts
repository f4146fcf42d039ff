import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inspectTarget } from './output-folder';
import { hasMarker } from './render-manifests';
import { journalOf, removeIfEmpty, runFolders } from './run-folder';
import { isSystemError } from './system-error';

/** A file that a run replaces, makes (`before` is null) or removes (`after` is null); bytes as digests. The path is relative to the output folder. */
export interface Step {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface Move {
  readonly from: string;
  readonly to: string;
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The new bytes of a step before they are in their place. */
export function newFile(folder: string, index: number): string {
  return path.join(folder, `${index}.new`);
}

/** The old bytes of a step until all steps are done. */
export function oldFile(folder: string, index: number): string {
  return path.join(folder, `${index}.old`);
}

/** Writes the journal; it is there whole, and on the disk, or not at all. From then on the run is finished, by whomever. */
export function writeJournal(folder: string, steps: readonly Step[]): void {
  const text = JSON.stringify({ version: 1, steps });
  const draft = path.join(folder, 'draft');
  writeSynced(draft, text);
  fs.renameSync(draft, journalOf(folder));
  syncFolder(folder);
}

/** Writes a file that does not exist and waits until it is on the disk. */
export function writeSynced(file: string, text: string, mode?: number): void {
  const descriptor = fs.openSync(file, 'wx');
  try {
    fs.writeFileSync(descriptor, text);
    if (mode !== undefined) fs.fchmodSync(descriptor, mode & 0o7777);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Windows has no such thing, and some network drives refuse it: there the order is the file system's. */
function syncFolder(folder: string): void {
  try {
    const descriptor = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** The steps of a run that got as far as its journal. A journal of another form is none of netpact's. */
function readJournal(folder: string): readonly Step[] | undefined {
  const file = journalOf(folder);
  if (!fs.lstatSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  try {
    const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('version' in value) || !('steps' in value)) return undefined;
    return value.version === 1 && Array.isArray(value.steps) && value.steps.every(isStep) ? value.steps : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isStep(value: unknown): value is Step {
  if (typeof value !== 'object' || value === null) return false;
  if (!('path' in value) || !('before' in value) || !('after' in value)) return false;
  const isDigest = (entry: unknown) => entry === null || typeof entry === 'string';
  return (
    typeof value.path === 'string' && isManifestInside(value.path) && isDigest(value.before) && isDigest(value.after)
  );
}

/**
 * A journal may come out of a checkout, and the output folder may be its root: it leads to manifests below the folder, as netpact
 * writes them, and never to what tools run or read there (`.git/hooks`, `.github`).
 */
function isManifestInside(file: string): boolean {
  return file.endsWith('.yaml') && file.split('/').every((part) => /^[^.\\:\0][^\\:\0]*$/.test(part));
}

/** Does the steps of a run whose files are all in its folder. */
export function takeSteps(outDir: string, folder: string, steps: readonly Step[]): void {
  steps.forEach((step, index) => {
    const target = path.join(outDir, step.path);
    const move =
      step.after === null ? { from: target, to: oldFile(folder, index) } : { from: newFile(folder, index), to: target };
    apply(move);
  });
  removeEmptied(outDir, steps, 'after');
}

/** Takes back what was done of the steps. False where the files are not as this run left them. */
export function undoSteps(outDir: string, folder: string, steps: readonly Step[]): boolean {
  const moves = movesOf(outDir, folder, steps, 'back');
  if (!moves) return false;
  for (const move of moves.reverse()) apply(move);
  removeEmptied(outDir, steps, 'before');
  return true;
}

/**
 * Ends what dead runs left in the output folder, whose lock the caller holds (`own` is its folder): all that the journal says,
 * or where files for that are missing, nothing of it. Where somebody changed the files since, they are left as they are: they
 * are no longer a half of this run, and are compared with the code like any others.
 */
export function endInterruptedRuns(outDir: string, own: string): void {
  for (const folder of runFolders(outDir)) {
    if (folder === own) continue;
    const steps = readJournal(folder);
    if (steps) {
      const moves = movesOf(outDir, folder, steps, 'on');
      if (moves) {
        for (const move of moves) apply(move);
        removeEmptied(outDir, steps, 'after');
      } else undoSteps(outDir, folder, steps);
    }
    fs.rmSync(journalOf(folder), { force: true });
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The renames that are left to do, in order; undefined where a file is in neither of its two states. */
function movesOf(outDir: string, folder: string, steps: readonly Step[], direction: 'on' | 'back'): Move[] | undefined {
  const moves: Move[] = [];
  for (const [index, step] of steps.entries()) {
    const [start, goal] = direction === 'on' ? [step.before, step.after] : [step.after, step.before];
    const [source, aside] = direction === 'on' ? [newFile, oldFile] : [oldFile, newFile];
    const target = inspectTarget(outDir, step.path);
    if ('finding' in target) return undefined;
    const now = target.text === undefined ? null : digest(target.text);
    if (now === goal) continue;
    if (now !== start) return undefined;
    const file = path.join(outDir, step.path);
    if (goal === null) moves.push({ from: file, to: aside(folder, index) });
    else if (digestOfOwn(source(folder, index)) === goal) moves.push({ from: source(folder, index), to: file });
    else return undefined;
  }
  return moves;
}

/** Of a file in a run folder; a link is none, and neither is a text that netpact would not replace later. */
function digestOfOwn(file: string): string | undefined {
  if (!fs.lstatSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const text = fs.readFileSync(file, 'utf8');
  return hasMarker(text) ? digest(text) : undefined;
}

function apply({ from, to }: Move): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      // Windows refuses while an editor or a virus scanner has the file open, which it has for moments.
      if (process.platform !== 'win32' || attempt === 10 || !isSystemError(error, 'EPERM', 'EACCES', 'EBUSY'))
        throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20 * attempt);
    }
  }
}

/** Removes the folders that are empty without the files that are gone on this side of the steps. The output folder itself stays. */
function removeEmptied(outDir: string, steps: readonly Step[], side: 'before' | 'after'): void {
  for (const step of steps) {
    if (step[side] !== null) continue;
    for (let folder = path.dirname(step.path); folder !== '.'; folder = path.dirname(folder))
      if (!removeIfEmpty(path.join(outDir, folder))) break;
  }
}
