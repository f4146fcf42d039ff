import { type PortSet, portRange, unionAllPorts } from '../algebra/port-set';
import type { LabelMap } from '../algebra/selector';

/** Where the DNS of a cluster is asked: pods of a namespace, or an address where it runs on the host network. */
export interface DnsServer {
  readonly pods?: { readonly namespace: string; readonly labels: LabelMap };
  readonly address?: string;
  readonly port: number;
}

/**
 * The DNS of clusters as they are usually installed. Sources: the manifests of CoreDNS in kubeadm, of the OpenShift DNS
 * operator, and https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
 */
export const dnsServers = {
  'kube-dns': { pods: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }, port: 53 },
  openshift: {
    pods: { namespace: 'openshift-dns', labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
    port: 5353,
  },
  'node-local': { address: '169.254.20.10', port: 53 },
} as const satisfies Readonly<Record<string, DnsServer>>;

/** Which of them a cluster has. */
export type DnsFlavour = keyof typeof dnsServers;

export const dnsFlavours = ['kube-dns', 'openshift', 'node-local'] as const satisfies readonly DnsFlavour[];

/** Names are asked for over UDP; answers that do not fit into one packet come over TCP. */
export const dnsProtocols = ['UDP', 'TCP'] as const;
export type DnsProtocol = (typeof dnsProtocols)[number];

/** How the pods of every flavour declare their ports. */
export const dnsPortNames: Readonly<Record<DnsProtocol, string>> = { UDP: 'dns', TCP: 'dns-tcp' };

/** A port of DNS, over both protocols. */
export const dnsPorts = (port: number): PortSet =>
  unionAllPorts(dnsProtocols.map((protocol) => portRange(protocol, port, port)));
