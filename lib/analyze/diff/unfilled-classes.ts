import type { Selector } from '../../algebra/selector';
import type { ClusterResources } from '../../k8s/resources';
import { indexLabels, namedLabels } from '../engine/label-index';
import { type PodSet, workloadName } from '../model/universe';

/** Representatives whose class no workload of both sides fills; the others are shown by these workloads. */
export function unfilledClasses(
  representatives: readonly PodSet[],
  before: ClusterResources,
  after: ClusterResources,
  selectors: Iterable<Selector>,
): readonly PodSet[] {
  const isFilled = filledBoth(representatives, before, after, selectors);
  return representatives.filter((_, index) => !isFilled(index));
}

/** Whether pods of a workload that exists on both sides, alike, are in the class as far as any selector can tell. */
function filledBoth(
  representatives: readonly PodSet[],
  before: ClusterResources,
  after: ClusterResources,
  selectors: Iterable<Selector>,
): (index: number) => boolean {
  const olds = new Map(before.workloads.map((each) => [workloadName(each), each]));
  const pairs = after.workloads.flatMap((now) => {
    const old = olds.get(workloadName(now));
    return old && !old.hostNetwork && !now.hostNetwork ? [[old, now] as const] : [];
  });
  const named = namedLabels(selectors);
  const { setOf } = indexLabels([...representatives, ...pairs.flat()], named);
  const filled = new Set<string>();
  for (const [index, [old]] of pairs.entries()) {
    const [first, second] = [0, 1].map((side) => setOf[representatives.length + 2 * index + side]);
    if (first === second) filled.add(`${old.namespace} ${first}`);
  }
  return (index) => filled.has(`${representatives[index]?.namespace} ${setOf[index]}`);
}
