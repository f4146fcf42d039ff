import { byCodeUnits } from '../../algebra/text-order';
import type { Finding } from '../../diagnostics/finding';
import { type DiskFile, inspectTarget, listOwnFiles, outputFolderFindings } from './output-folder';
import { removedBaselines } from './removed-baselines';
import { isSystemError } from './system-error';

/** What writing would do to an output folder. Paths are relative to it, `/` separated, sorted. */
export interface OutputPlan {
  readonly outDir: string;
  readonly created: readonly PlannedFile[];
  readonly changed: readonly PlannedFile[];
  readonly unchanged: readonly string[];
  /** Files of netpact that the code no longer asks for. */
  readonly removed: readonly PlannedFile[];
  /** Why nothing may be written; empty if everything may. */
  readonly findings: readonly Finding[];
}

/** A file with its bytes before and after; undefined where it did not or will not exist. */
export interface PlannedFile {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** What may happen beside writing. */
export interface PlanOptions {
  /** Whether the default deny of a namespace that is gone from the code may be removed. */
  readonly allowRemoved: boolean;
}

/**
 * Compares `files` with the folder, touching nothing. A folder below that has a netpact `kustomization.yaml` of its own is another
 * output (`--env prod` writes `<out>/prod`) and is left alone.
 */
export function planOutput(outDir: string, files: ReadonlyMap<string, string>, options: PlanOptions): OutputPlan {
  try {
    return compare(outDir, files, options);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { outDir, created: [], changed: [], unchanged: [], removed: [], findings: [unreadable(outDir, error)] };
  }
}

function unreadable(outDir: string, error: Error): Finding {
  return {
    code: 'output-not-readable',
    severity: 'error',
    message: `${outDir} cannot be compared with the code: ${error.message}`,
    help: ['make the folder and what is in it readable, or name another one with --out; nothing was written'],
  };
}

function compare(outDir: string, files: ReadonlyMap<string, string>, options: PlanOptions): OutputPlan {
  const findings: Finding[] = [...outputFolderFindings(outDir, [...files.keys()])];
  const created: PlannedFile[] = [];
  const changed: PlannedFile[] = [];
  const unchanged: string[] = [];
  let stale: readonly DiskFile[] = [];
  if (findings.length === 0) {
    for (const [file, after] of [...files].sort(([a], [b]) => byCodeUnits(a, b))) {
      const target = inspectTarget(outDir, file);
      if ('finding' in target) findings.push(target.finding);
      else if (target.text === undefined) created.push({ path: file, after });
      else if (target.text === after) unchanged.push(file);
      else changed.push({ path: file, before: target.text, after });
    }
    stale = listOwnFiles(outDir).filter((file) => !files.has(file.path));
    if (!options.allowRemoved) findings.push(...removedBaselines(outDir, stale, files.keys()));
  }
  const removed = stale.map(({ path: file, text }) => ({ path: file, before: text }));
  return { outDir, created, changed, unchanged, removed, findings };
}

/** Whether the folder holds exactly what the code says. */
export function isUpToDate(plan: OutputPlan): boolean {
  return plan.created.length + plan.changed.length + plan.removed.length === 0;
}
