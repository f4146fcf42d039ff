import { dnsServers } from '../cluster/dns';
import { type DnsService, dnsService } from '../dsl/baseline';
import { dnsOfFlavour } from '../dsl/cluster';

/** OpenShift's DNS: its pods listen on 5353. Source: https://docs.redhat.com/en/documentation/openshift_container_platform/ (DNS Operator) */
export function openshiftDns(): DnsService {
  return dnsOfFlavour('openshift');
}

export interface NodeLocalDnsOptions {
  /** The cluster address of the Service kube-dns: with iptables, pods still ask it and the node answers. */
  readonly kubeDns: string;
  /** The link-local address that the cache listens on.
   * @default '169.254.20.10' */
  readonly address?: string;
}

/** NodeLocal DNSCache: it runs on the host network, so it is addressed, not selected. Source: https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
export function nodeLocalDns(options: NodeLocalDnsOptions): DnsService {
  return dnsService({
    cidrs: [oneAddress(options.address ?? dnsServers['node-local'].address), oneAddress(options.kubeDns)],
  });
}

/** Pods labelled k8s-app=kube-dns in any namespace: for clusters that move their DNS. Whoever may create such pods receives the queries. */
export function kubeDnsAnywhere(): DnsService {
  return dnsService({ pods: [{ namespace: {}, labels: dnsServers['kube-dns'].pods.labels }] });
}

const oneAddress = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`;
