import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, medianMilliseconds, memoryFigure, ratioFigure } from './figure';
import { overlappingCluster, regularCluster } from './regular-cluster';
import { type Command, measure } from './whole-process';

/** All rules on regular clusters, beside the connectivity of the same; redundant policies among many that overlap. */
export function auditClusters(): { readonly report: string; readonly figures: readonly Figure[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const file = (name: string, text: string): string => {
    const target = path.join(folder, `${name}.yaml`);
    writeFileSync(target, text);
    return target;
  };
  const small = file('regular-1000', regularCluster(1000));
  const large = file('regular-10000', regularCluster(10_000));
  const crowd = file('overlapping-3000', overlappingCluster(3000));
  const netpact = (label: string, ...args: readonly string[]): Command => ({
    label,
    argv: ['node', builtMain(), ...args, '--format', 'json'],
  });
  const connectivity = netpact('connectivity, 1000 workloads', 'connectivity', small);
  const audit = netpact('audit, 1000 workloads', 'audit', small, '--fail-on', 'never');
  const auditLarge = netpact('audit, 10000 workloads', 'audit', large, '--fail-on', 'never');
  const rules = ['--rule', 'redundant-policy,redundant-rule', '--fail-on', 'never'];
  const redundant = netpact('redundant-*, 3000 overlapping policies', 'audit', crowd, ...rules);
  const runs = new Map([...measure([connectivity, audit], 5), ...measure([auditLarge, redundant], 3)]);
  const of = (command: Command) => runs.get(command) ?? [];
  const growth = medianMilliseconds(of(auditLarge)) / medianMilliseconds(of(audit));
  const crowdTime = medianMilliseconds(of(redundant));
  return {
    report: describeRuns(runs),
    figures: [
      ratioFigure('1,000 workloads: at most twice the connectivity', of(audit), of(connectivity), 2),
      {
        promise: 'from 1,000 to 10,000 workloads: at most fourteen times the time',
        measured: growth.toFixed(1),
        isKept: growth <= 14,
      },
      memoryFigure('10,000 workloads: under 2 GB', of(auditLarge), 2000),
      {
        promise: '3,000 overlapping policies: redundant-* under 10 s',
        measured: `${crowdTime.toFixed(0)} ms`,
        isKept: crowdTime <= 10_000,
      },
    ],
  };
}
