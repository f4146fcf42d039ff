import { getOrInsert } from '../../algebra/keyed';
import { once } from '../../algebra/once';
import {
  type LabelKnowledge,
  type LabelRequirement,
  matchesSelectorPartly,
  requirementsOf,
  type Selector,
} from '../../algebra/selector';
import { assignedTo } from '../../analyze/judge/assigned';
import type { UnmetRequirement } from '../../analyze/labels/label-vocabulary';
import type { KnownNamespace, PodSet } from '../../analyze/model/universe';
import { editDistance } from '../../diagnostics/suggest';
import type { Labels } from '../../k8s/resources';
import { wordsOf } from '../../wording/words-of';
import { directedRules, selectorPeers } from '../directed-rules';
import type { AuditContext } from '../rule';
import { misspellingOf } from './misspelt';

/** A condition whose value is a misspelt one that exists. */
export interface NearMiss {
  /** The label that exists: `name=carts`. */
  readonly meant: string;
  /** Why it is certain that this was meant, enough to fail a build; missing where it is not. */
  readonly proof?: string;
}

/** Finds what conditions were meant to be that nothing satisfies. */
export interface NearMisses {
  /** Of the selector of pods, among those that it could select. */
  ofPods(selector: Selector, unmet: UnmetRequirement, pods: readonly PodSet[]): NearMiss | undefined;
  /** Of the selector of namespaces, in which pods are looked for. */
  ofNamespaces(selector: Selector, unmet: UnmetRequirement, pods: Selector): NearMiss | undefined;
  /** The label that policies ask for more often and that is near to this one: nobody may have it yet, and it is one name still. */
  amongWritten(requirement: LabelRequirement): string | undefined;
  /** The label with the name of a custom resource to which the written value is near. */
  amongObjects(requirement: LabelRequirement): string | undefined;
}

/** Whether the nearest label that exists is one letter away, or two that are swapped: too near to say that it is somebody else's. */
export function isOneLetterFrom({ requirement, nearest }: UnmetRequirement): boolean {
  const { key, values } = requirement;
  const [value = ''] = values ?? [];
  const other = nearest?.startsWith(`${key}=`) ? nearest.slice(key.length + 1) : undefined;
  if (other === undefined || value.length < 5 || editDistance(value, other) !== 1) return false;
  // What a digit tells apart are two of a series.
  return value.replace(/\d/g, '') !== other.replace(/\d/g, '');
}

/**
 * Near misses in the policies of an audit. Certain is one where the rest of the selector holds, where no other value is near,
 * where nothing in the input carries what is written (a label, the selector of a Service, the name of an object), and where no
 * other selector of a policy means what would be meant: then there are two of them, and one is not in the input. A slip of the
 * pen is made once: what another selector or the name of a policy has too is a name.
 */
export function nearMissesIn(context: AuditContext): NearMisses {
  const { facts, analysis, loaded } = context;
  const written = once(() => writtenValues(context));
  const carried = once(() => carriedValues(context));
  const isCarried = (value: string) =>
    carried().has(value) || loaded.customKinds.some(({ objects }) => objects.has(value));
  const alone = once(() => podsMeantAlone(context));
  const policyWords = once(() => new Set(facts.policies().flatMap(({ policy }) => wordsOf(policy.name))));

  /** `fits` is asked whether the rest of the selector holds, `isNamed` whether another one means those that have the near value. */
  function judge<Item extends { readonly labels: Labels }>(
    { requirement }: UnmetRequirement,
    items: readonly Item[],
    isNamed: (items: readonly Item[], meant: string) => boolean,
    fits: (item: Item) => boolean,
  ): NearMiss | undefined {
    const { key, operator, values } = requirement;
    const [value, ...more] = operator === 'In' ? (values ?? []) : [];
    if (value === undefined || more.length > 0) return undefined;
    const found = new Set(items.flatMap(({ labels }) => labels[key] ?? []));
    const near = [...found].filter((other) => misspellingOf(value, other));
    const [meant] = near;
    const misspelling = meant === undefined ? undefined : misspellingOf(value, meant);
    if (meant === undefined || !misspelling) return undefined;
    const label = `${key}=${meant}`;
    const fitting = items.filter((item) => item.labels[key] === meant && fits(item));
    const isName = misspelling.kind === 'slip' && (written().isRepeated(value) || policyWords().has(misspelling.word));
    if (near.length > 1 || fitting.length === 0 || isCarried(value) || isName || isNamed(fitting, meant))
      return { meant: label };
    const proof = `nothing in the input carries ${value}, and no other policy names what has ${label}`;
    return { meant: label, proof };
  }

  return {
    ofPods: (selector, unmet, pods) =>
      judge(
        unmet,
        pods,
        (found, meant) => found.some((each) => alone().has(each) || written().isOfPods(meant, each.namespace)),
        (each) => matchesBut(unmet, selector, each.labels, assignedTo(each)),
      ),
    ofNamespaces: (selector, unmet, pods) =>
      judge<KnownNamespace>(
        unmet,
        analysis.universe.namespaces,
        (_, meant) => written().isOfNamespaces(meant),
        ({ name, labels }) =>
          matchesBut(unmet, selector, labels, () => undefined) &&
          facts.workloadsIn(name).some((each) => matchesSelectorPartly(pods, each.labels, assignedTo(each))),
      ),
    amongWritten({ key, values }) {
      for (const value of values ?? []) {
        const counts = written().byKey.get(key);
        const times = counts?.get(value) ?? 0;
        for (const [other, count] of counts ?? [])
          if (count > times && misspellingOf(value, other)) return `${key}=${other}`;
      }
      return undefined;
    },
    amongObjects({ key, values }) {
      for (const value of values ?? [])
        for (const { objects } of loaded.customKinds)
          for (const name of objects.has(value) ? [] : objects.keys())
            if (misspellingOf(value, name)) return `${key}=${name}`;
      return undefined;
    },
  };
}

/** Whether labels satisfy all of a selector but one condition. */
function matchesBut(
  { requirement }: UnmetRequirement,
  selector: Selector,
  labels: Labels,
  knowledge: LabelKnowledge,
): boolean {
  const { key, operator } = requirement;
  const isOther = (each: LabelRequirement) => each.key !== key || each.operator !== operator;
  const rest = { matchExpressions: requirementsOf(selector).filter(isOther) };
  return matchesSelectorPartly(rest, labels, knowledge) === true;
}

/** The values that selectors of policies write. */
interface WrittenValues {
  /** How often each value of a key is written. */
  readonly byKey: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Whether more than one condition of any selector has a value. */
  isRepeated(value: string): boolean;
  /** Whether one that speaks of pods of a namespace has it. */
  isOfPods(value: string, namespace: string): boolean;
  isOfNamespaces(value: string): boolean;
}

function writtenValues({ facts, analysis }: AuditContext): WrittenValues {
  const counts = new Map<string, number>();
  const byKey = new Map<string, Map<string, number>>();
  const scoped = new Set<string>();
  const add = (selector: Selector, scope: string) => {
    for (const { key, values } of requirementsOf(selector))
      for (const value of values ?? []) {
        const ofKey = getOrInsert(byKey, key, () => new Map());
        ofKey.set(value, (ofKey.get(value) ?? 0) + 1);
        counts.set(value, (counts.get(value) ?? 0) + 1);
        scoped.add(`${scope} ${value}`);
      }
  };
  for (const { policy, selector } of facts.policies()) add(selector, `pods/${policy.namespace}`);
  for (const { owner, rule } of directedRules(facts.policies()))
    for (const { namespaces, pods } of selectorPeers(rule)) {
      if (namespaces) add(namespaces, 'namespaces');
      add(pods, namespaces ? 'pods' : `pods/${owner.policy.namespace}`);
    }
  for (const { covers } of analysis.resources.unevaluatedPolicies)
    for (const { namespaces, pods } of covers) {
      add(namespaces, 'namespaces');
      add(pods, 'pods');
    }
  return {
    byKey,
    isRepeated: (value) => (counts.get(value) ?? 0) > 1,
    isOfPods: (value, namespace) => scoped.has(`pods ${value}`) || scoped.has(`pods/${namespace} ${value}`),
    isOfNamespaces: (value) => scoped.has(`namespaces ${value}`),
  };
}

/** Pods that a selector of a policy means, by whatever label, and nobody else beside them. */
function podsMeantAlone({ facts }: AuditContext): ReadonlySet<PodSet> {
  const found = new Set<PodSet>();
  const add = (selector: Selector, pods: readonly PodSet[]) => {
    const [only] = pods;
    if (only && pods.length === 1 && requirementsOf(selector).length > 0) found.add(only);
  };
  for (const rules of facts.policies()) add(rules.selector, facts.selectedBy(rules));
  for (const { owner, rule } of directedRules(facts.policies()))
    for (const peer of selectorPeers(rule)) add(peer.pods, facts.podsOfPeer(peer, owner.policy.namespace));
  return found;
}

/** All that objects of the input carry, as a label, as what a Service selects, or as a name. */
function carriedValues({ analysis: { resources, universe } }: AuditContext): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (values: Iterable<string>) => {
    for (const value of values) found.add(value);
  };
  for (const { labels } of [...universe.pods, ...universe.namespaces]) add(Object.values(labels));
  for (const { name } of [...resources.workloads, ...universe.namespaces]) found.add(name);
  for (const { name, selector } of resources.services) add([name, ...Object.values(selector ?? {})]);
  for (const { references } of resources.serviceCallers) add(references.map(({ name }) => name));
  return found;
}
