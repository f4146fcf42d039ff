import { requirementsOf, type Selector } from '../../algebra/selector';
import type { ClusterResources, PolicyResource, WorkloadResource } from '../../k8s/resources';
import { indexLabels, namedLabels } from '../label-index';
import { namespaceNameLabel, type PodSet, workloadName } from '../universe';
import type { WorkloadChanges } from './pod-pairs';

/**
 * Which representatives the diff is about: classes that no workload of both sides fills, less those that are a new
 * service's own. A new service comes with policies that select it; what those give to pods like it is no widening of
 * what was there, as long as the side without the service does not name all labels of such pods: to that side they are
 * pods with fewer labels, which have a representative of their own.
 */
export function unfilledClasses(
  representatives: readonly PodSet[],
  before: ClusterResources,
  after: ClusterResources,
  { added, removed }: WorkloadChanges,
): readonly PodSet[] {
  const [old, now] = [before, after].map(({ policies }) => policies.flatMap(conditionsOf));
  if (!old || !now) return representatives;
  const isFilled = filledBoth(representatives, before, after, [...old, ...now]);
  return representatives.filter(
    (pods, index) => !isFilled(index) && !isServicesOwn(pods, added, old) && !isServicesOwn(pods, removed, now),
  );
}

interface PodCondition {
  /** Undefined where the selector may speak of any namespace. */
  readonly namespace: string | undefined;
  readonly pods: Selector;
}

function conditionsOf({ namespace, spec }: PolicyResource): readonly PodCondition[] {
  const peers = [
    ...(spec.ingress ?? []).flatMap((rule) => rule?.from ?? []),
    ...(spec.egress ?? []).flatMap((rule) => rule?.to ?? []),
  ];
  return [
    { namespace, pods: spec.podSelector ?? {} },
    ...peers.flatMap(({ ipBlock, namespaceSelector, podSelector }) => {
      if (ipBlock) return [];
      const name = namespaceSelector ? namespaceSelector.matchLabels?.[namespaceNameLabel] : namespace;
      return [{ namespace: name, pods: podSelector ?? {} }];
    }),
  ];
}

/** Pods without labels are nobody's own: they show what happens to everyone, a default deny for instance. */
function isServicesOwn(
  pods: PodSet,
  services: readonly WorkloadResource[],
  otherSide: readonly PodCondition[],
): boolean {
  const labels = Object.entries(pods.labels);
  const isOwn = ({ namespace, labels: own }: WorkloadResource) =>
    namespace === pods.namespace && labels.every(([key, value]) => own[key] === value);
  if (labels.length === 0 || !services.some(isOwn)) return false;
  const here = otherSide.filter(({ namespace }) => (namespace ?? pods.namespace) === pods.namespace);
  const named = here.flatMap((condition) => requirementsOf(condition.pods));
  return labels.some(
    ([key, value]) =>
      !named.some((each) => each.key === key && (each.values?.length ? each.values.includes(value) : true)),
  );
}

/** Whether pods of a workload that exists on both sides, alike, are in the class as far as any selector can tell. */
function filledBoth(
  representatives: readonly PodSet[],
  before: ClusterResources,
  after: ClusterResources,
  conditions: readonly PodCondition[],
): (index: number) => boolean {
  const olds = new Map(before.workloads.map((each) => [workloadName(each), each]));
  const pairs = after.workloads.flatMap((now) => {
    const old = olds.get(workloadName(now));
    return old && !old.hostNetwork && !now.hostNetwork ? [[old, now] as const] : [];
  });
  const named = namedLabels(conditions.map(({ pods }) => pods));
  const { setOf } = indexLabels([...representatives, ...pairs.flat()], named);
  const filled = new Set<string>();
  for (const [index, [old]] of pairs.entries()) {
    const [first, second] = [0, 1].map((side) => setOf[representatives.length + 2 * index + side]);
    if (first === second) filled.add(`${old.namespace} ${first}`);
  }
  return (index) => filled.has(`${representatives[index]?.namespace} ${setOf[index]}`);
}
