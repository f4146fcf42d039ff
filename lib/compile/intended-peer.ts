import type { ClusterModel, PeerModel } from '../dsl/model';
import type { IntendedPeer } from '../intent/intent';
import type { IpBlock } from '../k8s/network-policy';
import { internetBlocks } from './internet-blocks';
import { selectorOfPeer } from './peer-identity';

/** Who a peer is, wherever it is seen from. */
export function intendedPeer(peer: PeerModel, cluster: ClusterModel): IntendedPeer {
  switch (peer.kind) {
    case 'anywhere':
      return { kind: 'everyone' };
    case 'namespaces':
      return { kind: 'pods', namespace: peer.namespaceSelector, pods: peer.podSelector ?? {} };
    case 'internet':
      return addresses(internetBlocks(cluster));
    case 'nodes':
      return { ...addressRanges(cluster.nodeCidrs), nodes: 'every' };
    case 'kube-apiserver':
      return addressRanges(cluster.apiServer);
    case 'cidr':
      return addresses(peer.ranges.map((cidr) => ({ cidr, except: peer.except })));
    default:
      return peer.kind === 'workload' && peer.hostNetwork
        ? { ...addressRanges(cluster.nodeCidrs), nodes: 'some' }
        : { kind: 'pods', namespace: peer.namespace.name, pods: selectorOfPeer(peer) };
  }
}

type AddressPeer = Extract<IntendedPeer, { readonly kind: 'addresses' }>;
const addresses = (blocks: readonly IpBlock[]): AddressPeer => ({ kind: 'addresses', blocks });
/** Peers that are addresses in these blocks. */
export const addressRanges = (cidrs: readonly string[]): AddressPeer => addresses(cidrs.map((cidr) => ({ cidr })));
