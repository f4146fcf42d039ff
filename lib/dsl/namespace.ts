import { captureCallSite } from '../diagnostics/call-site';
import type { LabelSelector, LabelSelectorRequirement } from '../k8s/network-policy';
import type { Baseline } from './baseline';
import { noteSettings } from './declared';
import {
  baselineModelOf,
  type NamespaceModel,
  type NamespacesModel,
  type PodPeerModel,
  type WorkloadModel,
  withModel,
} from './model';
import {
  insidePeer,
  type Namespace,
  type NamespaceRef,
  type Namespaces,
  type PodSelection,
  type Pods,
  type SaidNamespaceLabels,
  type WorkloadOptions,
  workloadPeer,
} from './peer';
import type { Ports } from './ports';
import { kind } from './symbols';

export interface NamespaceOptions {
  /** What the namespace denies by default: `denyAll()`, `denyIngress()`, `denyEgress()`, `open(reason)`, `providedBy(…)`. */
  readonly baseline: Baseline;
  /** Labels of the namespace besides its name, as flows from namespaces by label need them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The team that answers for it; written to every policy. */
  readonly owner?: string;
}

/** A namespace that your charts own: exactly one chart of an app lists it. */
export function namespace<const N extends string>(name: N, options: NamespaceOptions): Namespace<N> {
  const { members, model } = namespaceMembers(name, options);
  return withModel({ ...members, [kind]: 'namespace' as const }, model);
}

/** A namespace that somebody else owns, to name its workloads in flows. Nothing is ever written into it. */
export function foreignNamespace<const N extends string>(
  name: N,
  options: { readonly labels?: Readonly<Record<string, string>> } = {},
): NamespaceRef<N> {
  const { members, model } = namespaceMembers(name, options);
  return withModel(members, model);
}

function namespaceMembers<N extends string>(name: N, options: Partial<NamespaceOptions>) {
  const workloads: WorkloadModel[] = [];
  const model: NamespaceModel = {
    name,
    labels: { ...options.labels },
    baseline: baselineModelOf(options.baseline),
    owner: options.owner,
    workloads: () => workloads,
    site: captureCallSite(),
  };
  const members: NamespaceRef<N> = {
    name,
    workload: (workloadName, options) => {
      const workload = workloadModel(model, workloadName, (options ?? {}) as WorkloadOptions<Ports>);
      workloads.push(workload);
      noteSettings(workload);
      return workloadPeer(`${name}/${workloadName}`, workload);
    },
    pods: (podsName, selection) => podsValue(model, podsName, selection as PodSelection),
    allPods: () => {
      const pods: PodPeerModel = { kind: 'all-pods', namespace: model, site: captureCallSite() };
      return withModel(insidePeer(`${name}/all`, 'pods'), pods);
    },
  };
  return { members, model };
}

function workloadModel(namespace: NamespaceModel, name: string, options: WorkloadOptions<Ports>): WorkloadModel {
  return {
    kind: 'workload',
    namespace,
    name,
    selector: { matchLabels: options.labels ? { ...options.labels } : { app: name } },
    ports: { ...(options.ports as Ports | undefined) },
    isolate: options.isolate,
    dns: options.dns,
    hostNetwork: options.hostNetwork === true,
    site: captureCallSite(),
  };
}

function podsValue(namespace: NamespaceModel, name: string, selection: PodSelection): Pods {
  const model: PodPeerModel = {
    kind: 'pods',
    namespace,
    name,
    selector: selectorOf(selection),
    site: captureCallSite(),
  };
  return withModel(insidePeer(`${namespace.name}/${name}`, 'pods'), model);
}

/**
 * All pods of every namespace that carries these labels, whoever owns it. `name` is used in the names of policies.
 * Whoever may label namespaces decides who is in: ask for `kubernetes.io/metadata.name` where that matters.
 */
export function namespacesWhere<const L extends PodSelection>(
  name: string,
  selection: SaidNamespaceLabels<L>,
): Namespaces {
  return namespacesValue({ name, namespaceSelector: selectorOf(selection as PodSelection), everyNamespace: false });
}

/** All pods of all namespaces: every pod of the cluster, but no address outside it. */
export function allNamespaces(): Namespaces {
  return namespacesValue({ name: 'all-namespaces', namespaceSelector: {}, everyNamespace: true });
}

type Selected = Pick<NamespacesModel, 'name' | 'namespaceSelector' | 'everyNamespace'>;

function namespacesValue(selected: Selected): Namespaces {
  const site = captureCallSite();
  const pods: Namespaces['pods'] = (podsName, selection) =>
    podsOf({ ...selected, name: `${selected.name}-${podsName}` }, selectorOf(selection as PodSelection));
  const model: NamespacesModel = { kind: 'namespaces', ...selected, podSelector: undefined, site };
  return withModel({ ...insidePeer(selected.name, 'pods'), pods }, model);
}

function podsOf(selected: Selected, podSelector: LabelSelector): Pods {
  const model: NamespacesModel = { kind: 'namespaces', ...selected, podSelector, site: captureCallSite() };
  return withModel(insidePeer(selected.name, 'pods'), model);
}

/** `{ app: 'web', tier: ['a', 'b'], canary: false }` as a label selector; expressions are sorted by key. */
function selectorOf(selection: PodSelection): LabelSelector {
  const labels: [string, string][] = [];
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const key of Object.keys(selection).sort()) {
    const wanted = selection[key];
    if (typeof wanted === 'string') labels.push([key, wanted]);
    else if (typeof wanted === 'boolean') matchExpressions.push({ key, operator: wanted ? 'Exists' : 'DoesNotExist' });
    else if (isList(wanted)) matchExpressions.push({ key, operator: 'In', values: [...wanted] });
    else matchExpressions.push({ key, operator: 'NotIn', values: [...(wanted?.not ?? [])] });
  }
  return {
    // Entries, not assignment: `__proto__` must stay a label, to be refused.
    ...(labels.length > 0 && { matchLabels: Object.fromEntries(labels) }),
    ...(matchExpressions.length > 0 && { matchExpressions }),
  };
}

// Array.isArray does not narrow readonly arrays.
const isList = (wanted: PodSelection[string] | undefined): wanted is readonly string[] => Array.isArray(wanted);
