import { addTo, getOrInsert } from '../../algebra/keyed';
import { once, onceForEach } from '../../algebra/once';
import type { LabelRequirement } from '../../algebra/selector';
import type { LoadResult } from '../../k8s/load';
import { requirementText } from '../../wording/selectors';
import { wordsOf } from '../../wording/words-of';
import { isGeneric } from './common-words';
import type { LabelVocabulary } from './label-vocabulary';

type CustomKinds = LoadResult['customKinds'];
type CustomKind = CustomKinds[number];

/** Where something is looked for that is not there. */
export interface Place {
  /** The namespaces of the pods; undefined where namespaces themselves are looked for. */
  readonly namespaces?: readonly string[];
  /** What all that could be selected there carries. */
  readonly labels: LabelVocabulary;
}

/** Whose work something with a label would be that nothing in the input has, and why: `the operator of longhorn.io? …`. */
export type OperatorSearch = (requirement: LabelRequirement, place: Place) => string | undefined;

/**
 * What the custom kinds of an input tell. That there is one tells nothing: it counts where a key, a value or a namespace has
 * its group, its kind or the name of an object in it, and these are no words that workloads are called by everywhere.
 * `carried` are the labels of all workloads: a key that somebody writes by hand is no operator's own.
 */
export function operatorsOf(kinds: CustomKinds, carried: () => LabelVocabulary): OperatorSearch {
  const makers = once(() => kinds.filter(mayMakePods));
  const known = new Map<string | undefined, KindIndex>();
  const indexFor = ({ namespaces }: Place) =>
    getOrInsert(known, namespaces?.join(), () => indexOf(makersIn(makers(), namespaces)));

  function ofText(text: string, what: string, { byKind, byGroupWord }: KindIndex): string | undefined {
    const runs = runsOf(text);
    if (runs.some((run) => operatorWords.has(run))) return undefined;
    for (const run of runs) {
      const kind = byKind.get(run);
      if (kind) return `${titleOf(kind)}? ${what} names its kind`;
      const [first, ...more] = byGroupWord.get(run) ?? [];
      if (!first) continue;
      const named = [first, ...more].find((each) => runs.includes(each.kind.toLowerCase()));
      return named ? `${titleOf(named)}? ${what} names group and kind` : `${first.group}? ${what} names its group`;
    }
    return undefined;
  }

  function ofKey(key: string, index: KindIndex): string | undefined {
    const kind = index.makers.find(({ group }) => isOfGroup(key, group));
    return kind ? `${kind.group}? ${key} names its group` : ofText(key.slice(key.indexOf('/') + 1), key, index);
  }

  function ofObject(value: string, what: string, namespaces: readonly string[] | undefined): string | undefined {
    for (const name of possibleNames(value).filter(isTelling))
      for (const kind of makers()) {
        const where = kind.objects.get(name);
        if (where && isNear(kind, where, namespaces)) return `${titleOf(kind)}? ${what} names its object ${name}`;
      }
    return undefined;
  }

  function ofPlace(place: Place, key: string): string | undefined {
    const [name, ...more] = place.namespaces ?? [];
    if (name === undefined || more.length > 0) return undefined;
    const what = `the namespace ${name}`;
    // The operator's own manifests are in such a namespace too, and what they label is no operator's work.
    return ofObject(name, what, undefined) ?? (place.labels.has(key) ? undefined : ofText(name, what, indexFor(place)));
  }

  function ofLabel(requirement: LabelRequirement, place: Place): string | undefined {
    const { key, values } = requirement;
    const byKey = carried().has(key) || place.labels.has(key) ? undefined : ofKey(key, indexFor(place));
    if (byKey !== undefined) return byKey;
    for (const value of values ?? []) {
      // Something has the value by another key: that is rather what was meant.
      if ([...place.labels.values()].some((known) => known.has(value))) return undefined;
      const what = requirementText(requirement);
      const found = ofText(value, what, indexFor(place)) ?? ofObject(value, what, place.namespaces);
      if (found !== undefined) return found;
    }
    return ofPlace(place, key);
  }

  return (requirement, place) => {
    const found = ofLabel(requirement, place);
    return found && `the operator of ${found}`;
  };
}

/** The kinds of which the input has objects that may stand for more than is in it (`Prometheus`, `Kafka`), sorted. */
export function makersAmong(kinds: CustomKinds): readonly string[] {
  const makers = kinds.filter((each) => each.objects.size > 0 && mayMakePods(each));
  return [...new Set(makers.map(({ kind }) => kind))].sort();
}

/** The kinds of which the input has objects that may stand for pods in a namespace: its own, those of the whole cluster, and what deploys elsewhere. */
export function makersNear(kinds: CustomKinds, namespace: string): readonly string[] {
  const isHere = (kind: CustomKind) => [...placesOf(kind)].some((each) => isNear(kind, [each], [namespace]));
  return [...new Set(kinds.filter((each) => mayMakePods(each) && isHere(each)).map(titleOf))].sort();
}

/** An operator does not make itself: `prometheus-operator` is in manifests, or missing in them. */
const operatorWords = new Set(['operator', 'controller']);

const titleOf = ({ kind, group }: CustomKind): string => `${kind} (${group})`;

/** Custom kinds by what may stand in a label, in lower case. */
interface KindIndex {
  /** By kind and by plural, `sharemanager`. */
  readonly byKind: ReadonlyMap<string, CustomKind>;
  /** By each telling word of the group, `longhorn`. */
  readonly byGroupWord: ReadonlyMap<string, readonly CustomKind[]>;
  /** All that may make pods; those of the shortest group first. */
  readonly makers: readonly CustomKind[];
}

function indexOf(kinds: CustomKinds): KindIndex {
  const byKind = new Map<string, CustomKind>();
  const byGroupWord = new Map<string, CustomKind[]>();
  const makers = [...kinds].sort((a, b) => a.group.length - b.group.length);
  for (const each of makers) {
    const { group, kind, plural } = each;
    for (const name of isTelling(kind) ? [kind, plural ?? kind] : []) byKind.set(name.toLowerCase(), each);
    for (const word of wordsOfGroup(group)) addTo(byGroupWord, word, each);
  }
  return { byKind, byGroupWord, makers };
}

/**
 * The kinds whose operators may make something in namespaces: what their objects stand for is beside these. Who is defined
 * and has no object in the input may be at work anywhere. `app: prometheus` in a namespace without one is rather an entry
 * that lacks its namespaceSelector.
 */
function makersIn(kinds: CustomKinds, namespaces: readonly string[] | undefined): CustomKinds {
  const isHere = (kind: CustomKind) => [...placesOf(kind)].some((each) => isNear(kind, [each], namespaces));
  const elsewhere = new Set(kinds.filter(({ objects }) => objects.size > 0).map(({ group }) => domainOf(group)));
  for (const kind of kinds) if (isHere(kind)) elsewhere.delete(domainOf(kind.group));
  return kinds.filter(
    (each) => !namespaces || (each.objects.size > 0 ? isHere(each) : !elsewhere.has(domainOf(each.group))),
  );
}

/** The namespaces that objects of a kind name. */
const placesOf = onceForEach(({ objects }: CustomKind): ReadonlySet<string> => new Set([...objects.values()].flat()));

/** Whether a name stands for more than what workloads are called everywhere; of several words, it does: ShareManager. */
function isTelling(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 1 || !words.every(isGeneric);
}

/** Whether a label is of the maker of a group: `strimzi.io/cluster` and `recurring-job.longhorn.io` are. */
function isOfGroup(key: string, group: string): boolean {
  const domain = (key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase();
  const maker = domainOf(group);
  return domain === maker || domain.endsWith(`.${maker}`);
}

/** The domain of who makes a group: `strimzi.io` of `kafka.strimzi.io`, `acme.co.uk` of `shop.acme.co.uk`. */
function domainOf(group: string): string {
  const labels = group.toLowerCase().split('.');
  const isBelowCountry = /^(?:ac|co|com|gov|net|org)$/.test(labels.at(-2) ?? '') && labels.at(-1)?.length === 2;
  const domain = labels.slice(isBelowCountry ? -3 : -2).join('.');
  return sharedDomains.has(domain) ? group : domain;
}

/** Domains below which groups of many makers stand. */
const sharedDomains = new Set(['k8s.io', 'kubernetes.io', 'x-k8s.io', 'github.com', 'github.io']);

/** The words of a group that stand for its maker or its product, written as runs are: `certmanager`. */
function wordsOfGroup(group: string): readonly string[] {
  const labels = group.toLowerCase().split('.').slice(0, -1);
  return labels
    .filter((label) => label.length > 3 && !wordsOf(label).every(isGeneric))
    .map((label) => label.replaceAll('-', ''));
}

/** Words that stand side by side in a text, written together: `share-manager` has `share`, `sharemanager` and `manager`. */
function runsOf(text: string): readonly string[] {
  const words = wordsOf(text);
  const runsFrom = (start: number) =>
    words.slice(start, start + 5).map((_, length) => words.slice(start, start + length + 1).join(''));
  return words.flatMap((_, start) => runsFrom(start));
}

/** A value, and the names that it may begin with: `my-kafka-zookeeper` may be of `my-kafka`, but nothing of `my`. */
function possibleNames(value: string): readonly string[] {
  const parts = value.split('-');
  const beginnings = parts.slice(2).map((_, count) => parts.slice(0, count + 2));
  const telling = beginnings.filter((words) => !words.every(isGeneric)).map((words) => words.join('-'));
  return [value, ...telling.reverse()];
}

/** Whether an object is where what it makes would be: in one of the namespaces, or in none that is written. */
function isNear({ group }: CustomKind, where: readonly string[], namespaces: readonly string[] | undefined): boolean {
  if (where.includes('') || !namespaces) return where.includes('');
  return deployers.has(group) || namespaces.some((each) => where.includes(each));
}

/** Groups whose objects bring manifests into other namespaces than their own. */
const deployers = new Set(['argoproj.io', 'helm.toolkit.fluxcd.io', 'kustomize.toolkit.fluxcd.io', 'helm.cattle.io']);

/** Whether an object may stand for pods: one that only configures others has the name of these, and makes none. */
function mayMakePods({ group, kind }: CustomKind): boolean {
  return !configuring.test(kind) && !podlessGroups.test(group);
}

/** Ends of kinds that configure: ServiceMonitor, HTTPRoute, ClusterPolicy, ExternalSecret, ScaledObject. */
const configuring =
  /(?:Authentication|Binding|Class|Config|Configuration|Monitor|Policy|Probe|Project|Quota|Route|Rule|ScaledObject|Secret|SecretStore|Settings?|Template)s?$/;

/** Groups of which no object makes a pod. */
const podlessGroups = new RegExp(
  `(?:^|\\.)(?:${[
    ...[
      'autoscaling\\.k8s\\.io',
      'bitnami\\.com',
      '(?<!acme\\.)cert-manager\\.io',
      'cilium\\.io',
      'external-secrets\\.io',
    ],
    ...['externaldns\\.(?:k8s\\.)?io', 'gatekeeper\\.sh', 'kyverno\\.io', 'linkerd\\.io', 'projectcalico\\.org'],
    ...[
      '(?:extensions|networking|security|telemetry)\\.istio\\.io',
      '(?:image|notification|source)\\.toolkit\\.fluxcd\\.io',
    ],
    ...['policy\\.networking\\.k8s\\.io', 'snapshot\\.storage\\.k8s\\.io', 'traefik\\.(?:containo\\.us|io)'],
  ].join('|')})$`,
);
