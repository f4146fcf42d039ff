import type { PeerModel, PodPeerModel } from '../dsl/model';
import type { LabelSelector } from '../k8s/network-policy';
import { canonicalText } from './canonical-selector';

export function isPodPeer(peer: PeerModel): peer is PodPeerModel {
  return peer.kind === 'workload' || peer.kind === 'pods' || peer.kind === 'all-pods';
}

/** The pods that a peer of one namespace selects. */
export function selectorOfPeer(peer: PodPeerModel): LabelSelector {
  return peer.kind === 'all-pods' ? {} : peer.selector;
}

/** Two peers with one key are the same pods or addresses under the same name. */
export function peerKey(peer: PeerModel): string {
  switch (peer.kind) {
    case 'workload':
      return JSON.stringify([peer.namespace.name, peer.name, canonicalText(peer.selector), peer.hostNetwork]);
    case 'pods':
      return JSON.stringify([peer.namespace.name, peer.name, canonicalText(peer.selector), false]);
    case 'all-pods':
      return JSON.stringify([peer.namespace.name, 'all']);
    case 'namespaces':
      return JSON.stringify([
        'namespaces',
        peer.name,
        canonicalText(peer.namespaceSelector),
        peer.podSelector && canonicalText(peer.podSelector),
      ]);
    case 'cidr':
      return JSON.stringify(['cidr', peer.name, [...peer.ranges].sort(), [...peer.except].sort()]);
    default:
      return peer.kind;
  }
}

/** `shop/web`, `shop/all`, `internet`: the name in messages and sentences. */
export function peerLabel(peer: PeerModel): string {
  if (peer.kind === 'all-pods') return `every pod of ${peer.namespace.name}`;
  if (isPodPeer(peer)) return `${peer.namespace.name}/${peer.name}`;
  return peer.kind === 'namespaces' || peer.kind === 'cidr' ? peer.name : peer.kind;
}

/** Whether a workload could not be read from its manifest: what is wrong was said, and nothing else is known of it. */
export const isMisread = (peer: PeerModel): boolean =>
  peer.kind === 'workload' && peer.problems?.some(({ severity }) => severity === 'error') === true;
