import { noPorts } from '../../algebra/port-set';
import { requirementsOf } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import { holdsPublicAddress } from '../../cluster/public-addresses';
import type { ClusterResources, Labels } from '../../k8s/resources';
import type { Analysis } from '../analysis';
import type { PolicyRules } from '../model/policy-rules';
import type { PodSet } from '../model/universe';
import { spokenIn } from '../possible/vocabulary';
import { compareReach } from './address-changes';
import { type BothSides, type ClassChange, isCompared, portsOfChange } from './change';
import type { DiffWorld } from './diff-world';
import type { DifferingSides } from './differing-sides';
import { type Exposed, isFromOutside, mayBeVisited } from './exposed-workloads';
import { hasVisitor } from './workload-differences';

/** What is compared, and whether one side is of policies alone, so that nobody knows which service is new. */
export interface ExposedPodsInput {
  readonly resources: BothSides<ClusterResources>;
  readonly sides: BothSides<Analysis>;
  readonly differing: DifferingSides;
  readonly isOfPolicies: boolean;
  /** Whether more is opened than the changes show. */
  readonly hasUnlisted: boolean;
  readonly world: () => DiffWorld;
}

/**
 * Pods that could exist, that may be those of a new service, and that the internet or another namespace reaches, sorted. With
 * workloads they are known by a label that the old side has nowhere; their own workloads are listed apart. With policies
 * alone a service is as new as its labels, and pods without any that the old side names may be anybody's.
 */
export function exposedPods(changes: readonly ClassChange[], input: ExposedPodsInput): Exposed {
  const { sides, differing, isOfPolicies, hasUnlisted } = input;
  const known = labelsKnown(input);
  const hasNewLabel = newLabelsOf(differing.after.policies, known);
  const mayBeNew = (pods: PodSet): boolean => {
    if (hasNewLabel(pods)) return true;
    return isOfPolicies && !pairsOf(pods.labels).some((label) => known.has(label));
  };
  const found = new Set<string>();
  for (const change of changes) {
    const { src, dst } = change;
    if (!isCompared(change) || dst.kind !== 'pods' || portsOfChange(change, 'opened') === noPorts) continue;
    for (const pods of dst.pods) {
      // Where no policy about coming in differs, it is the source that became free to go: nobody new is let in.
      if (pods.workload || !differing.changed.ingress.has(pods.namespace)) continue;
      if (mayBeNew(pods) && isFromOutside(src, pods.namespace)) found.add(pods.name);
    }
  }
  const selected = isOfPolicies ? newlySelected(sides.after, differing, known) : [];
  for (const pods of selected) if (isReachedFromInternet(sides.after, pods)) found.add(pods.name);
  // One is enough for whoever stops at it, and looking for visitors takes long.
  const isVisited = found.size > 0 ? false : visitedAmong(selected, input, found);
  return {
    names: [...found].sort(byCodeUnits),
    isUndecided: isVisited === 'undecided' || (hasUnlisted && found.size === 0),
  };
}

/** Adds the first that a pod of another namespace reaches. */
function visitedAmong(
  selected: readonly PodSet[],
  { sides, world }: ExposedPodsInput,
  found: Set<string>,
): boolean | 'undecided' {
  let isUndecided = false;
  for (const pods of selected) {
    const isVisited = mayBeVisited(sides.after, pods) && hasVisitor(world(), pods);
    if (isVisited === 'undecided') isUndecided = true;
    else if (isVisited) {
      found.add(pods.name);
      return true;
    }
  }
  return isUndecided ? 'undecided' : false;
}

const pairsOf = (labels: Labels): readonly string[] => Object.entries(labels).map(([key, value]) => `${key}=${value}`);

/** Labels that the old side names or carries. */
function labelsKnown({ resources, differing }: ExposedPodsInput): ReadonlySet<string> {
  const carried = resources.before.workloads.flatMap(({ labels }) => pairsOf(labels));
  return new Set([...labelsNamed(differing.before.policies), ...carried]);
}

function labelsNamed(policies: readonly PolicyRules[]): readonly string[] {
  return [...spokenIn(policies).pods].flatMap(pairsIn);
}

const pairsIn = (selector: PolicyRules['selector']): readonly string[] =>
  requirementsOf(selector).flatMap(({ key, values }) => (values ?? []).map((value) => `${key}=${value}`));

function newLabelsOf(policies: readonly PolicyRules[], known: ReadonlySet<string>): (pods: PodSet) => boolean {
  const named = new Set(labelsNamed(policies).filter((label) => !known.has(label)));
  return ({ labels }) => pairsOf(labels).some((label) => named.has(label));
}

/** Pods with a label by which policies select them for the first time; whoever was let in before is let in to them too. */
function newlySelected(
  { universe }: Analysis,
  { after }: DifferingSides,
  known: ReadonlySet<string>,
): readonly PodSet[] {
  const selecting = new Set(
    after.policies.flatMap(({ policy, selector }) =>
      pairsIn(selector)
        .filter((label) => !known.has(label))
        .map((label) => `${policy.namespace} ${label}`),
    ),
  );
  return universe.pods.filter(
    ({ workload, namespace, labels }) =>
      !workload && pairsOf(labels).some((label) => selecting.has(`${namespace} ${label}`)),
  );
}

function isReachedFromInternet(after: Analysis, pods: PodSet): boolean {
  const reach = compareReach(undefined, after.addresses('ingress', pods));
  return reach.some(({ ranges }) => holdsPublicAddress(ranges));
}
