import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';
import { describeRuns, type Figure, medianMilliseconds, memoryFigure } from './figure';
import { openCluster, overlappingCluster } from './regular-cluster';
import { type Command, measure } from './whole-process';

/** Four million open pairs, and policies that overlap in one namespace. */
export function connectivityCrowds(): { readonly report: string; readonly figures: readonly Figure[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netpact-bench-'));
  const [open, overlapping] = [path.join(folder, 'open.yaml'), path.join(folder, 'overlapping.yaml')];
  writeFileSync(open, openCluster(2000));
  writeFileSync(overlapping, overlappingCluster(3000));
  const command = (label: string, file: string, format: string): Command => ({
    label: `${label}, ${format}`,
    argv: ['node', builtMain(), 'connectivity', file, '--format', format],
  });
  const text = command('2,000 open workloads', open, 'text');
  const json = command('2,000 open workloads', open, 'json');
  const crowd = command('3,000 overlapping policies', overlapping, 'json');
  const crowdText = command('3,000 overlapping policies', overlapping, 'text');
  const [dot, crowdDot] = [
    command('2,000 open workloads', open, 'dot'),
    command('3,000 overlapping policies', overlapping, 'dot'),
  ];
  const runs = measure([text, json, crowd, crowdText, dot, crowdDot], 3);
  const of = (each: Command) => runs.get(each) ?? [];
  const within = (promise: string, each: Command, limit: number): Figure => {
    const time = medianMilliseconds(of(each));
    return { promise, measured: `${time.toFixed(0)} ms`, isKept: time <= limit };
  };
  return {
    report: describeRuns(runs),
    figures: [
      within('2,000 open workloads: text within a second', text, 1000),
      memoryFigure('2,000 open workloads: four million rows of JSON in under 500 MB', of(json), 500),
      within('3,000 overlapping policies: JSON under 5 s', crowd, 5000),
      within('3,000 overlapping policies: text under 5 s', crowdText, 5000),
      memoryFigure('2,000 open workloads: a picture in under 500 MB', of(dot), 500),
      within('3,000 overlapping policies: a picture under 5 s', crowdDot, 5000),
    ],
  };
}
