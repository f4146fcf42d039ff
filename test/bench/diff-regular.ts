import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, memoryFigure, ratioFigure } from './figure';
import { regularCluster } from './regular-cluster';
import { type Command, measure, medianOf } from './whole-process';

/** `diff` of two versions of the regular cluster, ten policies changed, beside one `connectivity` of it. */
export function diffRegular(): { readonly report: string; readonly figures: readonly Figure[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const file = (name: string): string => path.join(folder, `${name}.yaml`);
  for (const workloads of [1000, 10_000]) {
    const text = regularCluster(workloads);
    writeFileSync(file(`old-${workloads}`), text);
    writeFileSync(file(`same-${workloads}`), text);
    writeFileSync(file(`new-${workloads}`), tenPoliciesChanged(text));
  }
  const netpact = (...args: string[]): Command => ({
    label: `netpact ${args.map((arg) => path.basename(arg, '.yaml')).join(' ')}`,
    argv: ['node', builtMain(), ...args],
  });
  const connectivity = netpact('connectivity', file('old-1000'));
  const changed = netpact('diff', file('old-1000'), file('new-1000'));
  const same = netpact('diff', file('old-1000'), file('same-1000'));
  const read: Command = {
    label: 'netpact only reads, 1000 workloads',
    argv: ['node', 'test/bench/read-only.cjs', file('old-1000')],
  };
  const large = netpact('diff', file('old-10000'), file('new-10000'));
  const runs = new Map([...measure([connectivity, changed, same, read], 5), ...measure([large], 3)]);
  const of = (command: Command) => runs.get(command) ?? [];
  const seconds = medianOf(of(large).map(({ milliseconds }) => milliseconds)) / 1000;
  return {
    report: describeRuns(runs),
    figures: [
      ratioFigure('ten policies changed: at most 2.2 times one connectivity', of(changed), of(connectivity), 2.2),
      ratioFigure('nothing changed: at most 2.4 times the reading of one side', of(same), of(read), 2.4),
      { promise: '10,000 workloads: under 12 s', measured: `${seconds.toFixed(1)} s`, isKept: seconds < 12 },
      memoryFigure('10,000 workloads: under 2 GB', of(large), 2000),
    ],
  };
}

function tenPoliciesChanged(manifests: string): string {
  let left = 10;
  return manifests
    .split('---\n')
    .map((document) => {
      if (left === 0 || !/^ {2}name: allow-to-service-\d*5$/m.test(document)) return document;
      left--;
      return document.replace('port: 8080', 'port: 8081');
    })
    .join('---\n');
}
