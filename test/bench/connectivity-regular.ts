import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, medianMilliseconds, memoryFigure, ratioFigure } from './figure';
import { regularCluster } from './regular-cluster';
import { type Command, measure } from './whole-process';

/** `connectivity --format json` and `explain` of 1,000 and 10,000 regular workloads, beside processes that only read the same file. */
export function connectivityRegular(): { readonly report: string; readonly figures: readonly Figure[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const file = (workloads: number): string => path.join(folder, `${workloads}.yaml`);
  for (const workloads of [1000, 10_000]) writeFileSync(file(workloads), regularCluster(workloads));
  const netpact = (workloads: number): Command => ({
    label: `netpact connectivity --format json, ${workloads} workloads`,
    argv: ['node', builtMain(), 'connectivity', file(workloads), '--format', 'json'],
  });
  const yaml = (workloads: number): Command => ({
    label: `yaml's parseAllDocuments, ${workloads} workloads`,
    argv: ['node', 'test/bench/parse-only.cjs', file(workloads)],
  });
  const read: Command = {
    label: 'netpact only reads, 1000 workloads',
    argv: ['node', 'test/bench/read-only.cjs', file(1000)],
  };
  const explain: Command = {
    label: 'netpact explain, 1000 workloads',
    argv: ['node', builtMain(), 'explain', 'team-1/service-21', 'team-1/service-22', '8080', file(1000)],
  };
  const [small, smallYaml, large, largeYaml] = [netpact(1000), yaml(1000), netpact(10_000), yaml(10_000)];
  const runs = new Map([
    ...measure([small, smallYaml, read, explain], 5),
    ...measure([large], 3),
    ...measure([largeYaml], 1),
  ]);
  const of = (command: Command) => runs.get(command) ?? [];
  const growth = medianMilliseconds(of(large)) / medianMilliseconds(of(small));
  const more = medianMilliseconds(of(explain)) - medianMilliseconds(of(read));
  return {
    report: describeRuns(runs),
    figures: [
      ratioFigure('1,000 workloads: at most 0.6 times what yaml needs to parse them', of(small), of(smallYaml), 0.6),
      ratioFigure('10,000 workloads: at most half of what yaml needs to parse them', of(large), of(largeYaml), 0.5),
      memoryFigure('10,000 workloads: under 1.5 GB', of(large), 1500),
      {
        promise: 'from 1,000 to 10,000 workloads: at most twelve times the time',
        measured: growth.toFixed(1),
        isKept: growth <= 12,
      },
      {
        promise: 'explain: at most 200 ms more than reading',
        measured: `${more.toFixed(0)} ms`,
        isKept: more <= 200,
      },
    ],
  };
}
