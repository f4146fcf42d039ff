/**
 * One packet at a time, written from SEMANTICS alone and sharing no code with lib: slow and obvious on purpose. The
 * input is plain manifest data.
 */
interface NaivePod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];
}

export interface NaiveCluster {
  /** Labels of namespaces that have an object. */
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policies: readonly { readonly namespace: string; readonly spec: NaiveSpec }[];
}

type Maybe<Value> = Value | null | undefined;
interface NaiveSelector {
  readonly matchLabels?: Maybe<Readonly<Record<string, string>>>;
  readonly matchExpressions?: Maybe<readonly { key: string; operator: string; values?: Maybe<readonly string[]> }[]>;
}
interface NaivePeer {
  readonly podSelector?: Maybe<NaiveSelector>;
  readonly namespaceSelector?: Maybe<NaiveSelector>;
  readonly ipBlock?: Maybe<{ readonly cidr: string; readonly except?: Maybe<readonly string[]> }>;
}
interface NaiveRule {
  readonly from?: Maybe<readonly NaivePeer[]>;
  readonly to?: Maybe<readonly NaivePeer[]>;
  readonly ports?: Maybe<readonly Maybe<{ protocol?: string; port?: number | string; endPort?: number }>[]>;
}
interface NaiveSpec {
  readonly podSelector?: Maybe<NaiveSelector>;
  readonly policyTypes?: Maybe<readonly string[]>;
  readonly ingress?: Maybe<readonly Maybe<NaiveRule>[]>;
  readonly egress?: Maybe<readonly Maybe<NaiveRule>[]>;
}

/** A pod, or an address outside the cluster. */
export type NaiveEnd = NaivePod | string;

export interface NaivePacket {
  readonly protocol: string;
  readonly port: number;
}

export function naiveAllows(cluster: NaiveCluster, from: NaiveEnd, to: NaiveEnd, packet: NaivePacket): boolean {
  return (
    (typeof from === 'string' || passes(cluster, 'Egress', from, to, to, packet)) &&
    (typeof to === 'string' || passes(cluster, 'Ingress', to, from, to, packet))
  );
}

function passes(
  cluster: NaiveCluster,
  direction: 'Ingress' | 'Egress',
  subject: NaivePod,
  peer: NaiveEnd,
  destination: NaiveEnd,
  packet: NaivePacket,
): boolean {
  let isolated = false;
  for (const { namespace, spec } of cluster.policies) {
    if (namespace !== subject.namespace) continue;
    if (!selects(spec.podSelector, subject.labels)) continue;
    if (!typesOf(spec).includes(direction)) continue;
    isolated = true;
    const rules = direction === 'Ingress' ? spec.ingress : spec.egress;
    for (const rule of rules ?? []) {
      const peers = direction === 'Ingress' ? rule?.from : rule?.to;
      const isPeer = !peers?.length || peers.some((each) => isMeant(cluster, namespace, each, peer));
      const isPort = !rule?.ports?.length || rule.ports.some((each) => isPortMeant(each ?? {}, destination, packet));
      if (isPeer && isPort) return true;
    }
  }
  return !isolated;
}

function typesOf(spec: NaiveSpec): readonly string[] {
  if (spec.policyTypes && spec.policyTypes.length > 0) return spec.policyTypes;
  return spec.egress && spec.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function selects(selector: Maybe<NaiveSelector>, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    const value = labels[key];
    if (operator === 'In' && (value === undefined || !values?.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values?.includes(value)) return false;
    if (operator === 'Exists' && value === undefined) return false;
    if (operator === 'DoesNotExist' && value !== undefined) return false;
  }
  return true;
}

function isMeant(cluster: NaiveCluster, policyNamespace: string, peer: NaivePeer, end: NaiveEnd): boolean {
  if (peer.ipBlock) {
    if (typeof end !== 'string') return false;
    return isInside(end, peer.ipBlock.cidr) && !(peer.ipBlock.except ?? []).some((each) => isInside(end, each));
  }
  if (typeof end === 'string') return false;
  if (peer.podSelector && !selects(peer.podSelector, end.labels)) return false;
  if (!peer.namespaceSelector) return end.namespace === policyNamespace;
  const labels = { ...cluster.namespaces[end.namespace], 'kubernetes.io/metadata.name': end.namespace };
  return selects(peer.namespaceSelector, labels);
}

function isPortMeant(
  item: { protocol?: string; port?: number | string; endPort?: number },
  destination: NaiveEnd,
  packet: NaivePacket,
): boolean {
  if ((item.protocol ?? 'TCP') !== packet.protocol) return false;
  if (item.port === undefined || item.port === null) return true;
  if (typeof item.port === 'number') return item.port <= packet.port && packet.port <= (item.endPort ?? item.port);
  if (typeof destination === 'string') return false;
  return destination.ports.some(
    (each) => each.name === item.port && each.protocol === packet.protocol && each.port === packet.port,
  );
}

function isInside(address: string, block: string): boolean {
  const [base = '', length = ''] = block.split('/');
  if (base.includes(':') !== address.includes(':')) return false;
  return bitsOf(address).startsWith(bitsOf(base).slice(0, Number(length)));
}

const bitsOfAddress = new Map<string, string>();

/** The bits of an address as text, so that a prefix is a prefix. */
function bitsOf(address: string): string {
  const known = bitsOfAddress.get(address) ?? writeBits(address);
  bitsOfAddress.set(address, known);
  return known;
}

function writeBits(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => binary(Number(part), 8))
      .join('');
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].map((group) => binary(Number.parseInt(group, 16), 16)).join('');
}

const binary = (value: number, width: number): string => value.toString(2).padStart(width, '0');
