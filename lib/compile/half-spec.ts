import type { PeerModel } from '../dsl/model';
import type { IntendedPorts } from '../intent/intent';
import type { Direction, LabelSelector, NetworkPolicyPeer, NetworkPolicySpec } from '../k8s/network-policy';
import { canonicalSelector } from './canonical-selector';
import type { Half } from './halves';
import { lowerPorts } from './lower-ports';
import { isPodPeer, selectorOfPeer } from './peer-identity';

/** A rule of a policy that halves become. */
export interface PortsOfPeers {
  readonly ports: IntendedPorts;
  /** Undefined: everyone. */
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
}

/** A policy that lets its pods talk in one direction. */
export function specOf(
  podSelector: LabelSelector,
  direction: Direction,
  rules: readonly PortsOfPeers[],
): NetworkPolicySpec {
  const lowered = rules.map(({ ports, peers }) => ({ ports: lowerPorts(ports), peers }));
  if (direction === 'ingress') {
    const ingress = lowered.map(({ ports, peers }) => ({ ...(ports && { ports }), ...(peers && { from: peers }) }));
    return { podSelector, ingress, policyTypes: ['Ingress'] };
  }
  const egress = lowered.map(({ ports, peers }) => ({ ...(ports && { ports }), ...(peers && { to: peers }) }));
  return { podSelector, egress, policyTypes: ['Egress'] };
}

/** The subject's pods; where only a part of them is isolated, those that satisfy both selectors. */
export function subjectSelector({ subject, within }: Pick<Half, 'subject' | 'within'>): LabelSelector {
  const own = selectorOfPeer(subject);
  if (!within) return canonicalSelector(own);
  return canonicalSelector({
    matchLabels: { ...own.matchLabels, ...within.selector.matchLabels },
    matchExpressions: [...(own.matchExpressions ?? []), ...(within.selector.matchExpressions ?? [])],
  });
}

/** What a name says of the pods that only a part of the subject are. */
export function partOf({ within }: Pick<Half, 'within'>): string {
  return within ? `-in-${within.name}` : '';
}

/** An end as a policy of `namespace` calls it: bare if it lives there, with its namespace if not. */
export function nameSeenFrom(namespace: string, peer: PeerModel): string {
  if (!isPodPeer(peer)) return peer.kind === 'namespaces' || peer.kind === 'cidr' ? peer.name : peer.kind;
  const name = peer.kind === 'all-pods' ? 'all' : peer.name;
  return peer.namespace.name === namespace ? name : `${peer.namespace.name}-${name}`;
}
