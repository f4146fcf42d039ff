import { isInCidr } from './address';
import { addressEdges } from './address-edges';
import type { Policy, PolicyPeer, PolicyPort, Rule, Selector } from './policies';

type Labels = Readonly<Record<string, string>>;

/** A pod as policies see it. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  /** Of its namespace, besides `kubernetes.io/metadata.name`. */
  readonly nsLabels?: Labels;
  /** Container ports; policies may name those that have a name. */
  readonly ports?: ContainerPorts;
  /** Then it is the node that it runs on: no policy selects it, no selector means it, and it has no port names. */
  readonly hostNetwork?: boolean;
}

export type ContainerPorts = readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];

/** A pod, or an address outside the cluster. */
export type End = Pod | string;

export interface Packet {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol: string;
  /** The blocks in which the nodes are, wherever in them: what does not hold for all of them is not said. @default not known */
  readonly nodes?: readonly string[];
}

export type Direction = 'Ingress' | 'Egress';

/**
 * Whether one packet opens a connection: the source's egress and the destination's ingress must both allow it.
 * Straight from the text of the NetworkPolicy API, slow and without any part of netpact, so that both can be compared.
 * Two ends are always two different pods.
 */
export function mayConnect(policies: readonly Policy[], packet: Packet): boolean {
  return allows(policies, 'Egress', packet) && allows(policies, 'Ingress', packet);
}

function allows(policies: readonly Policy[], direction: Direction, packet: Packet): boolean {
  const { from, to } = packet;
  const [subject, peer] = direction === 'Ingress' ? [to, from] : [from, to];
  const isolating = policies.filter((policy) => isolates(policy, direction) && isSelected(policy, subject));
  if (isolating.length === 0) return true;
  return isolating.some((policy) =>
    rulesOf(policy, direction).some(
      (rule) => isMeant(rule, policy, peer, packet.nodes) && opens(rule, (port) => isPort(port, packet, portsOf(to))),
    ),
  );
}

/** Whether a policy isolates whom it selects in a direction: by what it says, else by the rules that it has. */
export function isolates({ spec }: Policy, direction: Direction): boolean {
  if (spec.policyTypes && spec.policyTypes.length > 0) return spec.policyTypes.includes(direction);
  return direction === 'Ingress' || (spec.egress ?? []).length > 0;
}

export const rulesOf = ({ spec }: Policy, direction: Direction): readonly Rule[] =>
  ((direction === 'Ingress' ? spec.ingress : spec.egress) ?? []).map((rule) => rule ?? {});

export const isSelected = ({ metadata, spec }: Policy, end: End): boolean =>
  typeof end !== 'string' &&
  !end.hostNetwork &&
  (metadata.namespace ?? 'default') === end.namespace &&
  selects(spec.podSelector ?? {}, end.labels);

/** Whether a rule of a policy speaks of an end at the other side. */
export function isMeant(
  { from, to }: Rule,
  { metadata }: Policy,
  end: End,
  nodes: readonly string[] | undefined = undefined,
): boolean {
  const peers = from ?? to ?? [];
  if (peers.length === 0) return true;
  if (typeof end !== 'string' && end.hostNetwork) return holdEveryNode(peers, nodes ?? []);
  return peers.some((peer) => isPeer(peer, end, metadata.namespace ?? 'default'));
}

/** Whether a rule opens a port, given which of its entries mean it. */
export const opens = ({ ports }: Rule, means: (entry: PolicyPort) => boolean): boolean =>
  !ports || ports.length === 0 || ports.some(means);

/** Whether an entry of `ports` means a port of a target that has these container ports. */
export function isPort(
  { protocol = 'TCP', port, endPort }: PolicyPort,
  asked: Pick<Packet, 'port' | 'protocol'>,
  ports: ContainerPorts,
): boolean {
  if (protocol !== asked.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return port <= asked.port && asked.port <= (endPort ?? port);
  return ports.some((own) => own.name === port && own.protocol === protocol && own.port === asked.port);
}

/** An address declares no ports, and a node none. */
export const portsOf = (end: End): ContainerPorts =>
  typeof end === 'string' || end.hostNetwork ? [] : (end.ports ?? []);

/** Whether labels satisfy a selector. */
export function selects({ matchLabels, matchExpressions }: Selector, labels: Labels): boolean {
  const equal = Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    (matchExpressions ?? []).every(({ key, operator, values }) => {
      const value = labels[key];
      const isListed = value !== undefined && (values ?? []).includes(value);
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      if (operator === 'In') return isListed;
      if (operator === 'NotIn') return !isListed;
      throw new Error(`no operator: ${operator}`);
    })
  );
}

function isPeer({ ipBlock, namespaceSelector, podSelector }: PolicyPeer, end: End, namespace: string): boolean {
  if (ipBlock) {
    if (typeof end !== 'string') return false;
    return isInCidr(end, ipBlock.cidr) && !(ipBlock.except ?? []).some((hole) => isInCidr(end, hole));
  }
  if (typeof end === 'string') return false;
  const isThere = namespaceSelector ? selects(namespaceSelector, namespaceLabels(end)) : end.namespace === namespace;
  return isThere && selects(podSelector ?? {}, end.labels);
}

/**
 * Whether the blocks of a rule hold the nodes by their addresses of a family, wherever those are: every address at which the
 * answer may turn is asked. Where nothing is known of nodes, one block must be a whole family.
 */
function holdEveryNode(peers: readonly PolicyPeer[], nodes: readonly string[]): boolean {
  const blocks = peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock] : []));
  const isWhole = ({ cidr, except }: (typeof blocks)[number]) => cidr.endsWith('/0') && (except ?? []).length === 0;
  if (nodes.length === 0) return blocks.some(isWhole);
  const edges = addressEdges([...nodes, ...blocks.flatMap(({ cidr, except }) => [cidr, ...(except ?? [])])]);
  const isHeld = (address: string) =>
    blocks.some(
      ({ cidr, except }) => isInCidr(address, cidr) && !(except ?? []).some((hole) => isInCidr(address, hole)),
    );
  return [nodes.filter((node) => node.includes(':')), nodes.filter((node) => !node.includes(':'))].some(
    (family) => family.length > 0 && family.every((node) => edges.filter((edge) => isInCidr(edge, node)).every(isHeld)),
  );
}

function namespaceLabels({ namespace, nsLabels }: Pod): Labels {
  return { ...nsLabels, 'kubernetes.io/metadata.name': namespace };
}
