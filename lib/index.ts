export type { Finding, Location, RelatedPlace, Severity, SourceSpan, Subject } from './diagnostics/finding';
export { NetpactError } from './diagnostics/netpact-error';
export {
  type Baseline,
  type DenyEgressOptions,
  type DenyIngressOptions,
  type DnsService,
  type DnsServiceOptions,
  denyAll,
  denyEgress,
  denyIngress,
  dnsService,
  open,
  type Provided,
  providedBy,
  sameNamespaceOnly,
} from './dsl/baseline';
export { type Cluster, type ClusterOptions, cluster, kubeDns } from './dsl/cluster';
export { type Disjoint, type DisjointOf, disjoint } from './dsl/disjoint';
export { anywhere, type CidrOptions, cidr, internet, kubeApiServer, nodes } from './dsl/external';
export type {
  ExceptionTerms,
  Flow,
  FlowWithoutPort,
  FlowWithoutSource,
  FlowWithoutTarget,
  FlowWithPort,
  ReachableFrom,
} from './dsl/flow';
export { flow } from './dsl/flow';
export { type Included, type IncludeOptions, include } from './dsl/include';
export {
  type Invariant,
  type InvariantOnAnyPort,
  type InvariantWithoutTarget,
  never,
  type OnlyWithoutTarget,
  only,
} from './dsl/invariant';
export { allNamespaces, foreignNamespace, type NamespaceOptions, namespace, namespacesWhere } from './dsl/namespace';
export type {
  CidrPeer,
  External,
  Namespace,
  NamespaceRef,
  Namespaces,
  NamespaceWithoutBaseline,
  NoPeer,
  Peer,
  PodSelection,
  Pods,
  SaidLabels,
  SaidNamespaceLabels,
  Serving,
  Where,
  Workload,
  WorkloadOptions,
} from './dsl/peer';
export type {
  AnyPort,
  CheckedPorts,
  Declared,
  PortInput,
  PortNameOf,
  PortNumber,
  PortOf,
  Ports,
  TakenByEvery,
} from './dsl/ports';
export { range, sctp, udp } from './dsl/ports';
export type { Refused } from './dsl/symbols';
export { type WorkloadFromOptions, workloadFrom } from './dsl/workload-from';
export { type WorkloadsFrom, type WorkloadsFromOptions, workloadsFrom } from './dsl/workloads-from';
export type { Protocol } from './k8s/network-policy';
