import { type CallSite, captureCallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { nearest } from '../diagnostics/suggest';
import type { LabelSelector, LabelSelectorRequirement } from '../k8s/network-policy';
import type { Baseline } from './baseline';
import { noteSettings } from './declared';
import { optionProblems } from './given-options';
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
  type NamespaceWithoutBaseline,
  type PodSelection,
  type Pods,
  type SaidNamespaceLabels,
  type WorkloadOptions,
  workloadPeer,
} from './peer';
import type { Ports } from './ports';
import { strayValue } from './stray-value';
import { kind } from './symbols';

export interface NamespaceOptions {
  /** What the namespace denies by default: `denyAll()`, `denyIngress()`, `denyEgress()`, `open(reason)`, `providedBy(…)`. */
  readonly baseline: Baseline;
  /** Labels of the namespace besides its name, as flows from namespaces by label need them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The team that answers for it; written to every policy. */
  readonly owner?: string;
}

/** Without a baseline it is nothing that a chart takes or a flow may name. */
export function namespace<const N extends string>(name: N): NamespaceWithoutBaseline<N>;
/** A namespace that your charts own: exactly one chart of an app lists it. */
export function namespace<const N extends string>(name: N, options: NamespaceOptions): Namespace<N>;
export function namespace<const N extends string>(
  name: N,
  options: Partial<NamespaceOptions> = {},
): Namespace<N> | NamespaceWithoutBaseline<N> {
  const problems = optionProblems(`namespace('${name}')`, options, namespaceOptions, captureCallSite());
  const { members, model } = namespaceMembers(name, options, [...problems, ...noBaseline(name, options)]);
  return withModel({ ...members, [kind]: 'namespace' as const }, model);
}

/** A namespace that somebody else owns, to name its workloads in flows. Nothing is ever written into it. */
export function foreignNamespace<const N extends string>(
  name: N,
  options: { readonly labels?: Readonly<Record<string, string>> } = {},
): NamespaceRef<N> {
  const problems = optionProblems(`foreignNamespace('${name}')`, options, { labels: 'object' }, captureCallSite());
  const { members, model } = namespaceMembers(name, options, problems);
  const foreign = 'a foreign namespace is not yours to list: say namespace(name, { baseline: denyAll() }) if it is';
  return withModel({ ...members, [kind]: foreign as typeof foreign }, model);
}

const namespaceOptions = { baseline: 'anything', labels: 'object', owner: 'text' } as const;

const workloadOptions = {
  labels: 'object',
  ports: 'object',
  isolate: ['ingress', 'egress', 'all'],
  dns: 'boolean',
  hostNetwork: 'boolean',
} as const;

/** The types say so as well; plain JavaScript, and what was computed, gets here. */
function noBaseline(name: string, options: unknown): readonly Finding[] {
  if (options !== null && typeof options !== 'object') return [];
  const given = options && 'baseline' in options ? options.baseline : undefined;
  // A word beside it that was meant is told already.
  if (
    baselineModelOf(given) ||
    Object.keys(options ?? {}).some((each) => nearest(each, ['baseline']) && each !== 'baseline')
  )
    return [];
  const isMissing = given === undefined;
  return [
    {
      code: 'namespace-without-baseline',
      severity: 'error',
      message: isMissing
        ? `namespace('${name}') has no baseline`
        : `the baseline of namespace('${name}') is ${strayValue(given)}`,
      at: captureCallSite(),
      help: [
        `say ${typeof given === 'function' ? 'it with parentheses: ' : ''}namespace('${name}', { baseline: denyAll() }), or baseline: open(reason)`,
        ...(isMissing ? [`if it belongs to somebody else, say foreignNamespace('${name}')`] : []),
      ],
    },
  ];
}

function namespaceMembers<N extends string>(
  name: N,
  options: Partial<NamespaceOptions>,
  problems: readonly Finding[] = [],
) {
  const workloads: WorkloadModel[] = [];
  const model: NamespaceModel = {
    name,
    labels: { ...options?.labels },
    baseline: baselineModelOf(options?.baseline),
    owner: options?.owner,
    problems,
    workloads: () => workloads,
    site: captureCallSite(),
  };
  const members: Omit<NamespaceRef<N>, typeof kind> = {
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
  const site = captureCallSite();
  const problems =
    typeof name === 'string'
      ? optionProblems(`workload('${name}')`, options, workloadOptions, site)
      : [unnamed(namespace, name, site)];
  return {
    problems,
    kind: 'workload',
    namespace,
    name,
    selector: { matchLabels: options.labels ? { ...options.labels } : { app: name } },
    ports: { ...(options.ports as Ports | undefined) },
    isolate: options.isolate,
    dns: options.dns,
    hostNetwork: options.hostNetwork === true,
    site,
  };
}

function unnamed({ name }: NamespaceModel, given: unknown, at: CallSite): Finding {
  return {
    code: 'name-invalid',
    severity: 'error',
    message: `the name of this workload is ${strayValue(given)}`,
    at,
    help: [`say its name first: ${name}.workload('web', { ports })`],
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
function selectorOf(given: PodSelection | undefined): LabelSelector {
  // Without labels it selects nothing that the compiler accepts.
  const selection = typeof given === 'object' && given !== null ? given : {};
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
