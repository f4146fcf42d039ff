import { getOrInsert, groupBy } from '../algebra/keyed';
import { byCodeUnits } from '../algebra/text-order';
import type { ClusterModel } from '../dsl/model';
import type { IntendedPorts } from '../intent/intent';
import { describePorts } from '../intent/ports-text';
import { nameSeenFrom, type PortsOfPeers, partOf, specOf, subjectSelector } from './half-spec';
import type { Half } from './halves';
import { canonicalPeers, type LoweredPeer, lowerPeer } from './lower-peer';
import { unionOfPorts } from './lower-ports';
import { isPodPeer, peerKey, peerLabel } from './peer-identity';
import type { PolicyDraft } from './policy-draft';
import { reasonsOf } from './reasons';

/** The policies of all halves: those with one subject and, unless the author named the policy, one other end are one; exceptions apart. */
export function flowPolicies(halves: readonly Half[], cluster: ClusterModel): readonly PolicyDraft[] {
  return [...groupBy(halves, policyKey).values()].map((group) => flowPolicy(group, cluster));
}

function policyKey(half: Half): string {
  const { direction, subject, within, peer, pair } = half;
  const { name, exception, from, to } = pair.flow;
  // A named statement is one policy per subject, so its whole list of other ends tells it from another of that name.
  const others = name === undefined ? [peer] : ((direction === 'ingress' ? from : to) ?? []);
  return JSON.stringify([
    direction,
    peerKey(subject),
    within?.name,
    others.map(peerKey).sort(),
    name !== undefined && [name, sharesNamespace(half)],
    exception && [exception.owner, exception.ticket, exception.until],
  ]);
}

function flowPolicy(halves: readonly [Half, ...Half[]], cluster: ClusterModel): PolicyDraft {
  const [first] = halves;
  const { direction, subject, pair } = first;
  const namespace = subject.namespace.name;
  const rules = rulesOf(halves, namespace, cluster);
  return {
    namespace,
    name: policyName(first),
    role: 'allow',
    spec: specOf(subjectSelector(first), direction, rules),
    sentence: sentenceOf(halves, rules),
    reasons: reasonsOf(halves),
    ends: halves.flatMap(({ pair: { from, to } }) => [from, to]),
    exception: pair.flow.exception,
    charts: halves.map(({ pair: { chart } }) => chart.id),
    site: pair.flow.site,
  };
}

/** `allow-<from>-to-<to>`, the egress half with `-egress`, an exception with `-exception`; or what the author said. */
function policyName(half: Half): string {
  const { direction, subject, pair } = half;
  const namespace = subject.namespace.name;
  const part = partOf(half);
  const egress = direction === 'egress' ? '-egress' : '';
  if (pair.flow.name !== undefined) {
    const own = sharesNamespace(half) ? `-${nameSeenFrom(namespace, subject)}` : '';
    return `${pair.flow.name}${own}${part}${egress}`;
  }
  const exception = pair.flow.exception ? '-exception' : '';
  return `allow-${nameSeenFrom(namespace, pair.from)}-to-${nameSeenFrom(namespace, pair.to)}${part}${egress}${exception}`;
}

/** Whether the flow's statement has another subject in the same namespace, so that its one name is not enough. */
function sharesNamespace({ direction, subject, pair: { flow } }: Half): boolean {
  const subjects = (direction === 'ingress' ? flow.to : flow.from) ?? [];
  const own = peerKey(subject);
  return subjects.some(
    (other) => isPodPeer(other) && other.namespace.name === subject.namespace.name && peerKey(other) !== own,
  );
}

/** The peers of one policy that share their ports are one rule. */
function rulesOf(halves: readonly Half[], namespace: string, cluster: ClusterModel): readonly PortsOfPeers[] {
  const byPeer = new Map<string, { readonly peer: LoweredPeer; readonly ports: IntendedPorts[] }>();
  for (const { peer, pair } of halves) {
    const lowered = lowerPeer(peer, namespace, cluster);
    getOrInsert(byPeer, JSON.stringify(lowered), () => ({ peer: lowered, ports: [] })).ports.push(pair.ports);
  }
  const byPorts = new Map<string, { readonly ports: IntendedPorts; readonly peers: LoweredPeer[] }>();
  for (const { peer, ports } of byPeer.values()) {
    const union = unionOfPorts(ports);
    getOrInsert(byPorts, JSON.stringify(union), () => ({ ports: union, peers: [] })).peers.push(peer);
  }
  const sorted = [...byPorts].sort(([a], [b]) => byCodeUnits(a, b));
  return sorted.map(([, { ports, peers }]) => ({
    ports,
    peers: peers.includes('everyone')
      ? undefined
      : canonicalPeers(peers.flatMap((peer) => (peer === 'everyone' ? [] : peer))),
  }));
}

/** `shop/web may reach orders/orders-api on TCP 8443`. */
function sentenceOf(halves: readonly Half[], rules: readonly PortsOfPeers[]): string {
  const labels = (ends: readonly string[]) => [...new Set(ends)].sort().join(', ');
  const from = labels(halves.map(({ pair }) => peerLabel(pair.from)));
  const to = labels(halves.map(({ pair }) => peerLabel(pair.to)));
  return `${from} may reach ${to} on ${describePorts(unionOfPorts(rules.map(({ ports }) => ports)))}`;
}
