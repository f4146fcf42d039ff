import type { ChangeKind } from '../../analyze/diff/change';
import type { ClusterDiff, JudgedChange } from '../../analyze/diff/cluster-diff';
import { policyName } from '../../analyze/diff/policy-changes';
import { workloadName } from '../../analyze/model/universe';
import { assumptionJson } from '../../diagnostics/assumption';
import { jsonList } from '../rows';
import type { DiffNotes } from './diff-lists';
import { changedText } from './diff-rows';
import { type PairRow, pairRows, type RowPart } from './pair-rows';

/**
 * The JSON contract that other programs rely on, and beyond it the objects that came and went, the exceptions, takeovers, and `classes`:
 * the changes with pods that changed alike in one, their risk and their causes.
 */
export function* diffJson(diff: ClusterDiff, said: DiffNotes = {}): Generator<string> {
  const all = [...diff.changes, ...diff.oneSided];
  yield '{\n"schemaVersion": 1';
  for (const kind of ['opened', 'closed', 'changed'] as const) yield* listOf(kind, rowsOf(all, kind, 'workloads'));
  yield* listOf('newlyIsolated', diff.newlyIsolated.map(isolation));
  yield* listOf('noLongerIsolated', diff.noLongerIsolated.map(isolation));
  yield* listOf('added', bothParts(all, 'added'));
  yield* listOf('removed', bothParts(all, 'removed'));
  yield ',\n"unmatched": {';
  yield* listOf('opened', rowsOf(all, 'opened', 'representatives'), '\n');
  yield* listOf('closed', rowsOf(all, 'closed', 'representatives'));
  yield* listOf('changed', rowsOf(all, 'changed', 'representatives'));
  yield `,\n"more": ${JSON.stringify(diff.unlisted)}}`;
  yield* listOf('undecided', diff.undecided);
  yield* listOf('assumptions', (said.assumptions ?? []).map(assumptionJson));
  yield* listOf('empty', said.empty ?? []);
  for (const [key, value] of Object.entries(objectsOf(diff)))
    yield `,\n${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  yield* listOf('classes', all.map(classOf));
  yield `,\n"verdict": ${JSON.stringify(diff.verdict)}\n}\n`;
}

function* listOf(key: string, items: Iterable<unknown>, lead = ',\n'): Generator<string> {
  yield `${lead}"${key}": `;
  yield* jsonList(items);
}

function* rowsOf(changes: readonly JudgedChange[], kind: ChangeKind, part: RowPart): Generator<object> {
  for (const row of pairRows(changes, kind, part)) yield rowOf(row, kind);
}

/** Of one side alone: workloads, and pods that could exist as their own. */
function* bothParts(changes: readonly JudgedChange[], kind: 'added' | 'removed'): Generator<object> {
  yield* rowsOf(changes, kind, 'workloads');
  yield* rowsOf(changes, kind, 'representatives');
}

function rowOf({ src, dst, before, after }: PairRow, kind: ChangeKind): object {
  if (kind === 'changed') return { src, dst, before, after };
  return { src, dst, conn: changedText(kind, before, after) };
}

const isolation = ({ pods, direction }: ClusterDiff['newlyIsolated'][number]) => ({ workload: pods.name, direction });

function objectsOf({ workloads, policies, exceptions, takeovers, exposed, exposedPods }: ClusterDiff) {
  return {
    workloads: {
      added: workloads.added.map(workloadName),
      removed: workloads.removed.map(workloadName),
      renamed: workloads.renamed.map(({ before, after }) => ({ from: workloadName(before), to: workloadName(after) })),
    },
    policies: {
      added: policies.added.map(policyName),
      removed: policies.removed.map(policyName),
      renamed: policies.renamed.map(({ before, after }) => ({ from: policyName(before), to: policyName(after) })),
      changed: policies.changed.map(({ after }) => policyName(after)).sort(),
    },
    exceptions,
    takeovers: takeovers.map(({ policy, owner }) => ({ policy, ...(owner && { owner }) })),
    exposed,
    exposedPods,
  };
}

function classOf(change: JudgedChange): object {
  const { kind, src, dst, was, is, risk } = change;
  const names = (end: JudgedChange['src']) => (end.kind === 'pods' ? end.pods.map(({ name }) => name) : end.ranges);
  const causes = change.causes().map(({ subject, kind: what, what: became, rule, location }) => ({
    subject,
    kind: what,
    became,
    ...(rule && { rule }),
    location,
  }));
  return { kind, src: names(src), dst: names(dst), before: was, after: is, risk, causes };
}
