import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { NetpactError } from '../../diagnostics/netpact-error';
import { endByHeldSignal, heldSignal, holdSignals, releaseAndForgetSignals, releaseSignals } from './held-signals';
import {
  digest,
  endInterruptedRuns,
  newFile,
  oldFile,
  type Step,
  takeSteps,
  undoSteps,
  writeJournal,
  writeSynced,
} from './journal';
import { isUpToDate, type OutputPlan, type OutputRequest, type PlannedFile, planOutput } from './output-plan';
import { isolates } from './render-manifests';
import { foundRunFolders, journalOf, leaveRunFolder, lockOutput } from './run-folder';
import { isSystemError } from './system-error';

/**
 * Makes the output folder say what the files say, all of it or nothing, and answers what that took. New bytes are written
 * into the folder of the run, then the journal, then each is renamed to its place, and the journal goes. Whoever is killed on the
 * way leaves the old files, or a journal that the next run follows to its end; a power cut the same, since new bytes and the
 * journal are on the disk before the first rename, and file systems keep the order of names. What fails on the way is undone.
 * A signal before the first rename undoes as well, one after it waits for the end; then it ends the process.
 * Throws a NetpactError where nothing may be written, or the folder is another run's or cannot be written.
 */
export async function writeOutput(request: OutputRequest): Promise<OutputPlan> {
  return drive(writing(request), request.outDir);
}

/** Ends what a run that was killed left in the folder; otherwise looks, and touches nothing. Throws as `writeOutput` does. */
export async function endInterruptedOutput(outDir: string): Promise<void> {
  if (foundRunFolders(outDir).length > 0) await drive(ending(outDir), outDir);
}

/** `writeOutput` without a pause, for those who cannot wait: a signal is noticed at the end only, when everything is written. */
export function writeOutputSync(request: OutputRequest): OutputPlan {
  holdSignals();
  try {
    const work = writing(request);
    for (let turn = work.next(); ; turn = work.next()) {
      if (turn.done) return turn.value;
      if (turn.value > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, turn.value);
    }
  } finally {
    // Signals that came meanwhile are told in the next turn.
    setImmediate(releaseAndForgetSignals);
  }
}

/** Work that can be given up where it yields; a number of milliseconds to wait, mostly 0. */
type Work<Result> = Generator<number, Result>;

async function drive<Result>(work: Work<Result>, outDir: string): Promise<Result> {
  holdSignals();
  try {
    for (let turn = work.next(); ; turn = work.next()) {
      await pause(turn.done ? 0 : turn.value);
      if (turn.done) {
        if (heldSignal()) process.stderr.write(`interrupted: ${outDir} is written to the end\n`);
        return turn.value;
      }
      if (heldSignal()) {
        abandon(work);
        process.stderr.write(`interrupted: ${outDir} is as it was\n`);
        endByHeldSignal();
      }
    }
  } finally {
    releaseSignals();
  }
}

/** Runs what the work does at its end, whatever that is. */
function abandon(work: Iterator<unknown>): void {
  work.return?.();
}

/** Long enough for signals to be told. */
function pause(milliseconds: number): Promise<void> {
  return milliseconds > 0 ? sleep(milliseconds) : new Promise((resolve) => setImmediate(resolve));
}

function* writing(request: OutputRequest): Work<OutputPlan> {
  const { outDir } = request;
  const before = checked(planOutput(request));
  if (isUpToDate(before)) return before;
  return yield* locked(outDir, function* (run) {
    // Another run may have written since the first look.
    const plan = { ...checked(planOutput(request)), isUnfinished: false };
    const files = inOrder(plan);
    if (files.length === 0) return plan;
    for (const [index, file] of files.entries()) {
      stage(outDir, run, file, index);
      yield 0;
    }
    const steps = files.map(stepOf);
    writeJournal(run, steps);
    let isWhole = true;
    try {
      yield 0;
      isWhole = false;
      takeSteps(outDir, run, steps);
      isWhole = true;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      isWhole = tryToUndo(outDir, run, steps);
      throw isWhole ? error : halfWritten(outDir, error);
    } finally {
      if (isWhole) closeJournal(outDir, run);
    }
    return plan;
  });
}

function* ending(outDir: string): Work<void> {
  yield* locked(outDir, function* () {});
}

/** Does the work while no other run goes on in the folder, and after what dead runs left there is ended. */
function* locked<Result>(outDir: string, work: (run: string) => Work<Result>): Work<Result> {
  try {
    const run = yield* lockOutput(outDir);
    try {
      endInterruptedRuns(outDir, run.path);
      return yield* work(run.path);
    } finally {
      leaveRunFolder(run);
    }
  } catch (error) {
    throw isSystemError(error) ? notWritable(outDir, error) : error;
  }
}

function checked(plan: OutputPlan): OutputPlan {
  if (plan.findings.length > 0) throw new NetpactError(plan.findings);
  return plan;
}

/**
 * Whoever reads the folder meanwhile, or after a kill, meets an allowance before the isolation that needs it: files that isolate
 * come after the others and after the list of files, so that the list is never without what they need. Removals are last, and
 * there isolation goes first.
 */
function inOrder({ created, changed, removed }: OutputPlan): readonly PlannedFile[] {
  const rank = ({ path: file, after = '' }: PlannedFile) =>
    file === 'kustomization.yaml' ? 1 : isolates(after) ? 2 : 0;
  const isolation = ({ before = '' }: PlannedFile) => (isolates(before) ? 0 : 1);
  return [
    ...[...created, ...changed].sort((a, b) => rank(a) - rank(b)),
    ...[...removed].sort((a, b) => isolation(a) - isolation(b)),
  ];
}

function stepOf({ path: file, before, after }: PlannedFile): Step {
  const digestOf = (text: string | undefined) => (text === undefined ? null : digest(text));
  return { path: file, before: digestOf(before), after: digestOf(after) };
}

/** Puts everything that the step needs into the run's folder: what can fail for want of room fails here. */
function stage(outDir: string, run: string, { path: file, before, after }: PlannedFile, index: number): void {
  if (after === undefined) return;
  const target = path.join(outDir, file);
  const old = before === undefined ? undefined : oldFile(run, index);
  if (old !== undefined) keepOld(target, old);
  writeSynced(newFile(run, index), after, old === undefined ? undefined : fs.statSync(old).mode);
}

/** By a second name, which takes no room; some file systems have none. */
function keepOld(target: string, old: string): void {
  try {
    fs.linkSync(target, old);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    fs.copyFileSync(target, old);
  }
}

function tryToUndo(outDir: string, run: string, steps: readonly Step[]): boolean {
  try {
    return undoSteps(outDir, run, steps);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}

function closeJournal(outDir: string, run: string): void {
  try {
    fs.rmSync(journalOf(run));
  } catch (error) {
    throw isSystemError(error) ? halfWritten(outDir, error) : error;
  }
}

function notWritable(outDir: string, { message }: Error): NetpactError {
  return new NetpactError([
    {
      code: 'output-not-writable',
      severity: 'error',
      // The name of a run is of no use to anybody, and never the same.
      message: `${outDir} cannot be written: ${message.replaceAll(/\.netpact-[-\w]+/g, '.netpact-…')}`,
      help: ['make the folder writable, or name another one with --out; what was on disk is unchanged'],
    },
  ]);
}

function halfWritten(outDir: string, { message }: Error): NetpactError {
  return new NetpactError([
    {
      code: 'output-unfinished',
      severity: 'error',
      message: `${outDir} is half written, and what was done cannot be taken back: ${message}`,
      help: ['make the folder writable and run netpact synth again: it ends what was begun'],
    },
  ]);
}
