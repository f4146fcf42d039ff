import { byAddress, containsCidr, formatCidr, parseCidr } from '../algebra/cidr';
import { namespaceNameLabel } from '../algebra/selector';
import { byCodeUnits } from '../algebra/text-order';
import type { CidrModel, ClusterModel, PeerModel, PodPeerModel } from '../dsl/model';
import type { IpBlock, LabelSelector, NetworkPolicyPeer } from '../k8s/network-policy';
import { canonicalSelector, canonicalText } from './canonical-selector';
import { internetBlocks } from './internet-blocks';
import { selectorOfPeer } from './peer-identity';

/** A peer as entries of a rule; 'everyone' is a rule without peers. */
export type LoweredPeer = readonly NetworkPolicyPeer[] | 'everyone';

/** The peer as a policy of `namespace` has to say it. */
export function lowerPeer(peer: PeerModel, namespace: string, cluster: ClusterModel): LoweredPeer {
  switch (peer.kind) {
    case 'workload':
    case 'pods':
    case 'all-pods':
      return lowerPods(peer, namespace, cluster);
    case 'namespaces':
      return [
        {
          ...(peer.podSelector && { podSelector: canonicalSelector(peer.podSelector) }),
          namespaceSelector: canonicalSelector(peer.namespaceSelector),
        },
      ];
    case 'cidr':
      return blocksOf(peer).map((ipBlock) => ({ ipBlock }));
    case 'nodes':
      return addresses(cluster.nodeCidrs);
    case 'kube-apiserver':
      return addresses(cluster.apiServer);
    case 'internet':
      return internetBlocks(cluster).map((ipBlock) => ({ ipBlock }));
    case 'anywhere':
      return 'everyone';
  }
}

/** A namespace selected by its name: the one label that nobody can give to another namespace. */
export function namespaceByName(name: string): LabelSelector {
  return { matchLabels: { [namespaceNameLabel]: name } };
}

/** Entries in a fixed order, each once. */
export function canonicalPeers(peers: readonly NetworkPolicyPeer[]): readonly NetworkPolicyPeer[] {
  if (peers.length < 2) return peers;
  const byKey = new Map(peers.map((peer) => [orderOf(peer), peer]));
  return [...byKey].sort(([a], [b]) => byCodeUnits(a, b)).map(([, peer]) => peer);
}

function lowerPods(peer: PodPeerModel, namespace: string, cluster: ClusterModel): LoweredPeer {
  if (peer.kind === 'workload' && peer.hostNetwork) return addresses(cluster.nodeCidrs);
  const podSelector = canonicalSelector(selectorOfPeer(peer));
  if (peer.namespace.name === namespace) return [{ podSelector }];
  const namespaceSelector = namespaceByName(peer.namespace.name);
  return [peer.kind === 'all-pods' ? { namespaceSelector } : { podSelector, namespaceSelector }];
}

/**
 * Each range with those exceptions that lie inside it; one that an exception covers is left out, unless that leaves nothing: an
 * empty list would mean everyone, a block that excepts itself is refused.
 */
function blocksOf({ ranges, except }: CidrModel): readonly IpBlock[] {
  const holes = except.map(parseCidr).filter((cidr) => cidr !== undefined);
  const blocks = canonical(ranges).map((text) => {
    const range = parseCidr(text);
    const inside = holes.filter((hole) => range && containsCidr(range, hole)).map(formatCidr);
    const isCovered = holes.some((hole) => range && containsCidr(hole, range));
    return { isCovered, block: inside.length > 0 ? { cidr: text, except: canonical(inside) } : { cidr: text } };
  });
  const left = blocks.filter(({ isCovered }) => !isCovered);
  return (left.length > 0 ? left : blocks).map(({ block }) => block);
}

/** Canonical text, ascending, IPv4 before IPv6, each once. What does not parse is refused elsewhere. */
function canonical(ranges: readonly string[]): readonly string[] {
  const blocks = ranges.map(parseCidr).filter((cidr) => cidr !== undefined);
  return [...new Set(blocks.sort(byAddress).map(formatCidr))];
}

const addresses = (ranges: readonly string[]): LoweredPeer => canonical(ranges).map((cidr) => ({ ipBlock: { cidr } }));

/** Pods of the own namespace first, then other namespaces, then addresses. */
function orderOf({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): string {
  if (ipBlock) return `3${addressOrder(ipBlock.cidr)}${JSON.stringify(ipBlock.except ?? [])}`;
  const rank = namespaceSelector ? '2' : '1';
  return `${rank}${namespaceSelector ? canonicalText(namespaceSelector) : ''}${podSelector ? canonicalText(podSelector) : ''}`;
}

function addressOrder(text: string): string {
  const cidr = parseCidr(text);
  return cidr ? `${cidr.family}${cidr.first.toString(16).padStart(32, '0')}/${cidr.prefix}` : text;
}
