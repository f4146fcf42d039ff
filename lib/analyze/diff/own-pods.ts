import { requirementsOf } from '../../algebra/selector';
import type { Circuit, Signal } from '../../decide/circuit';
import type { ClusterResources, WorkloadResource } from '../../k8s/resources';
import type { PodSet } from '../model/universe';
import type { LabelVariables } from '../possible/label-variables';
import { conditionsOf, namespaceOf } from '../possible/representatives';
import type { PossiblePod } from '../possible/world';
import type { Ownership, WorkloadChanges } from './pod-pairs';

/**
 * A label of workloads that exist on one side only, in their namespace; no selector of the other side names it, and no
 * workload of the other side carries it.
 */
export interface OneSidedLabel {
  readonly namespace: string;
  readonly key: string;
  readonly value: string;
}

/** The labels that workloads of one side brought, and that the policies of the other side cannot tell from none. */
export function oneSidedLabels(
  workloads: readonly WorkloadResource[],
  otherSide: Pick<ClusterResources, 'policies' | 'workloads'>,
): readonly OneSidedLabel[] {
  if (workloads.length === 0) return [];
  // What a rule names counts even where its policy does not isolate the direction: nobody loses a verdict by it.
  const conditions = conditionsOf(otherSide, () => ({ ingress: true, egress: true }));
  const carried = new Set(
    otherSide.workloads.flatMap(({ namespace, labels }) =>
      Object.entries(labels).map(([key, value]) => JSON.stringify([namespace, key, value])),
    ),
  );
  const found = new Map<string, OneSidedLabel>();
  for (const { namespace, labels } of workloads) {
    const here = conditions.filter((each) => (namespaceOf(each) ?? namespace) === namespace);
    const requirements = here.flatMap(({ pods }) => requirementsOf(pods));
    for (const [key, value] of Object.entries(labels)) {
      const isNamed = requirements.some(
        (each) => each.key === key && (each.values?.length ? each.values.includes(value) : true),
      );
      const text = JSON.stringify([namespace, key, value]);
      if (!isNamed && !carried.has(text)) found.set(text, { namespace, key, value });
    }
  }
  return [...found.values()];
}

/** Whether a pod has one of these labels. */
export function hasAnyOf(circuit: Circuit, { namespace, labels }: PossiblePod, some: readonly OneSidedLabel[]): Signal {
  return circuit.any(some.map((each) => circuit.all([namespace.is(each.namespace), labels.has(each.key, each.value)])));
}

/** Labels less those of one side. */
export function strippedLabels(
  circuit: Circuit,
  pod: PossiblePod,
  some: readonly OneSidedLabel[],
): Pick<LabelVariables, 'matches'> {
  return {
    matches: (selector) =>
      circuit.all(
        requirementsOf(selector).map((requirement) => {
          const { key, operator } = requirement;
          const isStripped = hasAnyOf(
            circuit,
            pod,
            some.filter((each) => each.key === key),
          );
          const withoutKey = operator === 'NotIn' || operator === 'DoesNotExist';
          const signal = pod.labels.matches({ matchExpressions: [requirement] });
          return withoutKey ? circuit.any([isStripped, signal]) : circuit.all([-isStripped, signal]);
        }),
      ),
  };
}

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
