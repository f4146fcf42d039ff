import { getOrInsert } from '../../algebra/keyed';
import { formatPorts } from '../../algebra/port-set';
import { byCodeUnits } from '../../algebra/text-order';
import type { ClassEnd } from '../../analyze/connectivity/class-rows';
import type { ChangeKind, ClassChange } from '../../analyze/diff/change';

/** One pair whose connection changed; `before` and `after` are as in the contract (`TCP 80`, `No Connections`). */
export interface PairRow {
  readonly src: string;
  readonly dst: string;
  readonly before: string;
  readonly after: string;
}

/** Which pairs of a kind: those of workloads and addresses, or those with pods that no workload of the input is. */
export type RowPart = 'workloads' | 'representatives';

/** Every pair of a kind, sorted by source, then destination, one at a time: there can be millions. */
export function* pairRows(changes: readonly ClassChange[], kind: ChangeKind, part: RowPart): Generator<PairRow> {
  const bySource = new Map<string, { readonly isReal: boolean; readonly changes: ClassChange[] }>();
  for (const change of changes) {
    if (change.kind !== kind) continue;
    for (const { name, isReal } of membersOf(change.src))
      getOrInsert(bySource, name, () => ({ isReal, changes: [] })).changes.push(change);
  }
  for (const [src, { isReal, changes: own }] of [...bySource].sort(([a], [b]) => byCodeUnits(a, b))) {
    const targets: (readonly [name: string, change: ClassChange])[] = [];
    for (const change of own)
      for (const target of membersOf(change.dst))
        if ((isReal && target.isReal) === (part === 'workloads')) targets.push([target.name, change]);
    targets.sort(([a], [b]) => byCodeUnits(a, b));
    for (const [dst, { before, after }] of targets)
      yield { src, dst, before: formatPorts(before), after: formatPorts(after) };
  }
}

/** The names at an end, and whether they are of the input: workloads and addresses are. */
function membersOf(end: ClassEnd): readonly { readonly name: string; readonly isReal: boolean }[] {
  if (end.kind === 'addresses') return end.ranges.map((name) => ({ name, isReal: true }));
  return end.pods.map(({ name, workload }) => ({ name, isReal: workload !== undefined }));
}
