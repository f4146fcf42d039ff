import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, medianMilliseconds, memoryFigure } from './figure';
import { type Command, measure, medianOf, outputOf, type Run } from './whole-process';

/** 10,000 and 20,000 flows in 200 namespaces: built, compiled and written, beside the yaml package that only stringifies the same objects. */
export function synthManyFlows(): { readonly report: string; readonly figures: readonly Figure[] } {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const synth = (flows: number): Command => ({
    label: `netpact synth --no-typecheck, ${flows} flows`,
    argv: [
      'node',
      builtMain(),
      'synth',
      'test/bench/many-flows-app.ts',
      '--no-typecheck',
      '--out',
      `${outdir}/${flows}`,
    ],
    env: { FLOWS: String(flows), NETPACT_NOW: '2026-11-21' },
  });
  const [once, twice] = [synth(10_000), synth(20_000)];
  const runs = measure([once, twice], 3);
  const stringify: Command = {
    label: 'yaml alone',
    argv: ['node', 'test/bench/stringify-only.cjs', `${outdir}/10000`],
  };
  const yamlAlone = medianOf([1, 2, 3].map(() => Number(outputOf(stringify))));
  const [time, doubled] = [medianMilliseconds(runs.get(once) ?? []), medianMilliseconds(runs.get(twice) ?? [])];
  return {
    report: `${describeRuns(runs)}\n  ${'yaml alone stringifies the same 10,000 flows'.padEnd(52)} ${yamlAlone.toFixed(0).padStart(7)} ms`,
    figures: [
      {
        promise: '10,000 flows: under twice the time of yaml.stringify alone',
        measured: `${time.toFixed(0)} ms / ${yamlAlone.toFixed(0)} ms = ${(time / yamlAlone).toFixed(2)}`,
        isKept: time < 2 * yamlAlone,
      },
      proofFigure(runs.get(once) ?? []),
      memoryFigure('10,000 flows: under 500 MB', runs.get(once) ?? [], 500),
      {
        promise: 'twice the flows take twice the time (at most 2.2 times)',
        measured: `${doubled.toFixed(0)} ms / ${time.toFixed(0)} ms = ${(doubled / time).toFixed(2)}`,
        isKept: doubled / time <= 2.2,
      },
    ],
  };
}

/** The share of the proof, by the time that each run says it took. */
function proofFigure(runs: readonly Run[]): Figure {
  const shares = runs.map(({ milliseconds, stderr }) => {
    const proof = Number(/^proved: .* in (\d+) ms/m.exec(stderr)?.[1]);
    return proof / (milliseconds - proof);
  });
  const share = medianOf(shares);
  return {
    promise: '10,000 flows: the proof adds at most 30 %',
    measured: `${(share * 100).toFixed(0)} %`,
    isKept: share <= 0.3,
  };
}
