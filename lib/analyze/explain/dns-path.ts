import { intersectPorts, noPorts, type PortSet, portRange, unionPorts } from '../../algebra/port-set';
import type { Analysis } from '../analysis';
import { judgeDirection } from '../judge/judge';
import { type End, endOf, imaginedPods } from '../model/end';

/** Whether a source may ask the cluster's DNS. */
export interface DnsPath {
  readonly allowed: boolean;
  /** The ports of DNS that are open: UDP and TCP 53, on OpenShift 5353. */
  readonly ports: PortSet;
  /** The DNS pods that were asked about. */
  readonly servers: string;
}

const bothProtocols = (port: number): PortSet => unionPorts(portRange('UDP', port, port), portRange('TCP', port, port));

/** Where DNS lives. Sources: the manifests of CoreDNS in kubeadm, and of the OpenShift DNS operator. */
const dnsServers = [
  { flavour: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 },
  {
    flavour: 'openshift',
    namespace: 'openshift-dns',
    labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
    port: 5353,
  },
] as const;

/**
 * Whether a source's egress lets it resolve names over UDP: from the DNS that the cluster profile names, else from the
 * first flavour that it may reach, else kube-dns.
 */
export function dnsPathOf(analysis: Analysis, source: End): DnsPath {
  const { dns } = analysis.settings.cluster;
  const servers = dnsServers.filter(({ flavour }) => dns === undefined || flavour === dns);
  const paths = servers.map(({ namespace, labels, port }) => {
    const declared = [
      { name: 'dns', port, protocol: 'UDP' },
      { name: 'dns-tcp', port, protocol: 'TCP' },
    ] as const;
    const server = endOf(analysis.universe, { ...imaginedPods(namespace, labels), ports: declared });
    const { bounds } = judgeDirection('egress', source, server, analysis.book, new Set());
    const ports = intersectPorts(bounds.ports, bothProtocols(port));
    return { allowed: intersectPorts(ports, portRange('UDP')) !== noPorts, ports, servers: server.name };
  });
  const first = paths.find((path) => path.allowed) ?? paths[0];
  return first ?? { allowed: false, ports: noPorts, servers: '' };
}
