import type { Command, Run } from './whole-process';
import { medianOf } from './whole-process';

/** A promise about speed or memory, and what was measured. */
export interface Figure {
  readonly promise: string;
  readonly measured: string;
  readonly isKept: boolean;
}

/** "A takes at most `limit` times B", by medians of the same run. */
export function ratioFigure(promise: string, a: readonly Run[], b: readonly Run[], limit: number): Figure {
  const [left, right] = [medianMilliseconds(a), medianMilliseconds(b)];
  const ratio = left / right;
  return {
    promise,
    measured: `${left.toFixed(0)} ms / ${right.toFixed(0)} ms = ${ratio.toFixed(2)}`,
    isKept: ratio <= limit,
  };
}

export function memoryFigure(promise: string, runs: readonly Run[], limit: number): Figure {
  const peak = Math.max(...runs.map(({ megabytes }) => megabytes));
  return { promise, measured: `${peak.toFixed(0)} MB`, isKept: peak <= limit };
}

export function medianMilliseconds(runs: readonly Run[]): number {
  return medianOf(runs.map(({ milliseconds }) => milliseconds));
}

/** One line per command: median, and the spread that tells how noisy the machine was. */
export function describeRuns(runs: ReadonlyMap<Command, readonly Run[]>): string {
  return [...runs]
    .map(([{ label }, each]) => {
      const times = each.map(({ milliseconds }) => milliseconds);
      const spread = `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`;
      const memory = medianOf(each.map(({ megabytes }) => megabytes)).toFixed(0);
      return `  ${label.padEnd(52)} ${medianOf(times).toFixed(0).padStart(7)} ms  (${spread})  ${memory} MB`;
    })
    .join('\n');
}
