import type { Cidr } from '../../algebra/cidr';
import type { LabelMap } from '../../algebra/selector';
import { labelsText } from '../../wording/selectors';
import { type KnownNamespace, type PodSet, type Universe, unlistedNamespace } from './universe';

/** Pods as one end of a connection. */
export interface PodsEnd {
  readonly kind: 'pods';
  readonly name: string;
  readonly pods: PodSet;
  readonly namespace: KnownNamespace;
  /** What the workload of these pods is called, where no manifest has it. */
  readonly calledAs?: string;
  /** As what a name was read that no workload of the input has: a sentence, said with every answer. */
  readonly readAs?: string;
  /** Whether no manifest says which ports the pods declare, so that a port by name may be any. */
  readonly hasUnknownPorts?: boolean;
}

/** An address outside the cluster, or one of the API server's. */
interface AddressEnd {
  readonly kind: 'address';
  readonly name: string;
  readonly apiServer?: ApiServer;
}

/** The API server, at any of its addresses. */
export interface ApiServer {
  readonly kind: 'api-server';
  readonly name: 'kube-apiserver';
  /** Its addresses by the cluster profile; none where they are not known. */
  readonly cidrs: readonly Cidr[];
}

/** One end of a connection that is asked about. */
export type End = PodsEnd | AddressEnd;

/** An end as outputs write it. */
export function endName(end: End | ApiServer): string {
  return end.kind === 'address' ? (end.apiServer?.name ?? end.name) : end.name;
}

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
