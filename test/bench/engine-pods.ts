import type { Figure } from './figure';
import { medianOf, outputOf } from './whole-process';

interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly microsecondsPerPair: number;
}

/** The engine alone on 100,000 pods: the whole reachability by class, then single pairs. */
export function enginePods(): { readonly report: string; readonly figures: readonly Figure[] } {
  const argv = ['node', 'node_modules/tsx/dist/cli.mjs', 'test/bench/engine-process.ts'];
  const runs = [1, 2, 3].map(() => JSON.parse(outputOf({ label: 'the engine', argv })) as Measured);
  const median = (pick: (run: Measured) => number) => medianOf(runs.map(pick));
  const [time, memory] = [median((run) => run.milliseconds), median((run) => run.megabytes)];
  const pair = median((run) => run.microsecondsPerPair);
  return {
    report: `  the engine on 100,000 pods and 10,000 policies: ${runs.map((run) => `${run.milliseconds.toFixed(0)} ms`).join(', ')}`,
    figures: [
      {
        promise: '100,000 pods: the whole reachability in under 2 s',
        measured: `${time.toFixed(0)} ms`,
        isKept: time < 2000,
      },
      { promise: '100,000 pods: under 2 GB', measured: `${memory.toFixed(0)} MB`, isKept: memory < 2000 },
      {
        promise: 'any pair afterwards in microseconds (under 100)',
        measured: `${pair.toFixed(1)} µs`,
        isKept: pair < 100,
      },
    ],
  };
}
