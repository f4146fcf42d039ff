import { addTo } from '../../algebra/keyed';
import { unnamedValue } from '../../algebra/label-values';
import { namespaceNameLabel, requirementsOf, type Selector, selectorKey, smallestLabels } from '../../algebra/selector';
import type { ClusterResources, Labels } from '../../k8s/resources';
import { type Analysis, analyze } from '../analysis';
import { judgeNamespace } from '../judge/matching';
import { imaginedPods } from '../model/end';
import { isolatedDirections } from '../model/policy-rules';
import { type ExtraPods, type KnownNamespace, type PodSet, universeOf } from '../model/universe';

/** How many pods of a namespace are made for the values that selectors refuse. */
const mostRefused = 200;

/** How far to go in telling namespaces apart that do not exist. */
export interface RepresentativeOptions {
  /** Also one namespace for each selector that a known one satisfies: another one may have such labels. @default false */
  readonly everySelector?: boolean;
}

/** A selector that speaks of pods, and of which namespaces. */
export interface PodCondition {
  readonly namespace: string | undefined;
  readonly namespaces: Selector | undefined;
  readonly pods: Selector;
}

/** The same analysis with a representative for each kind of pod that no workload is. */
export function withRepresentatives(analysis: Analysis, options: RepresentativeOptions = {}): Analysis {
  return analyze(analysis.resources, analysis.settings, representativesOf(analysis.resources, options));
}

/**
 * One representative for each kind of pod that the selectors of the policies describe and no workload is: in every known
 * namespace and every one that a selector names, in an unknown one (`[*]`), and in one for each namespace selector
 * (`[env=prod]`). The pod without labels is always among them.
 */
export function representativesOf(resources: ClusterResources, options: RepresentativeOptions = {}): ExtraPods {
  const conditions = conditionsOf(resources);
  const known = universeOf(resources);
  const named = namespacesNamed(conditions, known.namespaces);
  const others = [...named, ...namespacesToImagine(conditions, options.everySelector ? [] : known.namespaces)];
  // A pod that could exist is never on the host network: a workload that is does not stand for it.
  // Nor does one that selectors tell from its own template.
  const asked = new Set(conditions.flatMap(({ pods }) => requirementsOf(pods).map(({ key }) => key)));
  const standing = known.pods.filter(
    ({ hostNetwork, assignedLabels }) => !hostNetwork && !assignedLabels.some(({ key }) => asked.has(key)),
  );
  const taken = new Set(standing.map((pods) => `${pods.namespace} ${labelKey(pods.labels)}`));
  const pods: PodSet[] = [];
  const here = conditionsByNamespace(conditions);
  for (const namespace of [...known.namespaces, ...others]) {
    const selectors = distinct(here(namespace).map((condition) => condition.pods));
    const wanted = [{}, ...selectors].map(witnessesOf);
    const refused = wanted.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
    // Thousands of values that selectors refuse are more than a reader takes in.
    const shown = refused > mostRefused ? wanted.map((witnesses) => witnesses.slice(0, 1)) : wanted;
    for (const labels of shown.flat()) {
      const key = `${namespace.name} ${labelKey(labels)}`;
      if (taken.has(key)) continue;
      taken.add(key);
      pods.push(imaginedPods(namespace.name, labels));
    }
  }
  return { namespaces: others, pods };
}

/** What policies say of pods, by their own selectors and those of their rules in the directions that they isolate. */
export function conditionsOf(
  { policies }: Pick<ClusterResources, 'policies'>,
  directionsOf = isolatedDirections,
): readonly PodCondition[] {
  return policies.flatMap(({ namespace, spec }) => {
    const isRead = directionsOf(spec);
    const peers = [
      ...(isRead.ingress ? (spec.ingress ?? []).flatMap((rule) => rule?.from ?? []) : []),
      ...(isRead.egress ? (spec.egress ?? []).flatMap((rule) => rule?.to ?? []) : []),
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

/** The namespace that a condition speaks of, if it says which. */
export function namespaceOf({ namespace, namespaces }: PodCondition): string | undefined {
  return namespace ?? namespaces?.matchLabels?.[namespaceNameLabel];
}

/** Finds the conditions that speak of a namespace, without asking all of them for each. */
export function conditionsByNamespace(
  conditions: readonly PodCondition[],
): (namespace: KnownNamespace) => readonly PodCondition[] {
  const named = new Map<string, PodCondition[]>();
  const selecting: PodCondition[] = [];
  for (const condition of conditions) {
    const name = namespaceOf(condition);
    if (name === undefined) selecting.push(condition);
    else addTo(named, name, condition);
  }
  return (namespace) =>
    [...(named.get(namespace.name) ?? []), ...selecting].filter(
      ({ namespaces }) => !namespaces || judgeNamespace(namespaces, namespace).answer,
    );
}

/** Namespaces that selectors call by name, and that nothing else in the input mentions: `kube-system` of an egress to DNS. */
export function namespacesNamed(
  conditions: readonly PodCondition[],
  known: readonly KnownNamespace[],
  operators: readonly string[] = ['In'],
): readonly KnownNamespace[] {
  const taken = new Set(known.map(({ name }) => name));
  const names = conditions
    .flatMap(({ namespaces }) => requirementsOf(namespaces ?? {}))
    .flatMap(({ key, operator, values }) =>
      key === namespaceNameLabel && operators.includes(operator) ? (values ?? []) : [],
    );
  return [...new Set(names)]
    .filter((name) => !taken.has(name))
    .map((name) => ({ name, labels: { [namespaceNameLabel]: name }, hasObject: false }));
}

/** The unknown namespace, and one for each namespace selector that none of the known ones satisfies. */
function namespacesToImagine(
  conditions: readonly PodCondition[],
  known: readonly KnownNamespace[],
): readonly KnownNamespace[] {
  const selectors = distinct(conditions.flatMap(({ namespaces }) => namespaces ?? []));
  const unnamed = selectors.filter(
    (selector) =>
      requirementsOf(selector).every(({ key }) => key !== namespaceNameLabel) &&
      !known.some((namespace) => judgeNamespace(selector, namespace).answer),
  );
  const labels = [{}, ...unnamed.map(smallestLabels)].filter((each): each is Labels => each !== undefined);
  return [...new Map(labels.map(imaginedNamespace).map((each) => [each.name, each])).values()];
}

/** A namespace that nobody names: `[env=prod]`, or `[*]` for one without labels. */
export function imaginedNamespace(labels: Labels): KnownNamespace {
  const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const name = `[${written.join(',') || '*'}]`;
  return { name, labels: { ...labels, [namespaceNameLabel]: name }, hasObject: true };
}

/** Labels that satisfy a selector, as few as possible, and labels that only a `NotIn` or `DoesNotExist` of it refuses. */
function witnessesOf(selector: Selector): readonly Labels[] {
  const labels = smallestLabels(selector);
  if (!labels) return [];
  const refused = requirementsOf(selector).flatMap(({ key, operator, values }): readonly Labels[] => {
    if (operator === 'NotIn') return (values ?? []).map((value) => ({ ...labels, [key]: value }));
    return operator === 'DoesNotExist' ? [{ ...labels, [key]: unnamedValue(() => false) }] : [];
  });
  return [labels, ...refused];
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
