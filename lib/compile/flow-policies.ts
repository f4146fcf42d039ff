import { byCodeUnits } from '../algebra/text-order';
import type { ClusterModel, Direction } from '../dsl/model';
import type { LabelSelector, NetworkPolicyPeer, NetworkPolicySpec } from '../k8s/network-policy';
import type { FlowPorts } from './flow-ports';
import type { Half } from './halves';
import { canonicalPeers, canonicalSelector, type LoweredPeer, lowerPeer } from './lower-peer';
import { describePorts, lowerPorts, unionOfPorts } from './lower-ports';
import { peerKey, peerLabel, selectorOfPeer } from './peer-identity';
import type { PolicyDraft } from './policy-draft';
import { policyName } from './policy-names';

/** Everything that one policy is made of: halves with the same subject and direction that belong together. */
export interface PolicyGroup {
  readonly name: string;
  readonly halves: readonly Half[];
}

/** Halves that are one policy: the same subject and, unless the author named the policy, the same peer; exceptions apart. */
export function groupHalves(halves: readonly Half[]): readonly PolicyGroup[] {
  const groups = new Map<string, Half[]>();
  for (const half of halves) {
    const key = groupKey(half);
    const group = groups.get(key);
    if (group) group.push(half);
    else groups.set(key, [half]);
  }
  return [...groups.values()].map((group) => ({ name: group[0] ? policyName(group[0]) : '', halves: group }));
}

function groupKey({ namespace, direction, subject, within, peer, pair, subjectSuffix }: Half): string {
  const { name, exception, from, to } = pair.flow;
  // A named statement is one policy per subject, so its whole list of other ends tells it from another of that name.
  const others = name === undefined ? [peer] : ((direction === 'ingress' ? from : to) ?? []);
  return JSON.stringify([
    namespace,
    direction,
    peerKey(subject),
    within?.name,
    others.map(peerKey).sort(),
    name !== undefined && [name, subjectSuffix],
    exception && [exception.owner, exception.ticket, exception.until],
  ]);
}

/** The policy of a group, before names and metadata are settled. */
export function draftOfGroup({ name, halves }: PolicyGroup, cluster: ClusterModel): PolicyDraft | undefined {
  const first = halves[0];
  if (!first) return undefined;
  const { namespace, direction } = first;
  const rules = rulesOf(halves, namespace, cluster);
  const reasons = halves.flatMap(({ pair }) => (pair.flow.reason?.trim() ? [pair.flow.reason] : []));
  return {
    namespace,
    name,
    role: 'allow',
    spec: specOf(subjectSelector(first), direction, rules),
    sentence: sentenceOf(halves, rules),
    reasons,
    exception: first.pair.flow.exception,
    charts: halves.map(({ pair }) => pair.chart.id),
    site: first.pair.flow.site,
  };
}

interface PortsOfPeers {
  readonly ports: FlowPorts;
  readonly peers: readonly LoweredPeer[];
}

/** One rule for the peers that share their ports. */
function rulesOf(halves: readonly Half[], namespace: string, cluster: ClusterModel): readonly PortsOfPeers[] {
  const portsOfPeer = new Map<string, { peer: LoweredPeer; ports: FlowPorts[] }>();
  for (const { peer, pair } of halves) {
    const lowered = lowerPeer(peer, namespace, cluster);
    const key = JSON.stringify(lowered);
    const known = portsOfPeer.get(key);
    if (known) known.ports.push(pair.ports);
    else portsOfPeer.set(key, { peer: lowered, ports: [pair.ports] });
  }
  const rules = new Map<string, { ports: FlowPorts; peers: LoweredPeer[] }>();
  for (const { peer, ports } of portsOfPeer.values()) {
    const union = unionOfPorts(ports);
    const key = JSON.stringify(union);
    const rule = rules.get(key);
    if (rule) rule.peers.push(peer);
    else rules.set(key, { ports: union, peers: [peer] });
  }
  return [...rules].sort(([a], [b]) => byCodeUnits(a, b)).map(([, rule]) => rule);
}

function specOf(podSelector: LabelSelector, direction: Direction, rules: readonly PortsOfPeers[]): NetworkPolicySpec {
  const lowered = rules.map(({ ports, peers }) => {
    const entries = peers.includes('everyone') ? undefined : canonicalPeers(peers.flatMap(entriesOf));
    return { ports: lowerPorts(ports), entries };
  });
  if (direction === 'ingress') {
    const ingress = lowered.map(({ ports, entries }) => ({
      ...(ports && { ports }),
      ...(entries && { from: entries }),
    }));
    return { podSelector, ingress, policyTypes: ['Ingress'] };
  }
  const egress = lowered.map(({ ports, entries }) => ({ ...(ports && { ports }), ...(entries && { to: entries }) }));
  return { podSelector, egress, policyTypes: ['Egress'] };
}

const entriesOf = (peer: LoweredPeer): readonly NetworkPolicyPeer[] => (peer === 'everyone' ? [] : peer);

/** The subject's pods; where only a part of them is isolated, those that satisfy both selectors. */
function subjectSelector({ subject, within }: Half): LabelSelector {
  const own = selectorOfPeer(subject);
  if (!within) return canonicalSelector(own);
  return canonicalSelector({
    matchLabels: { ...own.matchLabels, ...within.selector.matchLabels },
    matchExpressions: [...(own.matchExpressions ?? []), ...(within.selector.matchExpressions ?? [])],
  });
}

/** `shop/web may reach orders/orders-api on TCP 8443`. */
function sentenceOf(halves: readonly Half[], rules: readonly PortsOfPeers[]): string {
  const labels = (ends: readonly string[]) => [...new Set(ends)].sort().join(', ');
  const from = labels(halves.map(({ pair }) => peerLabel(pair.from)));
  const to = labels(halves.map(({ pair }) => peerLabel(pair.to)));
  return `${from} may reach ${to} on ${describePorts(unionOfPorts(rules.map(({ ports }) => ports)))}`;
}
