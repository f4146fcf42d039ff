import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import type { End } from '../model/end';
import type { PodSet } from '../model/universe';
import { openLabelsOf } from './assigned';
import type { JudgedDirection, JudgedPair } from './judge';

/** A label that others assign to pods, and by which it is not known whether a policy means them. */
export interface OpenLabel {
  readonly label: AssignedLabel;
  readonly pods: PodSet;
}

/** The labels that leave open who is isolated, or whom rules mean, in both directions of a connection. */
export function openLabelsBetween({ egress, ingress }: JudgedPair, src: End, dst: End): readonly OpenLabel[] {
  return distinct([...openLabelsIn(egress, src, dst), ...openLabelsIn(ingress, dst, src)]);
}

/** The same of one direction; policies that surely do not select the subject have no say. */
function openLabelsIn({ policies }: JudgedDirection, subject: End, peer: End): readonly OpenLabel[] {
  return policies.flatMap(({ policy, rules }) => [
    ...openFor(policy.selector, subject),
    ...rules.flatMap(({ rule }) =>
      (rule.peers ?? []).flatMap((entry) => ('block' in entry ? [] : openFor(entry.pods, peer))),
    ),
  ]);
}

function openFor(selector: Parameters<typeof openLabelsOf>[0], end: End): readonly OpenLabel[] {
  if (end.kind === 'address') return [];
  return (openLabelsOf(selector, end.pods) || []).map((label) => ({ label, pods: end.pods }));
}

function distinct(all: readonly OpenLabel[]): readonly OpenLabel[] {
  return [...new Map(all.map((each) => [`${each.pods.name} ${each.label.key}`, each])).values()];
}
