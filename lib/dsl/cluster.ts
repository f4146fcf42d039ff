import { namespaceNameLabel } from '../algebra/selector';
import { dnsServers } from '../cluster/dns';
import { type CallSite, captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { type DnsService, dnsService } from './baseline';
import { optionProblems } from './given-options';
import { type ClusterModel, dnsModelOf, withModel } from './model';
import { udp } from './ports';
import { kind } from './symbols';

/** What is known of the cluster that the manifests are for. */
export interface Cluster {
  readonly [kind]: 'cluster';
}

export interface ClusterOptions {
  /** Where pods resolve names.
   * @default pods labelled k8s-app=kube-dns in kube-system, UDP and TCP 53 */
  readonly dns?: DnsService;
  /** The address families of the cluster.
   * @default ['IPv4', 'IPv6'] */
  readonly families?: readonly ('IPv4' | 'IPv6')[];
  /** Addresses of pods: `['10.244.0.0/16']`. No part of `internet()`, and refused in a `cidr()`.
   * @default not known */
  readonly podCidrs?: readonly string[];
  /** Addresses of Services: no part of `internet()`, and refused in a `cidr()`.
   * @default not known */
  readonly serviceCidrs?: readonly string[];
  /** Addresses of nodes: what `nodes()` and workloads on the host network are. No part of `internet()`.
   * @default not known */
  readonly nodeCidrs?: readonly string[];
  /** The kube-apiserver's addresses: its endpoints, not only the address of its Service. */
  readonly apiServer?: readonly string[];
  /** Of the Services that face the internet: with `Cluster`, pods see the address of a node instead of the client's.
   * @default 'Cluster' */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
}

/** CoreDNS or kube-dns as Kubernetes installs it. Source: https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/ */
export function kubeDns(): DnsService {
  return dnsOfFlavour('kube-dns');
}

/** The pods of a DNS as it is usually installed. */
export function dnsOfFlavour(flavour: 'kube-dns' | 'openshift'): DnsService {
  const { pods, port } = dnsServers[flavour];
  return dnsService({
    pods: [{ namespace: { [namespaceNameLabel]: pods.namespace }, labels: pods.labels }],
    ports: [udp(port), port],
  });
}

const clusterOptions = {
  dns: 'anything',
  families: 'list',
  podCidrs: 'list',
  serviceCidrs: 'list',
  nodeCidrs: 'list',
  apiServer: 'list',
  externalTrafficPolicy: ['Cluster', 'Local'],
} as const;

function familyProblems(families: unknown, site: CallSite): readonly Finding[] {
  if (!Array.isArray(families)) return optionProblems('cluster()', { families }, { families: 'list' }, site);
  return families.flatMap((family: unknown) =>
    optionProblems('cluster()', { families: family }, { families: ['IPv4', 'IPv6'] }, site),
  );
}

const listOf = <T>(given: readonly T[] | undefined): readonly T[] => (Array.isArray(given) ? [...given] : []);

/** A profile of the cluster: what `internet()`, `nodes()`, `kubeApiServer()` and DNS stand for. Throws a TypeError where `dns` is no DnsService. */
export function cluster(options: ClusterOptions = {}): Cluster {
  const dns = dnsModelOf(options.dns ?? kubeDns());
  if (!dns)
    throw new TypeError(
      'cluster({ dns }) takes a DnsService: kubeDns(), openshiftDns(), nodeLocalDns(…) or dnsService(…)',
    );
  const site = captureCallSite();
  const given = { ...options, families: undefined };
  const problems = [
    ...optionProblems('cluster()', given, clusterOptions, site),
    ...familyProblems(options.families, site),
  ];
  const model: ClusterModel = {
    dns,
    problems,
    families: listOf(options.families ?? ['IPv4', 'IPv6']).map((family) => (family === 'IPv4' ? 4 : 6)),
    podCidrs: listOf(options.podCidrs),
    serviceCidrs: listOf(options.serviceCidrs),
    nodeCidrs: listOf(options.nodeCidrs),
    apiServer: listOf(options.apiServer),
    externalTrafficPolicy: options.externalTrafficPolicy ?? 'Cluster',
    site,
  };
  return withModel({ [kind]: 'cluster' } as const, model);
}
