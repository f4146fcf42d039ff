import type { Selector } from '../algebra/selector';
import type { AssignedLabel } from '../cluster/mutation/assigned-label';
import type { SourceSpan } from '../diagnostics/finding';
import type { Direction, NetworkPolicySpec, Protocol } from './network-policy';

/** Where an object was read, and where each of its fields stands; positions are worked out on demand. */
export interface Origin {
  /** As it was given on the command line, `/` separators; `<stdin>` for `-`. */
  readonly file: string;
  /** The span of a field by its path (`spec.ingress[0].ports[0].port`); of the whole object without one. The nearest existing parent where the field is missing. `key` asks for the field's name alone. */
  span(field?: string, part?: 'whole' | 'key'): SourceSpan;
}

export type Labels = Readonly<Record<string, string>>;

/** A port that a container declares. Sidecars (init containers with `restartPolicy: Always`) count, other init containers do not. */
export interface ContainerPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** Whether a sidecar init container declares it: engines differ on those (docs/semantics.md 15). */
  readonly sidecar?: boolean;
  /** The port of its node that leads here, as written; a pod on the host network has its own numbers there without it. */
  readonly hostPort?: number;
  /** Where `hostPort` stands in the object. */
  readonly hostPortField?: string;
  /** The address of the node on which `hostPort` is open; every one of them where it is missing. */
  readonly hostIP?: string;
}

/** All pods of one controller, or one bare pod. */
export interface WorkloadResource {
  /** Of the controller: Deployment, StatefulSet, …; Pod for a bare pod without owner. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `spec.template.metadata.labels`: what policies select. */
  readonly labels: Labels;
  /** What others add to its pods, or may (docs/semantics.md 4), less what `labels` has already. */
  readonly assignedLabels: readonly AssignedLabel[];
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  /** `serviceAccountName`, where it names another than the default one: no NetworkPolicy selects by it, other kinds do. */
  readonly serviceAccount?: string;
  /** Desired pods; undefined where it depends on the cluster (DaemonSet). */
  readonly replicas?: number;
  /** `status.podIPs`, where the input has pods that run. */
  readonly addresses: readonly string[];
  /** Its annotations of netpact (`netpact.dev/ignore`), where it has some. */
  readonly annotations?: Labels;
  readonly origin: Origin;
}

export interface NamespaceResource {
  readonly name: string;
  /** Always with `kubernetes.io/metadata.name`. */
  readonly labels: Labels;
  /** Its annotations of netpact (`netpact.dev/ignore`), where it has some. */
  readonly annotations?: Labels;
  /** Its annotation `linkerd.io/inject`, where it has one. */
  readonly linkerdInjection?: string;
  readonly origin: Origin;
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: Protocol;
  /** The port of every node that leads here, where the manifest fixes it; the cluster chooses one for a type that needs it. */
  readonly nodePort?: number;
}

export interface ServiceResource {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** Undefined for a Service without selector (its endpoints are managed by hand). */
  readonly selector?: Labels;
  readonly ports: readonly ServicePort[];
  /** Addresses at which the nodes take its connections too, whatever its type; missing for none. */
  readonly externalIPs?: readonly string[];
  /** Whether pods see the addresses of clients from outside (`Local`), or perhaps a node's; with its default, missing where nothing comes from outside. */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  /** The annotation by which it asks its provider for a load balancer that only private networks reach, where it has one. */
  readonly internalAnnotation?: string;
  /** False for a load balancer that needs no ports of nodes; missing where it says nothing of them. */
  readonly allocatesNodePorts?: false;
  /** Blocks of addresses from which its load balancer takes connections, as written; missing for everywhere. */
  readonly loadBalancerSourceRanges?: readonly string[];
  /** Its annotations of netpact (`netpact.dev/ignore`), where it has some. */
  readonly annotations?: Labels;
  readonly origin: Origin;
}

/** One Service that an object sends requests to. */
export interface ServiceReference {
  /** Where the object names it: `webhooks[0].clientConfig.service`. */
  readonly field: string;
  readonly namespace: string;
  readonly name: string;
  /** A number or a name of the Service's ports; undefined where the object names none. */
  readonly port?: number | string;
  /**
   * A port of the Service's endpoints, by the number that the pods have or by the name that the Service gives it: what
   * `spec.port.targetPort` of an OpenShift Route is. Undefined where the object names none.
   */
  readonly endpointPort?: number | string;
  /** Where the object names the port, or would: `webhooks[0].clientConfig.service.port`. */
  readonly portField?: string;
  /** Whether requests are let through when the Service does not answer (a webhook's `failurePolicy: Ignore`). */
  readonly isOptional?: boolean;
  /** The names under which requests for it come in: `shop.example.com`; missing for every name. */
  readonly hosts?: readonly string[];
  /** The paths of those requests, as written; missing for every path. */
  readonly paths?: readonly string[];
}

/** An object by which something calls Services that its own manifests do not name: the API server, an ingress controller, or the proxies of a mesh. */
export interface ServiceCaller {
  readonly kind: string;
  /** Empty for an object of the whole cluster. */
  readonly namespace: string;
  readonly name: string;
  /** `mesh` for a route whose parents are Services: their clients send the requests. */
  readonly caller: 'api-server' | 'ingress-controller' | 'mesh';
  readonly references: readonly ServiceReference[];
  /** The namespaces of the Gateways that a route of the Gateway API names; missing where it names none, and for other kinds. */
  readonly gatewayNamespaces?: readonly string[];
  /** The class of controllers that an Ingress asks for; missing where it leaves that to the cluster. */
  readonly ingressClass?: string;
  /** Its annotations of netpact (`netpact.dev/ignore`), where it has some. */
  readonly annotations?: Labels;
  readonly origin: Origin;
}

/** An object that may lead clients from outside of the cluster to Services, of a kind that netpact does not read (`IngressRoute`). */
export interface UnreadRoute {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A NetworkPolicy that passed validation. */
export interface PolicyResource {
  readonly namespace: string;
  /** That the object says no namespace: it is in the one that the reader was told, or `default`. */
  readonly isUnplaced?: true;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** As written: null, `{}`, `[]` and missing are kept apart. */
  readonly spec: NetworkPolicySpec;
  readonly origin: Origin;
}

/** Pods by the labels of their namespace and their own. */
export interface CoveredPods {
  readonly namespaces: Selector;
  readonly pods: Selector;
}

/** An object that allows or denies beside NetworkPolicies, of a kind that netpact does not evaluate (docs/semantics.md 25). */
export interface UnevaluatedPolicy {
  /** The API group: `cilium.io`. */
  readonly group: string;
  readonly kind: string;
  /** Missing for an object of the whole cluster. */
  readonly namespace?: string;
  readonly name: string;
  /** The pods to which it may apply, never fewer than it does; empty for what policies only refer to (a set of addresses). */
  readonly covers: readonly CoveredPods[];
  /** That nodes have labels of their own by which it may select them, and so whatever is on the host network. */
  readonly mayCoverNodes?: true;
  readonly directions: readonly Direction[];
  /**
   * Whether pods that it isolates are not those of NetworkPolicies alone: it adds to their rules, or counts only where none of
   * them isolates. A NetworkPolicy that isolates such a pod may then open it. False for what decides before or after them.
   */
  readonly sharesIsolation: boolean;
  /** All that it says, as text: equal for objects that say the same. */
  readonly content: string;
  readonly origin: Origin;
}

/** What one or more manifests say about a cluster. Namespaces without an object are not listed. */
export interface ClusterResources {
  readonly namespaces: readonly NamespaceResource[];
  readonly workloads: readonly WorkloadResource[];
  readonly services: readonly ServiceResource[];
  /** Admission and conversion webhooks, aggregated APIs, Ingresses and routes. */
  readonly serviceCallers: readonly ServiceCaller[];
  /** Missing for none. */
  readonly unreadRoutes?: readonly UnreadRoute[];
  readonly policies: readonly PolicyResource[];
  readonly unevaluatedPolicies: readonly UnevaluatedPolicy[];
}
