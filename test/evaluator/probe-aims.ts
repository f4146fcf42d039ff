import type { ClusterModel, DnsModel, PeerModel } from '../../lib/dsl/model';
import { type Declarations, type DeclaredPair, declaredPairs } from './declared-pairs';

/** Pairs that are worth a probe: the declared ones, and those that baselines bring, whether or not they do here. */
export function aimsOf(declarations: Declarations): readonly DeclaredPair[] {
  const { cluster, namespaces } = declarations;
  const resolvers = [cluster.dns, ...namespaces.flatMap(({ baseline }) => ownDns(baseline?.dns))];
  const implied = namespaces.flatMap((namespace): readonly DeclaredPair[] => {
    const everyPod = { kind: 'all-pods', namespace, site: namespace.site } as const;
    const questions = resolvers.flatMap((dns) =>
      asPeers(dns, cluster).map((to) => ({
        from: everyPod,
        to,
        ports: dns.ports.map((input) => ({ input, byName: false, site: cluster.site })),
      })),
    );
    return [{ from: everyPod, to: everyPod, ports: 'all' }, ...questions];
  });
  return [...declaredPairs(declarations), ...implied];
}

/** The blocks that a peer is made of, its holes included. */
export function blocksOf(peer: PeerModel, cluster: ClusterModel): readonly string[] {
  switch (peer.kind) {
    case 'cidr':
      return [...peer.ranges, ...peer.except];
    case 'kube-apiserver':
      return cluster.apiServer;
    case 'internet':
      return [...cluster.podCidrs, ...cluster.serviceCidrs, ...cluster.nodeCidrs];
    case 'nodes':
    case 'workload':
      return cluster.nodeCidrs;
    default:
      return [];
  }
}

const ownDns = (dns: 'cluster' | 'none' | DnsModel | undefined): readonly DnsModel[] =>
  typeof dns === 'object' ? [dns] : [];

function asPeers({ pods, cidrs }: DnsModel, { site }: ClusterModel): readonly PeerModel[] {
  return [
    ...pods.map((each) => ({ kind: 'namespaces', name: 'dns', everyNamespace: false, site, ...each }) as const),
    { kind: 'cidr', name: 'dns', ranges: cidrs, except: [], includingPods: false, site },
  ];
}
