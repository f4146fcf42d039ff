import type { ClusterDiff } from '../../analyze/diff/cluster-diff';
import type { ExceptionChange } from '../../analyze/diff/exceptions';
import { policyName } from '../../analyze/diff/policy-changes';
import type { Direction } from '../../analyze/model/policy-rules';
import { workloadName } from '../../analyze/model/universe';
import type { Assumption } from '../../diagnostics/assumption';
import { printable } from '../../diagnostics/printable';
import { listed } from '../../wording/words';

/** A heading and what belongs under it. */
export interface DiffList {
  readonly title: string;
  readonly items: readonly string[];
}

/** What is said beside a diff. */
export interface DiffNotes {
  /** What was taken for granted. */
  readonly assumptions?: readonly Assumption[];
  /** What one side does not have, so that it was compared as empty; one sentence each. */
  readonly empty?: readonly string[];
  /** How kustomizations and charts were rendered; one sentence each. */
  readonly rendered?: readonly string[];
}

/** `widened: 1 opened, 0 closed, 0 changed`; with policies alone also which labels are new. */
export function verdictLine({ verdict, changes, newLabels }: ClusterDiff): string {
  const count = (kind: string) => changes.filter((change) => change.kind === kind).length;
  const line = `${verdict}: ${count('opened')} opened, ${count('closed')} closed, ${count('changed')} changed`;
  if (verdict === 'equal' || newLabels.length === 0) return line;
  return `${line}; new policies name ${printable(listed(newLabels))}, which the old side never did`;
}

/** What a diff does not show, and what it does not know; one sentence each. */
export function limitsOf({ undecided, unlisted }: ClusterDiff): readonly string[] {
  return [...undecided.map((reason) => `undecided: ${reason}`), ...unlisted.map((what) => moreOf[what])];
}

const moreOf = {
  opened: 'more connections of pods that could exist are opened than the rows show, the verdict counts them all',
  closed: 'more connections of pods that could exist are closed than the rows show, the verdict counts them all',
  newlyIsolated: 'more pods that could exist become isolated than are listed',
  noLongerIsolated: 'more pods that could exist stop being isolated than are listed',
} as const;

/** What a reviewer must not miss beside the connections: takeovers, isolation, exceptions, exposed new workloads. */
export function urgentLists(diff: ClusterDiff): readonly DiffList[] {
  return filled([
    list('no longer isolated, ingress', isolated(diff.noLongerIsolated, 'ingress')),
    list('no longer isolated, egress', isolated(diff.noLongerIsolated, 'egress')),
    list('newly isolated, ingress', isolated(diff.newlyIsolated, 'ingress')),
    list('newly isolated, egress', isolated(diff.newlyIsolated, 'egress')),
    list(
      'would be taken over from another owner',
      diff.takeovers.map(
        ({ policy, owner }) => `${policy} (${owner ? `managed by ${owner}` : 'not managed by netpact'})`,
      ),
    ),
    list('exceptions', diff.exceptions.map(exceptionText)),
    list('new, and reached from the internet or another namespace', diff.exposed),
    list('perhaps new, and reached from the internet or another namespace', diff.exposedPods),
  ]);
}

/** The objects that came and went. */
export function objectLists({ workloads, policies }: ClusterDiff): readonly DiffList[] {
  const arrow = <Item>(
    { before, after }: { readonly before: Item; readonly after: Item },
    name: (item: Item) => string,
  ) => `${name(before)} → ${name(after)}`;
  return filled([
    list('workloads added', workloads.added.map(workloadName)),
    list('workloads removed', workloads.removed.map(workloadName)),
    list(
      'workloads renamed',
      workloads.renamed.map((pair) => arrow(pair, workloadName)),
    ),
    list('policies added', policies.added.map(policyName)),
    list('policies removed', policies.removed.map(policyName)),
    list(
      'policies renamed',
      policies.renamed.map((pair) => arrow(pair, policyName)),
    ),
    list('policies changed', policies.changed.map(({ after }) => policyName(after)).sort()),
  ]);
}

function exceptionText({ kind, policies, flow, owner, ticket, before, after }: ExceptionChange): string {
  const what = flow ?? policies.join(', ');
  const who = [owner && `owner ${owner}`, ticket].filter(Boolean).join(', ');
  return `${kind === 'permanent' ? 'made permanent' : kind}: ${what}${who ? ` (${who})` : ''}${dates(before, after)}`;
}

function dates(before: string | undefined, after: string | undefined): string {
  if (before && after) return `, until ${after} instead of ${before}`;
  return after ? `, until ${after}` : `, was until ${before}`;
}

const isolated = (all: ClusterDiff['newlyIsolated'], direction: Direction) =>
  all.flatMap((each) => (each.direction === direction ? [each.pods.name] : []));

const list = (title: string, items: readonly string[]): DiffList => ({ title, items: items.map(printable) });
const filled = (lists: readonly DiffList[]) => lists.filter(({ items }) => items.length > 0);
