import type { LabelSelector, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../lib/k8s/network-policy';

/** A pod for a packet; `ports` are container ports by name, for policies that name ports. */
export interface TestPod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
}

/** Either end: a pod, or an address outside the cluster (IPv4). */
export type End = TestPod | string;

export const pod = (namespace: string, labels: Readonly<Record<string, string>> = {}): TestPod => ({
  namespace,
  labels,
});

/**
 * Whether a packet passes, by the letter of the NetworkPolicy documentation and with nothing of netpact's own algebra: slow,
 * numbers only, IPv4 only.
 */
export function passes(
  policies: readonly NetworkPolicy[],
  from: End,
  to: End,
  port: number,
  protocol = 'TCP',
): boolean {
  return (
    allowed(policies, 'Egress', from, to, port, protocol) && allowed(policies, 'Ingress', to, from, port, protocol)
  );
}

function allowed(
  policies: readonly NetworkPolicy[],
  type: 'Ingress' | 'Egress',
  subject: End,
  other: End,
  port: number,
  protocol: string,
): boolean {
  if (typeof subject === 'string') return true;
  const applying = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === subject.namespace &&
      (spec.policyTypes ?? []).includes(type) &&
      selects(spec.podSelector ?? {}, subject.labels),
  );
  if (applying.length === 0) return true;
  return applying.some(({ metadata, spec }) => {
    const rules = type === 'Ingress' ? spec.ingress : spec.egress;
    return (rules ?? []).some((rule) => {
      const peers = rule && ('from' in rule ? rule.from : 'to' in rule ? rule.to : undefined);
      const ports = rule?.ports ?? [];
      const isPeer = !peers || peers.length === 0 || peers.some((peer) => isEnd(peer, metadata.namespace, other));
      return isPeer && (ports.length === 0 || ports.some((each) => isPort(each, port, protocol)));
    });
  });
}

function isPort(entry: NetworkPolicyPort, port: number, protocol: string): boolean {
  if ((entry.protocol ?? 'TCP') !== protocol) return false;
  if (entry.port === undefined) return true;
  return typeof entry.port === 'number' && entry.port <= port && port <= (entry.endPort ?? entry.port);
}

function isEnd({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, own: string, end: End): boolean {
  if (typeof end === 'string')
    return !!ipBlock && inBlock(end, ipBlock.cidr) && !(ipBlock.except ?? []).some((hole) => inBlock(end, hole));
  if (ipBlock) return false;
  const namespaceLabels = { ...end.namespaceLabels, 'kubernetes.io/metadata.name': end.namespace };
  const isThere = namespaceSelector ? selects(namespaceSelector, namespaceLabels) : end.namespace === own;
  return isThere && selects(podSelector ?? {}, end.labels);
}

function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Readonly<Record<string, string>>) {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isListed = value !== undefined && values.includes(value);
      return operator === 'In' ? isListed : !isListed;
    })
  );
}

function inBlock(address: string, cidr: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  if (base.includes(':')) return false;
  const size = 2 ** (32 - Number(length));
  return Math.floor(asNumber(address) / size) === Math.floor(asNumber(base) / size);
}

const asNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
