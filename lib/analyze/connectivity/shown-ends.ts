import { type Cidr, cidrsOfRange, parseRange } from '../../algebra/cidr';
import { onceForEach } from '../../algebra/once';
import { namespaceNameLabel, requirementsOf, type Selector } from '../../algebra/selector';
import type { Labels } from '../../k8s/resources';
import type { Analysis } from '../analysis';
import { arePodsOfNode } from '../model/pod-addresses';
import type { PodSet } from '../model/universe';
import type { ShownEnd, SomePods } from '../possible/some-pods';
import type { Vocabulary } from '../possible/vocabulary';
import type { ClassEnd } from './class-rows';

/** Reads the ends of rows as what they show: pods with at least the labels of those at an end, in their namespaces. */
export interface EndReader {
  somePods(pods: PodSet): SomePods;
  /** The pods, or the blocks of addresses, that an end shows. */
  shownAt(end: ClassEnd): ShownEnd;
}

/** What is special about pods at the ends of some rows. */
export interface EndReading {
  /** Whether they are like pods that could exist with their labels. @default all are */
  readonly isPlain?: (pods: PodSet) => boolean;
  /** The labels of their namespace, where they are in no analysis. @default all are in it */
  readonly namespaceLabelsOf?: (pods: PodSet) => Labels | undefined;
}

/** Reads rows of an analysis; pods of nodes are like no other pods. */
export function endReader(
  { universe, settings }: Analysis,
  { podLabels }: Vocabulary,
  { isPlain = () => true, namespaceLabelsOf = () => undefined }: EndReading = {},
): EndReader {
  const spaces = new Map(universe.namespaces.map(({ name, labels }) => [name, labels]));
  const named = ({ labels }: PodSet) =>
    Object.fromEntries(Object.entries(labels).filter(([key, value]) => (podLabels.get(key)?.codeOf(value) ?? 0) > 0));
  const somePods = onceForEach((pods: PodSet): SomePods => {
    const { namespace } = pods;
    const selector = { matchLabels: named(pods) };
    if (!namespace.startsWith('[')) return { namespace, pods: selector };
    const { [namespaceNameLabel]: _, ...labels } = namespaceLabelsOf(pods) ?? spaces.get(namespace) ?? {};
    return { namespace: { matchLabels: labels }, pods: selector };
  });
  return {
    somePods,
    shownAt(end) {
      if (end.kind === 'addresses') return end.ranges.flatMap(cidrsIn);
      if (end.isEveryone) return 'every pod';
      return widest(end.pods.filter((pods) => !arePodsOfNode(pods, settings) && isPlain(pods)).map(somePods));
    },
  };
}

/** Each part once, less those that lie within all pods of a namespace that are there too. */
function widest(parts: readonly SomePods[]): readonly SomePods[] {
  const isEmpty = (selector: Selector) => requirementsOf(selector).length === 0;
  const distinct = [...new Map(parts.map((part) => [textOf(part), part])).values()];
  const whole = distinct.filter(({ pods }) => isEmpty(pods));
  const spaces = new Set(whole.map(({ namespace }) => JSON.stringify(namespace)));
  return distinct.filter(({ namespace, pods }) => isEmpty(pods) || !spaces.has(JSON.stringify(namespace)));
}

const textOf = onceForEach((part: SomePods): string => JSON.stringify(part));

function cidrsIn(text: string): readonly Cidr[] {
  const range = parseRange(text);
  return range ? cidrsOfRange(range) : [];
}
