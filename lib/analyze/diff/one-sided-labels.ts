import { namespaceNameLabel, requirementsOf, type Selector } from '../../algebra/selector';
import type { Circuit, Signal } from '../../decide/circuit';
import type { ClusterResources, PolicyResource, WorkloadResource } from '../../k8s/resources';
import type { LabelVariables } from '../possible/label-variables';
import type { PossiblePod } from '../possible/world';

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
  const conditions = otherSide.policies.flatMap(conditionsOf);
  const carried = new Set(
    otherSide.workloads.flatMap(({ namespace, labels }) =>
      Object.entries(labels).map(([key, value]) => JSON.stringify([namespace, key, value])),
    ),
  );
  const found = new Map<string, OneSidedLabel>();
  for (const { namespace, labels } of workloads) {
    const here = conditions.filter((each) => (each.namespace ?? namespace) === namespace);
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
