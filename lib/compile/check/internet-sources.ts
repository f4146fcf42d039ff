import type { Finding } from '../../diagnostics/finding';
import type { ClusterModel, PeerModel } from '../../dsl/model';
import type { Pair } from '../pairs';
import { isPodPeer, peerLabel } from '../peer-identity';

/**
 * `internet()` as a source is rarely what a pod sees: behind a Service with `externalTrafficPolicy: Cluster` the source is a
 * node. Silent where the profile says `Local`, or where the same target is also reached from nodes or an ingress controller.
 */
export function warnOfInternetSources(pairs: readonly Pair[], cluster: ClusterModel, findings: Finding[]): void {
  if (cluster.externalTrafficPolicy === 'Local') return;
  const warned = new Set<unknown>();
  for (const { from, to, flow } of pairs) {
    if (from.kind !== 'internet' || !isPodPeer(to) || warned.has(flow.site)) continue;
    const alsoFrom = pairs.filter((other) => peerLabel(other.to) === peerLabel(to)).map((other) => other.from);
    if (alsoFrom.some(isEntrance)) continue;
    warned.add(flow.site);
    findings.push({
      code: 'internet-as-source',
      severity: 'warning',
      message: `${peerLabel(to)} admits the internet, but behind a Service or load balancer it sees the address of a node`,
      at: flow.site,
      help: [
        "add nodes() to the sources, let an ingress controller in instead, or say externalTrafficPolicy: 'Local' in the cluster profile",
      ],
    });
  }
}

/** Nodes, and pods whose labels or namespace call them an ingress or a gateway. */
function isEntrance(peer: PeerModel): boolean {
  if (peer.kind === 'nodes') return true;
  if (!isPodPeer(peer)) return false;
  const words = [peer.namespace.name, peer.kind === 'all-pods' ? '' : peer.name].join(' ');
  return /ingress|gateway/.test(words);
}
