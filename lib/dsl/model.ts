import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import type { Direction, LabelSelector } from '../k8s/network-policy';
import type { Labels, WorkloadResource } from '../k8s/resources';
import type { PortInput, Ports } from './ports';

/**
 * What the values of the language mean, for the compiler. A user's value carries its model under a symbol, so that the
 * public types stay small. Models hold what was written, right or wrong: the compiler checks it, so that all problems
 * are reported at once. Only what no model can hold (a peer that is none) is a `problem` from the start.
 */
interface Declared {
  readonly site: CallSite;
}

/** A peer of the DNS policy: pods or addresses that resolve names, and the ports they listen on. */
export interface DnsModel {
  readonly pods: readonly { readonly namespaceSelector: LabelSelector; readonly podSelector: LabelSelector }[];
  readonly cidrs: readonly string[];
  readonly ports: readonly PortInput[];
}

/** What is known of the cluster that the manifests are for. CIDRs as written. */
export interface ClusterModel extends Declared {
  readonly dns: DnsModel;
  readonly families: readonly (4 | 6)[];
  readonly podCidrs: readonly string[];
  readonly serviceCidrs: readonly string[];
  readonly nodeCidrs: readonly string[];
  /** Addresses of the kube-apiserver as pods reach it, as CIDRs. */
  readonly apiServer: readonly string[];
  /** `Local`: pods see the address of the client; `Cluster`: that of a node. */
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  /** What was wrong with the options. */
  readonly problems?: readonly Finding[];
}

export interface BaselineModel {
  readonly kind: 'deny' | 'open' | 'provided';
  readonly ingress: boolean;
  readonly egress: boolean;
  /** What egress denial brings: the cluster's DNS, another DNS, or none. */
  readonly dns: 'cluster' | 'none' | DnsModel;
  /** Traffic between the namespace's own pods stays allowed in the denied directions. */
  readonly sameNamespace: boolean;
  /** Says `ingress: []` where nothing would mean the same. */
  readonly explicitEmptyLists: boolean;
  /** Why it is open, or who provides it. */
  readonly reason: string | undefined;
}

export interface NamespaceModel extends Declared {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined for a namespace that is only referred to. */
  readonly baseline: BaselineModel | undefined;
  /** What was wrong with the options, or with the baseline that it should have. */
  readonly problems?: readonly Finding[];
  readonly owner: string | undefined;
  /** The workloads declared on this value, in the order of their declaration. */
  readonly workloads: () => readonly WorkloadModel[];
}

/** What every pod of a manifest carries. */
interface TemplateModel {
  /** Of the manifest; kinds of several groups may have one name. */
  readonly apiVersion: string;
  /** Of the manifest: Deployment, StatefulSet, … */
  readonly kind: string;
  readonly labels: Labels;
  /** Without those that the next release or the next run changes. */
  readonly lastingLabels: Labels;
  /** Whether the workload's selector selects these pods. */
  readonly isSelected: boolean;
  /** Whether the workload is selected as its manifest says: whoever says labels of his own may mean other pods too. */
  readonly isOwnSelector: boolean;
}

export interface WorkloadModel extends Declared {
  readonly kind: 'workload';
  readonly namespace: NamespaceModel;
  readonly name: string;
  readonly selector: LabelSelector;
  /** As written: the compiler reads and checks them. */
  readonly ports: Ports;
  readonly isolate: Direction | 'all' | undefined;
  /** False: left out of the namespace's DNS. */
  readonly dns: boolean | undefined;
  readonly hostNetwork: boolean;
  /** The pod template of the manifest that it was read from, where the manifest is one that may be applied. */
  readonly template?: TemplateModel | undefined;
  /** All workloads of the manifests among which it was read, asked for or not; without a namespace where nobody says one. */
  readonly among?: readonly WorkloadResource[] | undefined;
  /** What was wrong with the manifest that it was read from, or with the options. */
  readonly problems?: readonly Finding[];
}

interface PodsModel extends Declared {
  readonly kind: 'pods';
  readonly namespace: NamespaceModel;
  readonly name: string;
  readonly selector: LabelSelector;
}

interface AllPodsModel extends Declared {
  readonly kind: 'all-pods';
  readonly namespace: NamespaceModel;
}

/** Pods of every namespace that a selector matches, whoever owns it. */
export interface NamespacesModel extends Declared {
  readonly kind: 'namespaces';
  readonly name: string;
  readonly namespaceSelector: LabelSelector;
  /** The author said allNamespaces(): the empty selector is meant. */
  readonly everyNamespace: boolean;
  /** Undefined: all their pods. */
  readonly podSelector: LabelSelector | undefined;
}

export interface CidrModel extends Declared {
  readonly kind: 'cidr';
  readonly name: string;
  readonly ranges: readonly string[];
  readonly except: readonly string[];
  readonly includingPods: boolean;
  /** What was wrong with the options. */
  readonly problems?: readonly Finding[];
}

/** Addresses that only the cluster profile or a fixed list knows. */
export interface PlaceModel extends Declared {
  readonly kind: 'nodes' | 'internet' | 'anywhere' | 'kube-apiserver';
}

export type PodPeerModel = WorkloadModel | PodsModel | AllPodsModel;
export type PeerModel = PodPeerModel | NamespacesModel | CidrModel | PlaceModel;

export interface ExceptionModel {
  readonly owner: string;
  readonly ticket: string | undefined;
  /** `YYYY-MM-DD`; valid through the end of that day, UTC. */
  readonly until: string;
}

/** One word of a flow that names ports, with the place where it was said. */
export interface PortWord {
  readonly input: string | number;
  /** `.namedPort()`: the policy carries the name instead of the number. */
  readonly byName: boolean;
  readonly site: CallSite;
}

export interface FlowModel extends Declared {
  readonly kind: 'flow';
  readonly from: readonly PeerModel[];
  readonly to: readonly PeerModel[] | undefined;
  readonly ports: readonly PortWord[] | 'all' | undefined;
  readonly reason: string | undefined;
  readonly name: string | undefined;
  readonly exception: ExceptionModel | undefined;
  readonly problems: readonly Finding[];
}

export interface InvariantModel extends Declared {
  readonly kind: 'never' | 'only';
  readonly from: readonly PeerModel[];
  readonly to: readonly PeerModel[];
  /** Undefined: on any port. */
  readonly ports: readonly PortWord[] | undefined;
  readonly problems: readonly Finding[];
}

/** Ends of which no two have a pod in common. */
export interface DisjointModel extends Declared {
  readonly kind: 'disjoint';
  readonly ends: readonly PeerModel[];
  readonly problems: readonly Finding[];
}

/** Manifests of other owners, by path or pattern. */
export interface IncludeModel extends Declared {
  readonly kind: 'include';
  readonly patterns: readonly string[];
  /** Where objects are that name no namespace, if anybody says it. */
  readonly namespace: string | undefined;
}

const modelKey = Symbol.for('netpact.model');

/** Makes `value` carry its model, and freezes it. */
export function withModel<V extends object>(value: V, model: unknown): V {
  return Object.freeze(Object.defineProperty(value, modelKey, { value: model }));
}

type AnyModel = { readonly kind?: unknown };

/** Reads the model of one type, undefined for anything else: computed values escape the types. */
function modelReader<Model>(isOne: (model: AnyModel) => boolean): (value: unknown) => Model | undefined {
  return (value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
    const model = (value as { readonly [modelKey]?: AnyModel })[modelKey];
    return model && isOne(model) ? (model as Model) : undefined;
  };
}

const peerKinds = new Set<unknown>([
  'workload',
  'pods',
  'all-pods',
  'namespaces',
  'cidr',
  'nodes',
  'internet',
  'anywhere',
  'kube-apiserver',
] satisfies PeerModel['kind'][]);

export const peerModelOf = modelReader<PeerModel>(({ kind }) => peerKinds.has(kind));
export const flowModelOf = modelReader<FlowModel>(({ kind }) => kind === 'flow');
export const invariantModelOf = modelReader<InvariantModel>(({ kind }) => kind === 'never' || kind === 'only');
export const disjointModelOf = modelReader<DisjointModel>(({ kind }) => kind === 'disjoint');
export const includeModelOf = modelReader<IncludeModel>(({ kind }) => kind === 'include');
export const namespaceModelOf = modelReader<NamespaceModel>((model) => 'baseline' in model);
export const baselineModelOf = modelReader<BaselineModel>((model) => 'explicitEmptyLists' in model);
export const dnsModelOf = modelReader<DnsModel>((model) => 'cidrs' in model);
export const clusterModelOf = modelReader<ClusterModel>((model) => 'families' in model);
