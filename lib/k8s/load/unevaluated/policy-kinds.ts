import { appliedToCoverage } from './antrea-policies';
import { calicoCoverage, calicoGlobalCoverage } from './calico-policies';
import { endpointCoverage, redirectCoverage } from './cilium-policies';
import { type CoverageReader, everybody } from './coverage';
import { egressOfNamespace, podSelectorCoverage, subjectCoverage } from './kubernetes-policies';

/** Whether an object lies in a namespace, or belongs to the whole cluster. */
type Scope = 'namespace' | 'cluster';

/**
 * What netpact makes of a kind that is no NetworkPolicy of Kubernetes. `policy`: it allows or denies, which is not evaluated;
 * `reference`: policies refer to it, and alone it applies to nobody; `staged`: it enforces nothing; `other-layer`: it decides on
 * connections that the network let through.
 */
export type PolicyKind =
  | UnevaluatedKind
  | { readonly role: 'staged'; readonly scope: Scope }
  | { readonly role: 'other-layer'; readonly scope: Scope };

/** A kind of which every object leaves answers open. */
export type UnevaluatedKind =
  | { readonly role: 'policy'; readonly scope: Scope | 'unknown'; readonly coverage: CoverageReader }
  | { readonly role: 'reference'; readonly scope: Scope };

/** NetworkPolicies of Kubernetes, where it is not known whether they are in force. */
export const networkPolicies: UnevaluatedKind = {
  role: 'policy',
  scope: 'namespace',
  coverage: podSelectorCoverage,
};

const policy = (scope: Scope, coverage: CoverageReader = () => everybody): PolicyKind => ({
  role: 'policy',
  scope,
  coverage,
});
const reference = (scope: Scope): PolicyKind => ({ role: 'reference', scope });
const staged = (scope: Scope): PolicyKind => ({ role: 'staged', scope });
const otherLayer: PolicyKind = { role: 'other-layer', scope: 'namespace' };

const calico: Readonly<Record<string, PolicyKind>> = {
  NetworkPolicy: policy('namespace', calicoCoverage),
  GlobalNetworkPolicy: policy('cluster', calicoGlobalCoverage),
  // An endpoint of a host, and a profile, close and open without a policy.
  HostEndpoint: policy('cluster'),
  Profile: policy('cluster'),
  Tier: reference('cluster'),
  NetworkSet: reference('namespace'),
  GlobalNetworkSet: reference('cluster'),
  StagedNetworkPolicy: staged('namespace'),
  StagedGlobalNetworkPolicy: staged('cluster'),
  StagedKubernetesNetworkPolicy: staged('namespace'),
};

/** By API group and kind. Sources: the API references of each project. */
const kinds: Readonly<Record<string, Readonly<Record<string, PolicyKind>>>> = {
  'policy.networking.k8s.io': {
    AdminNetworkPolicy: policy('cluster', subjectCoverage),
    BaselineAdminNetworkPolicy: policy('cluster', subjectCoverage),
    ClusterNetworkPolicy: policy('cluster', subjectCoverage),
  },
  'cilium.io': {
    CiliumNetworkPolicy: policy('namespace', endpointCoverage),
    CiliumClusterwideNetworkPolicy: policy('cluster', endpointCoverage),
    CiliumLocalRedirectPolicy: policy('namespace', redirectCoverage),
    CiliumCIDRGroup: reference('cluster'),
  },
  'projectcalico.org': calico,
  'crd.projectcalico.org': calico,
  'crd.antrea.io': {
    NetworkPolicy: policy('namespace', appliedToCoverage('namespace')),
    ClusterNetworkPolicy: policy('cluster', appliedToCoverage('cluster')),
    Tier: reference('cluster'),
    Group: reference('namespace'),
    ClusterGroup: reference('cluster'),
  },
  'networking.k8s.aws': {
    ApplicationNetworkPolicy: policy('namespace', podSelectorCoverage),
    ClusterNetworkPolicy: policy('cluster', subjectCoverage),
  },
  'k8s.ovn.org': { EgressFirewall: policy('namespace', egressOfNamespace) },
  'network.openshift.io': { EgressNetworkPolicy: policy('namespace', egressOfNamespace) },
  'security.istio.io': { AuthorizationPolicy: otherLayer, PeerAuthentication: otherLayer },
  'networking.istio.io': { Sidecar: otherLayer },
};

/**
 * What a kind is among those that act on connections; undefined for all others. Of groups that are not known, each kind that
 * ends in NetworkPolicy is one; its scope is not known then.
 */
export function policyKindOf(group: string, kind: string): PolicyKind | undefined {
  return entryOf(kinds, group, kind) ?? (kind.endsWith('NetworkPolicy') ? unknownPolicy(kind) : undefined);
}

function unknownPolicy(kind: string): PolicyKind {
  const isOfCluster = /^(?:Baseline)?(?:Admin|Cluster|Global)|Clusterwide/.test(kind);
  return { role: 'policy', scope: isOfCluster ? 'cluster' : 'unknown', coverage: () => everybody };
}

/** Kinds of Kubernetes itself that belong to no namespace. */
const builtIn: ReadonlySet<string> = new Set([
  ...['/Namespace', '/Node', '/PersistentVolume', 'apiextensions.k8s.io/CustomResourceDefinition'],
  ...['rbac.authorization.k8s.io/ClusterRole', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
  ...['storage.k8s.io/StorageClass', 'storage.k8s.io/CSIDriver', 'scheduling.k8s.io/PriorityClass'],
  ...['networking.k8s.io/IngressClass', 'gateway.networking.k8s.io/GatewayClass', 'node.k8s.io/RuntimeClass'],
  ...['apiregistration.k8s.io/APIService', 'policy/PodSecurityPolicy'],
]);

/** Whether objects of a kind belong to the whole cluster, whatever `metadata.namespace` says; false where it is not known. */
export function isClusterScoped(group: string, kind: string): boolean {
  if (builtIn.has(`${group}/${kind}`) || group === 'admissionregistration.k8s.io') return true;
  return policyKindOf(group, kind)?.scope === 'cluster';
}

function entryOf<Entry>(
  table: Readonly<Record<string, Readonly<Record<string, Entry>>>>,
  group: string,
  kind: string,
): Entry | undefined {
  const ofGroup = Object.hasOwn(table, group) ? table[group] : undefined;
  return ofGroup && Object.hasOwn(ofGroup, kind) ? ofGroup[kind] : undefined;
}
