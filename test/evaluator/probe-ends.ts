import type { PeerModel, WorkloadModel } from '../../lib/dsl/model';
import type { Random } from '../analyze/seeded-random';
import { addressEdges } from './address-edges';
import { isMeant, namespaceLabelsOf, notInternet, selects } from './declared-ends';
import { type Declarations, type DeclaredPair, isOfOneNamespace } from './declared-pairs';
import type { End, Pod } from './may-connect';
import { blocksOf } from './probe-aims';
import { labelDrawer, podSelectors, probedNamespaces } from './probe-pods';
import type { PortDrawer } from './probe-ports';

/** Pods and addresses such as declarations name, and ones close to them. */
export interface EndDrawer {
  any(): End;
  anyPod(): Pod;
  /** An end that a peer means, or nearly. */
  near(peer: PeerModel): End;
}

interface EndSource {
  readonly declarations: Declarations;
  readonly workloads: readonly WorkloadModel[];
  readonly aims: readonly DeclaredPair[];
  /** That policies name. */
  readonly blocks: readonly string[];
  readonly ports: PortDrawer;
  readonly strange?: Pod['labels'];
  readonly keepsPorts?: boolean;
}

export function endDrawer(source: EndSource, random: Random): EndDrawer {
  const { declarations, workloads, aims, ports, strange = {}, keepsPorts = false } = source;
  const { cluster } = declarations;
  const peers = [...aims.flatMap(({ from, to }) => [from, to]), ...workloads];
  const blocks = [...notInternet, ...source.blocks, ...peers.flatMap((peer) => blocksOf(peer, cluster))];
  const addresses = ['8.8.8.8', '2606:4700::1111', ...addressEdges(blocks)];
  const namespaces = probedNamespaces(declarations, peers, random);
  const labels = labelDrawer(podSelectors(peers), strange, random);

  const podIn = (namespace: string, own: Pod['labels']): Pod => {
    const its = workloads.filter((each) => each.namespace.name === namespace && selects(each.selector, own));
    return {
      namespace,
      labels: own,
      nsLabels: namespaces.find(({ name }) => name === namespace)?.labels ?? {},
      ports: ports.ofContainers(keepsPorts || random.chance(0.6) ? its : []),
    };
  };
  const anyPod = () => podIn(random.pick(namespaces).name, labels.any());
  const any = () => (random.chance(0.7) ? anyPod() : random.pick(addresses));

  const meantBy = new Map<PeerModel, readonly string[]>();
  const addressNear = (peer: PeerModel): string => {
    const meant = meantBy.get(peer) ?? addresses.filter((address) => isMeant(peer, address, cluster));
    meantBy.set(peer, meant);
    return random.pick(meant.length > 0 && random.chance(0.6) ? meant : addresses);
  };
  const namespaceNear = (peer: PeerModel): string => {
    if (isOfOneNamespace(peer)) return peer.namespace.name;
    const meant = namespaces.filter(({ name, labels: nsLabels }) => {
      const all = namespaceLabelsOf({ namespace: name, labels: {}, nsLabels });
      return peer.kind === 'namespaces' && selects(peer.namespaceSelector, all);
    });
    return random.pick(meant.length > 0 && random.chance(0.8) ? meant : namespaces).name;
  };
  return {
    any,
    anyPod,
    near(peer) {
      if (peer.kind === 'anywhere') return any();
      if (!isOfOneNamespace(peer) && peer.kind !== 'namespaces') return addressNear(peer);
      // Now and then a pod with the labels of a workload on the host network, which is none of it.
      if (peer.kind === 'workload' && peer.hostNetwork && random.chance(0.7)) return addressNear(peer);
      const [, selector = {}] = podSelectors([peer]);
      const own = peer.kind === 'all-pods' ? labels.any() : labels.near(labels.satisfying(selector));
      return podIn(namespaceNear(peer), own);
    },
  };
}
