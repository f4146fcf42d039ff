import { byCodeUnits } from '../algebra/text-order';
import type { PeerModel, PodPeerModel } from '../dsl/model';
import type { LabelSelector } from '../k8s/network-policy';

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
      return JSON.stringify([peer.namespace.name, peer.name, selectorKey(peer.selector), peer.hostNetwork]);
    case 'pods':
      return JSON.stringify([peer.namespace.name, peer.name, selectorKey(peer.selector), false]);
    case 'all-pods':
      return JSON.stringify([peer.namespace.name, 'all']);
    case 'namespaces':
      return JSON.stringify([
        'namespaces',
        peer.name,
        selectorKey(peer.namespaceSelector),
        peer.podSelector && selectorKey(peer.podSelector),
      ]);
    case 'cidr':
      return JSON.stringify(['cidr', peer.name, [...peer.ranges].sort(), [...peer.except].sort()]);
    default:
      return peer.kind;
  }
}

/** Equal for selectors that say the same in another order. */
export function selectorKey(selector: LabelSelector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => byCodeUnits(a, b));
  const expressions = (selector.matchExpressions ?? []).map((each) =>
    JSON.stringify([each.key, each.operator, [...(each.values ?? [])].sort()]),
  );
  return JSON.stringify([labels, expressions.sort()]);
}

/** `shop/web`, `shop/all`, `internet`: the name in messages and sentences. */
export function peerLabel(peer: PeerModel): string {
  if (peer.kind === 'all-pods') return `every pod of ${peer.namespace.name}`;
  if (isPodPeer(peer)) return `${peer.namespace.name}/${peer.name}`;
  return peer.kind === 'namespaces' || peer.kind === 'cidr' ? peer.name : peer.kind;
}
