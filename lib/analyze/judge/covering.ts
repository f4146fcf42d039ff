import { getOrInsert } from '../../algebra/keyed';
import { anyLabel } from '../../algebra/possible-label';
import { isContradiction, matchesSelectorPartly } from '../../algebra/selector';
import type { CoveredPods, UnevaluatedPolicy } from '../../k8s/resources';
import type { PodsEnd } from '../model/end';
import type { Direction } from '../model/policy-rules';
import type { KnownNamespace, PodSet } from '../model/universe';
import { mayHold } from './doubt';
import { judgeNamespace } from './matching';

/** The policies of kinds that are not evaluated which may apply to pods in a direction. */
export type Covering = (direction: Direction, end: PodsEnd) => readonly UnevaluatedPolicy[];

/** Prepares to ask who is covered; whoever may be is, whatever is not known of labels. */
export function coveringOf(policies: readonly UnevaluatedPolicy[]): Covering {
  const known = new Map<KnownNamespace, readonly UnevaluatedPolicy[]>();
  return (direction, { pods, namespace }) => {
    if (policies.length === 0) return [];
    const here = getOrInsert(known, namespace, () => policies.filter((policy) => coversSomeIn(policy, namespace)));
    return here.filter(
      ({ covers, directions, mayCoverNodes }) =>
        directions.includes(direction) &&
        ((mayCoverNodes && pods.hostNetwork) ||
          covers.some((covered) => mayBeIn(covered, namespace) && mayBeAmong(covered, pods))),
    );
  };
}

/** Whether a policy may apply to some pod that could exist in a namespace. */
export function coversSomeIn({ covers, mayCoverNodes }: UnevaluatedPolicy, namespace: KnownNamespace): boolean {
  if (mayCoverNodes) return true;
  return covers.some((covered) => mayBeIn(covered, namespace) && !isContradiction(covered.pods));
}

/** Whether a namespace may be one of those that are covered. */
export function mayBeIn({ namespaces }: CoveredPods, namespace: KnownNamespace): boolean {
  return mayHold(judgeNamespace(namespaces, namespace));
}

/** A label that others assign may be one that the plugin does not see: it counts as there and as missing. */
function mayBeAmong({ pods: selector }: CoveredPods, { labels, assignedLabels }: PodSet): boolean {
  const isAssigned = (key: string) => assignedLabels.some((label) => label.key === key);
  return matchesSelectorPartly(selector, labels, (key) => (isAssigned(key) ? anyLabel : undefined)) !== false;
}
