import { captureCallSite } from '../diagnostics/call-site';
import type { Baseline } from './baseline';
import { noteSetting } from './declared-settings';
import { insidePeer } from './make-peer';
import { baselineModelOf, type NamespaceModel, type WorkloadModel, withModel } from './model';
import type { Namespace, NamespaceRef, PodSelection, Pods, Workload, WorkloadOptions } from './peer';
import { selectorOf } from './pod-selection';
import type { Ports } from './port-types';
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
  return withModel({ ...members, [kind]: 'namespace' as const }, () => model);
}

/** A namespace that somebody else owns, to name its workloads in flows. Nothing is ever written into it. */
export function foreignNamespace<const N extends string>(
  name: N,
  options: { readonly labels?: Readonly<Record<string, string>> } = {},
): NamespaceRef<N> {
  const { members, model } = namespaceMembers(name, options);
  return withModel(members, () => model);
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
      if (workload.isolate !== undefined || workload.dns !== undefined) noteSetting(workload);
      return workloadValue(`${name}/${workloadName}`, () => workload);
    },
    pods: (podsName, selection) => podsValue(model, podsName, selection as PodSelection),
    allPods: () => {
      const site = captureCallSite();
      return withModel(insidePeer(`${name}/all`, 'pods'), () => ({ kind: 'all-pods', namespace: model, site }));
    },
  };
  return { members, model };
}

/** A workload value over a model that is made when it is first needed. */
function workloadValue<N extends string, T>(name: N, model: () => WorkloadModel): Workload<N, T> {
  return withModel({ ...insidePeer(name, 'workload'), name }, model);
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
  const site = captureCallSite();
  const selector = selectorOf(selection);
  return withModel(insidePeer(`${namespace.name}/${name}`, 'pods'), () => ({
    kind: 'pods',
    namespace,
    name,
    selector,
    site,
  }));
}
