import type { Finding } from '../../diagnostics/finding';
import type { ClusterModel, PeerModel, PodPeerModel } from '../../dsl/model';
import type { OwnedNamespaces } from '../namespaces';
import { isMisread, isPodPeer, peerKey } from '../peer-identity';
import { checkCidrPeer } from './cidrs';
import { checkLabels, checkName, checkSelector } from './labels';

/** Every peer that a flow or an invariant names, each once. */
export function checkPeers(
  peers: readonly PeerModel[],
  cluster: ClusterModel,
  owned: OwnedNamespaces,
  findings: Finding[],
): void {
  const listed = new Set([...owned.values()].map(({ model }) => model));
  const named = new Set(peers.flatMap((peer) => (isPodPeer(peer) ? [peer.namespace] : [])));
  for (const namespace of named) if (!listed.has(namespace)) findings.push(...(namespace.problems ?? []));
  const seen = new Set<string>();
  for (const peer of peers) {
    const key = `${peerKey(peer)}${peer.kind === 'cidr' && peer.includingPods}`;
    if (seen.has(key)) continue;
    seen.add(key);
    checkPeer(peer, cluster, findings);
  }
}

function checkPeer(peer: PeerModel, cluster: ClusterModel, findings: Finding[]): void {
  if (isMisread(peer)) return;
  if (isPodPeer(peer)) checkNamespaceOf(peer, findings);
  if ('name' in peer && typeof peer.name !== 'string') {
    findings.push(nameLeftOut(peer));
    return;
  }
  switch (peer.kind) {
    case 'pods':
      checkName(`these pods of ${peer.namespace.name}`, peer.name, peer.site, findings);
      checkSelector(`pods '${peer.name}' of ${peer.namespace.name}`, peer.selector, peer.site, findings);
      break;
    case 'namespaces':
      checkName('these namespaces', peer.name, peer.site, findings);
      if (!peer.everyNamespace) checkSelector(`namespaces '${peer.name}'`, peer.namespaceSelector, peer.site, findings);
      if (peer.podSelector) checkSelector(`pods '${peer.name}'`, peer.podSelector, peer.site, findings);
      break;
    case 'cidr':
      checkName('this cidr', peer.name, peer.site, findings);
      checkCidrPeer(peer, cluster, findings);
      break;
    case 'workload':
      if (peer.hostNetwork && cluster.nodeCidrs.length === 0)
        findings.push(noNodeCidrs(peer, `${peer.name}, on the host network,`));
      break;
    case 'nodes':
      if (cluster.nodeCidrs.length === 0) findings.push(noNodeCidrs(peer, 'nodes()'));
      break;
    case 'kube-apiserver':
      if (cluster.apiServer.length === 0) findings.push(noApiServer(peer));
      break;
  }
}

/** What was said first is taken for the name, and nothing is left for what should follow it. */
function nameLeftOut({ kind, site }: Extract<PeerModel, { readonly name: string }>): Finding {
  const example = {
    pods: "pods('scrapers', { role: 'scraper' })",
    namespaces: "namespacesWhere('prod', { env: 'prod' })",
    cidr: "cidr('office', ['198.51.100.0/24'])",
    workload: "workload('web')",
  }[kind];
  return {
    code: 'name-invalid',
    severity: 'error',
    message: 'a name comes first, as policies will say it, and this is no text',
    at: site,
    help: [`say ${example}`],
  };
}

/** Owned namespaces are checked where charts list them. */
function checkNamespaceOf({ namespace }: PodPeerModel, findings: Finding[]): void {
  if (namespace.baseline) return;
  checkName('this namespace', namespace.name, namespace.site, findings);
  checkLabels(`namespace ${namespace.name}`, namespace.labels, namespace.site, findings);
}

function noNodeCidrs(peer: PeerModel, what: string): Finding {
  return {
    code: 'node-cidrs-missing',
    severity: 'error',
    message: `${what} stands for the addresses of nodes, and the cluster profile has none`,
    at: peer.site,
    help: ['give the app its profile: new PolicyApp({ cluster: cluster({ nodeCidrs: [...] }) })'],
  };
}

function noApiServer(peer: PeerModel): Finding {
  return {
    code: 'api-server-missing',
    severity: 'error',
    message: 'kubeApiServer() stands for the addresses of the API server, and the cluster profile has none',
    at: peer.site,
    help: ['give the app its profile: new PolicyApp({ cluster: cluster({ apiServer: [...] }) })'],
  };
}
