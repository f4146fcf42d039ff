import fs from 'node:fs';
import path from 'node:path';
import { NetpactError } from '../../diagnostics/netpact-error';
import type { OutputPlan, PlannedFile } from './output-plan';
import { isSystemError } from './system-error';

/**
 * Does what the plan says: everything, or nothing. New bytes go to temporary files beside their targets first, then each is renamed
 * over its target, then stale files and the folders they leave empty are removed. Whatever fails on the way is undone.
 * Throws a NetpactError for a plan with findings and for a folder that cannot be written.
 */
export function writeOutput(plan: OutputPlan): void {
  if (plan.findings.length > 0) throw new NetpactError(plan.findings);
  const undo: (() => void)[] = [];
  try {
    const staged = [...plan.created, ...plan.changed].map((file) => stage(plan.outDir, file, undo));
    for (const move of staged) move();
    for (const file of plan.removed) remove(plan.outDir, file, undo);
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    if (!isSystemError(error)) throw error;
    throw new NetpactError([
      {
        code: 'output-not-writable',
        severity: 'error',
        message: `${plan.outDir} cannot be written: ${error.message}`,
        help: ['make the folder writable, or name another one with --out; what was on disk is unchanged'],
      },
    ]);
  }
  for (const file of plan.removed) removeEmptyFolders(plan.outDir, path.dirname(file.path));
}

/** Writes the temporary file and returns the step that puts it in its place. */
function stage(outDir: string, file: PlannedFile, undo: (() => void)[]): () => void {
  const target = path.join(outDir, file.path);
  const made = fs.mkdirSync(path.dirname(target), { recursive: true });
  if (made) undo.push(() => removeFoldersUpTo(made, path.dirname(target)));
  const temporary = `${target}.${process.pid}.tmp`;
  undo.push(() => fs.rmSync(temporary, { force: true }));
  fs.writeFileSync(temporary, file.after ?? '', { flag: 'wx', ...modeOf(target) });
  return () => {
    fs.renameSync(temporary, target);
    undo.push(() => restore(target, file.before));
  };
}

function modeOf(target: string): { mode?: number } {
  const stat = fs.statSync(target, { throwIfNoEntry: false });
  return stat ? { mode: stat.mode } : {};
}

function remove(outDir: string, file: PlannedFile, undo: (() => void)[]): void {
  const target = path.join(outDir, file.path);
  fs.rmSync(target);
  undo.push(() => restore(target, file.before));
}

function restore(target: string, before: string | undefined): void {
  if (before === undefined) fs.rmSync(target, { force: true });
  else fs.writeFileSync(target, before);
}

/** Removes the folders from `folder` up to `top`, both included, as far as they are empty. */
function removeFoldersUpTo(top: string, folder: string): void {
  for (let current = folder; current.startsWith(top); current = path.dirname(current)) fs.rmdirSync(current);
}

/** The output folder itself stays. */
function removeEmptyFolders(outDir: string, folder: string): void {
  for (let current = folder; current !== '.'; current = path.dirname(current)) {
    const full = path.join(outDir, current);
    if (!fs.existsSync(full) || fs.readdirSync(full).length > 0) return;
    attempt(() => fs.rmdirSync(full));
  }
}

/** Tidying up must not hide what went wrong before. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The error that is reported is the first one.
  }
}
