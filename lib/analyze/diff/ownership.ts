import type { WorkloadResource } from '../../k8s/resources';
import type { PodSet } from '../model/universe';
import type { OneSidedLabel } from './one-sided-labels';
import type { Ownership, WorkloadChanges } from './pod-pairs';

/** Finds whose own pods are that could exist; `isOwn` decides it, and is asked only of pods with a label of one side. */
export function ownershipOf(
  oneSided: readonly OneSidedLabel[],
  { added, removed }: WorkloadChanges,
  isOwn: (pods: PodSet) => boolean | 'undecided',
): Ownership {
  const hasOneSided = ({ namespace, labels }: PodSet) =>
    oneSided.some((each) => each.namespace === namespace && labels[each.key] === each.value);
  const shares = ({ namespace, labels }: PodSet, workload: WorkloadResource) =>
    workload.namespace === namespace && Object.entries(labels).some(([key, value]) => workload.labels[key] === value);
  const isWithin = ({ namespace, labels }: PodSet, workload: WorkloadResource) =>
    workload.namespace === namespace && Object.entries(labels).every(([key, value]) => workload.labels[key] === value);
  return {
    ownOf(pods) {
      // What could not be decided counts, as every pod does that is nobody's own.
      if (!hasOneSided(pods) || isOwn(pods) !== true) return undefined;
      return added.some((workload) => shares(pods, workload)) ? 'added' : 'removed';
    },
    isLikeWorkload: (pods) => [...added, ...removed].some((workload) => isWithin(pods, workload)),
  };
}
