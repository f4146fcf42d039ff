import { isInCidr, readAddress } from './address';
import type { Policy, PolicyPeer, PolicyPort, Rule, Selector } from './policies';

type Labels = Readonly<Record<string, string>>;

/** A pod as policies see it. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  /** Of its namespace, besides `kubernetes.io/metadata.name`. */
  readonly nsLabels?: Labels;
  /** Container ports by name. */
  readonly ports?: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}

/** A pod, or an address outside the cluster. */
export type End = Pod | string;

export interface Packet {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol: string;
}

/**
 * Whether one packet opens a connection: the source's egress and the destination's ingress must both allow it.
 * Straight from the text of the NetworkPolicy API, slow and without any part of netpact, so that both can be compared.
 * Two ends are always two different pods.
 */
export function mayConnect(policies: readonly Policy[], packet: Packet): boolean {
  return allows(policies, 'Egress', packet) && allows(policies, 'Ingress', packet);
}

function allows(policies: readonly Policy[], direction: 'Ingress' | 'Egress', packet: Packet): boolean {
  const subject = direction === 'Ingress' ? packet.to : packet.from;
  if (typeof subject === 'string') return true;
  const selecting = policies.filter(
    (policy) =>
      (policy.metadata.namespace ?? 'default') === subject.namespace &&
      matches(policy.spec.podSelector ?? {}, subject.labels) &&
      directionsOf(policy).includes(direction),
  );
  if (selecting.length === 0) return true;
  return selecting.some((policy) =>
    rulesOf(policy, direction).some((rule) => ruleAllows(rule, policy, packet, direction)),
  );
}

function directionsOf({ spec }: Policy): readonly string[] {
  if (spec.policyTypes && spec.policyTypes.length > 0) return spec.policyTypes;
  return spec.egress && spec.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function rulesOf({ spec }: Policy, direction: 'Ingress' | 'Egress'): readonly (Rule | null)[] {
  return (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
}

function ruleAllows(rule: Rule | null, policy: Policy, packet: Packet, direction: 'Ingress' | 'Egress'): boolean {
  const peers = (direction === 'Ingress' ? rule?.from : rule?.to) ?? [];
  const other = direction === 'Ingress' ? packet.from : packet.to;
  const namespace = policy.metadata.namespace ?? 'default';
  const ports = rule?.ports ?? [];
  return (
    (peers.length === 0 || peers.some((peer) => isPeer(peer, other, namespace))) &&
    (ports.length === 0 || ports.some((port) => isPort(port, packet)))
  );
}

function isPeer({ ipBlock, namespaceSelector, podSelector }: PolicyPeer, end: End, namespace: string): boolean {
  if (ipBlock) {
    if (typeof end !== 'string') return false;
    const address = readAddress(end);
    return isInCidr(address, ipBlock.cidr) && !(ipBlock.except ?? []).some((hole) => isInCidr(address, hole));
  }
  if (typeof end === 'string') return false;
  const isThere = namespaceSelector ? matches(namespaceSelector, namespaceLabels(end)) : end.namespace === namespace;
  return isThere && matches(podSelector ?? {}, end.labels);
}

function isPort({ protocol = 'TCP', port, endPort }: PolicyPort, packet: Packet): boolean {
  if (protocol !== packet.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return port <= packet.port && packet.port <= (endPort ?? port);
  if (typeof packet.to === 'string') return false;
  return (packet.to.ports ?? []).some(
    (own) => own.name === port && own.protocol === protocol && own.port === packet.port,
  );
}

function namespaceLabels({ namespace, nsLabels }: Pod): Labels {
  return { ...nsLabels, 'kubernetes.io/metadata.name': namespace };
}

function matches({ matchLabels, matchExpressions }: Selector, labels: Labels): boolean {
  const equal = Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      throw new Error(`no operator: ${operator}`);
    })
  );
}
