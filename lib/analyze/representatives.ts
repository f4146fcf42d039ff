import { contradicts, isContradiction, requirementsOf, type Selector } from '../algebra/selector';
import { byCodeUnits } from '../algebra/text-order';
import type { ClusterResources, Labels } from '../k8s/resources';
import { imaginedPods } from './ends';
import { selectorKey } from './label-index';
import { judgeNamespace } from './matching';
import { isolatedDirections } from './policy-rules';
import { type ExtraPods, type KnownNamespace, namespaceNameLabel, type PodSet, universeOf } from './universe';

/** How far to go in telling pods apart that do not exist. */
export interface RepresentativeOptions {
  /** Also one pod for every two selectors of a namespace that one pod can satisfy. @default false */
  readonly pairs?: boolean;
}

/** A selector that speaks of pods, and of which namespaces. */
interface PodCondition {
  readonly namespace: string | undefined;
  readonly namespaces: Selector | undefined;
  readonly pods: Selector;
}

/**
 * One representative for each kind of pod that the selectors of the policies describe and no workload is: in every known
 * namespace and every one that a selector names, in an unknown one (`[*]`), and in one for each namespace selector that
 * no known namespace satisfies (`[env=prod]`). The pod without labels is always among them.
 */
export function representativesOf(resources: ClusterResources, options: RepresentativeOptions = {}): ExtraPods {
  const conditions = conditionsOf(resources);
  const known = universeOf(resources);
  const named = namespacesNamed(conditions, known.namespaces);
  const others = [...named, ...namespacesToImagine(conditions, known.namespaces)];
  const taken = new Set(known.pods.map((pods) => `${pods.namespace} ${labelKey(pods.labels)}`));
  const pods: PodSet[] = [];
  const here = conditionsByNamespace(conditions);
  for (const namespace of [...known.namespaces, ...others]) {
    const selectors = distinct(here(namespace).map((condition) => condition.pods));
    const wanted = [{}, ...selectors, ...(options.pairs ? pairsOf(selectors) : [])];
    for (const labels of wanted.flatMap(witnessesOf)) {
      const key = `${namespace.name} ${labelKey(labels)}`;
      if (taken.has(key)) continue;
      taken.add(key);
      pods.push(imaginedPods(namespace.name, labels));
    }
  }
  return { namespaces: others, pods };
}

function conditionsOf(resources: ClusterResources): readonly PodCondition[] {
  return resources.policies.flatMap(({ namespace, spec }) => {
    const isolates = isolatedDirections(spec);
    const peers = [
      ...(isolates.ingress ? (spec.ingress ?? []).flatMap((rule) => rule?.from ?? []) : []),
      ...(isolates.egress ? (spec.egress ?? []).flatMap((rule) => rule?.to ?? []) : []),
    ];
    const own: PodCondition = { namespace, namespaces: undefined, pods: spec.podSelector ?? {} };
    const others = peers.flatMap((peer): readonly PodCondition[] => {
      if (peer.ipBlock) return [];
      const namespaces = peer.namespaceSelector ?? undefined;
      return [{ namespace: namespaces ? undefined : namespace, namespaces, pods: peer.podSelector ?? {} }];
    });
    return [own, ...others];
  });
}

/** Finds the conditions that speak of a namespace, without asking all of them for each. */
function conditionsByNamespace(
  conditions: readonly PodCondition[],
): (namespace: KnownNamespace) => readonly PodCondition[] {
  const named = new Map<string, PodCondition[]>();
  const selecting: PodCondition[] = [];
  for (const condition of conditions) {
    const name = condition.namespace ?? condition.namespaces?.matchLabels?.[namespaceNameLabel];
    const list = name === undefined ? undefined : (named.get(name) ?? []);
    if (name !== undefined && list) named.set(name, list);
    (list ?? selecting).push(condition);
  }
  return (namespace) =>
    [...(named.get(namespace.name) ?? []), ...selecting].filter(
      ({ namespaces }) => !namespaces || judgeNamespace(namespaces, namespace).answer,
    );
}

/** Namespaces that selectors call by name, and that nothing else in the input mentions: `kube-system` of an egress to DNS. */
function namespacesNamed(
  conditions: readonly PodCondition[],
  known: readonly KnownNamespace[],
): readonly KnownNamespace[] {
  const taken = new Set(known.map(({ name }) => name));
  const names = conditions
    .flatMap(({ namespaces }) => requirementsOf(namespaces ?? {}))
    .flatMap(({ key, operator, values }) => (key === namespaceNameLabel && operator === 'In' ? (values ?? []) : []));
  return [...new Set(names)]
    .filter((name) => !taken.has(name))
    .map((name) => ({ name, labels: { [namespaceNameLabel]: name }, hasObject: false }));
}

/** The unknown namespace, and one for each namespace selector that describes something no known namespace is. */
function namespacesToImagine(
  conditions: readonly PodCondition[],
  known: readonly KnownNamespace[],
): readonly KnownNamespace[] {
  const imagined = new Map<string, KnownNamespace>();
  const add = (labels: Labels) => {
    const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const name = `[${written.join(',') || '*'}]`;
    imagined.set(name, { name, labels: { ...labels, [namespaceNameLabel]: name }, hasObject: true });
  };
  add({});
  for (const selector of distinct(conditions.flatMap(({ namespaces }) => namespaces ?? []))) {
    const isNamed = requirementsOf(selector).some(({ key }) => key === namespaceNameLabel);
    const isKnown = known.some((namespace) => judgeNamespace(selector, namespace).answer);
    if (!isNamed && !isKnown) for (const labels of witnessesOf(selector).slice(0, 1)) add(labels);
  }
  return [...imagined.values()];
}

/** Labels that satisfy a selector, as few as possible, and labels that only a `NotIn` or `DoesNotExist` of it refuses. */
function witnessesOf(selector: Selector): readonly Labels[] {
  if (isContradiction(selector)) return [];
  const labels: Record<string, string> = {};
  const refused: Labels[] = [];
  const requirements = requirementsOf(selector);
  const excluded = (key: string) =>
    requirements.flatMap((each) => (each.key === key && each.operator === 'NotIn' ? (each.values ?? []) : []));
  for (const { key, operator, values } of requirements) {
    const inAll = (value: string) =>
      requirements.every((each) => each.key !== key || each.operator !== 'In' || each.values?.includes(value));
    if (operator === 'In') {
      // The same one in whatever order they are written.
      const value = [...(values ?? [])].sort(byCodeUnits).find((each) => inAll(each) && !excluded(key).includes(each));
      if (value !== undefined) labels[key] = value;
    } else if (operator === 'Exists') labels[key] ??= freshValue(excluded(key));
  }
  for (const { key, operator, values } of requirements)
    if (operator === 'NotIn') for (const value of values ?? []) refused.push({ ...labels, [key]: value });
    else if (operator === 'DoesNotExist') refused.push({ ...labels, [key]: freshValue([]) });
  return [labels, ...refused];
}

function freshValue(excluded: readonly string[]): string {
  let value = 'any';
  while (excluded.includes(value)) value += '-other';
  return value;
}

function pairsOf(selectors: readonly Selector[]): readonly Selector[] {
  return selectors.flatMap((a, index) =>
    selectors
      .slice(index + 1)
      .filter((b) => !contradicts(a, b))
      .map((b) => ({ matchExpressions: [...requirementsOf(a), ...requirementsOf(b)] })),
  );
}

function distinct(selectors: readonly Selector[]): readonly Selector[] {
  return [...new Map(selectors.map((selector) => [selectorKey(selector), selector])).values()];
}

function labelKey(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join();
}
