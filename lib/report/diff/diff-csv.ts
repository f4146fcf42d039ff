import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import { csvCell } from '../escape';
import { remembered } from '../rows';
import { pairRows } from './pair-rows';

/** `change,src,dst,before,after` with a header: every pair, those with pods that are no workload of the input included. */
export function* diffCsv({ changes, oneSided }: ClusterDiff): Generator<string> {
  const cell = remembered(csvCell);
  const all = [...changes, ...oneSided];
  yield 'change,src,dst,before,after\n';
  for (const kind of ['opened', 'closed', 'changed', 'added', 'removed'] as const)
    for (const part of ['workloads', 'representatives'] as const)
      for (const { src, dst, before, after } of pairRows(all, kind, part))
        yield `${kind},${cell(src)},${cell(dst)},${cell(before)},${cell(after)}\n`;
}
