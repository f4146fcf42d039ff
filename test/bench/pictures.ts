import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, medianMilliseconds } from './figure';
import { regularCluster } from './regular-cluster';
import { type Command, measure } from './whole-process';

/** Drawings and pages of the regular cluster, in three sizes. */
export function pictures(): { readonly report: string; readonly figures: readonly Figure[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const input = (workloads: number): string => path.join(folder, `${workloads}.yaml`);
  const page = (workloads: number): string => path.join(folder, `${workloads}.html`);
  for (const workloads of [12, 200, 2000]) writeFileSync(input(workloads), regularCluster(workloads));
  const netpact = (label: string, ...args: string[]): Command => ({
    label,
    argv: ['node', builtMain(), ...args],
  });
  const drawing = (workloads: number) =>
    netpact(`svg, ${workloads} workloads`, 'connectivity', input(workloads), '--format', 'svg');
  const report = (workloads: number) =>
    netpact(`report, ${workloads} workloads`, 'report', input(workloads), '-o', page(workloads));
  const [few, many] = [drawing(12), drawing(200)];
  const runs = measure([few, many, report(12), report(200), report(2000)], 5);
  const within = (command: Command, seconds: number): Figure => {
    const measured = medianMilliseconds(runs.get(command) ?? []) / 1000;
    return {
      promise: `${command.label}: under ${seconds} s`,
      measured: `${measured.toFixed(2)} s`,
      isKept: measured < seconds,
    };
  };
  const smaller = (workloads: number, kilobytes: number): Figure => {
    const measured = statSync(page(workloads)).size / 1000;
    return {
      promise: `report, ${workloads} workloads: under ${kilobytes} KB`,
      measured: `${measured.toFixed(0)} KB`,
      isKept: measured < kilobytes,
    };
  };
  return {
    report: describeRuns(runs),
    figures: [within(few, 0.6), within(many, 3), smaller(12, 400), smaller(200, 1500), smaller(2000, 8000)],
  };
}
