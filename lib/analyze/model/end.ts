import type { LabelMap } from '../../algebra/selector';
import { labelsText } from '../../wording/selectors';
import { type KnownNamespace, type PodSet, type Universe, unlistedNamespace } from './universe';

/** Pods as one end of a connection. */
export interface PodsEnd {
  readonly kind: 'pods';
  readonly name: string;
  readonly pods: PodSet;
  readonly namespace: KnownNamespace;
}

/** One end of a connection that is asked about. */
export type End = PodsEnd | { readonly kind: 'address'; readonly name: string };

/** Pods as an end, whether they are in the universe or not. */
export function endOf(universe: Universe, pods: PodSet): PodsEnd {
  const known = universe.namespaces.find(({ name }) => name === pods.namespace);
  return { kind: 'pods', name: pods.name, pods, namespace: known ?? unlistedNamespace(pods.namespace) };
}

/** A pod that does not exist, with exactly these labels. */
export function imaginedPods(namespace: string, labels: LabelMap): PodSet {
  const name = `${namespace}/[${labelsText(labels) || '*'}]`;
  return { name, namespace, labels, assignedLabels: [], ports: [], hostNetwork: false, addresses: [] };
}
