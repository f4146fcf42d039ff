import { type Cidr, cidrsOfRange, parseAddress } from '../../algebra/cidr';
import { containsPort, noPorts, type PortSet, subtractPorts } from '../../algebra/port-set';
import { namespaceNameLabel, requirementsOf, type Selector } from '../../algebra/selector';
import type { ClassEnd } from '../connectivity/class-rows';
import { arePodsOfNode } from '../model/pod-addresses';
import type { NamedPort } from '../model/port-rule';
import type { PodSet } from '../model/universe';
import type { ShownEnd, SomePods } from '../possible/some-pods';
import type { Vocabulary } from '../possible/vocabulary';
import type { ClassChange } from './change';
import type { Change } from './changed-connection';
import type { Sides } from './common-universe';
import type { FoundEnd, ShownChange } from './possible-differences';

/** What a change opens, or closes. */
export function portsOfChange({ before, after }: Pick<ClassChange, 'before' | 'after'>, change: Change): PortSet {
  return change === 'opened' ? subtractPorts(after, before) : subtractPorts(before, after);
}

/** Whether a change is one of pods on both sides, so that the verdict counts it. */
export function isCompared({ kind }: Pick<ClassChange, 'kind'>): boolean {
  return kind !== 'added' && kind !== 'removed';
}

/** Reads rows as what they show: pods with at least the labels of those at the ends, in their namespaces. `found` are ends that are in no analysis. */
export function shownBy(sides: Sides, vocabulary: Vocabulary, found: ReadonlyMap<string, FoundEnd>): ShownReader {
  const { universe, settings } = sides.after;
  const spaces = new Map(universe.namespaces.map(({ name, labels }) => [name, labels]));
  const named = ({ labels }: PodSet) =>
    Object.fromEntries(
      Object.entries(labels).filter(([key, value]) => (vocabulary.podLabels.get(key)?.codeOf(value) ?? 0) > 0),
    );
  const somePods = (pods: PodSet): SomePods => {
    const { namespace } = pods;
    const selector = { matchLabels: named(pods) };
    if (!namespace.startsWith('[')) return { namespace, pods: selector };
    const end = found.get(pods.name)?.after;
    const known = end?.kind === 'pods' ? end.namespace.labels : spaces.get(namespace);
    const { [namespaceNameLabel]: _, ...labels } = known ?? {};
    return { namespace: { matchLabels: labels }, pods: selector };
  };
  /** Whether pods are alike on both sides, and like pods that could exist. */
  const isPlain = (pods: PodSet): boolean => {
    if (arePodsOfNode(pods, settings)) return false;
    const [old, now] = [sides.before.pods(pods.name), sides.after.pods(pods.name)];
    return !pods.workload || JSON.stringify(old?.labels) === JSON.stringify(now?.labels);
  };
  const partOf = (end: ClassEnd): ShownEnd => {
    if (end.kind === 'addresses') return end.ranges.flatMap(cidrsIn);
    return end.isEveryone ? 'every pod' : widest(end.pods.filter(isPlain).map(somePods));
  };
  return {
    somePods,
    partsOf: partOf,
    shown: (changes, change) =>
      changes.flatMap((each) => {
        const ports = isCompared(each) ? portsOfChange(each, change) : noPorts;
        if (ports === noPorts) return [];
        return [{ source: partOf(each.src), target: partOf(each.dst), ports, names: namesIn(each.dst, ports) }];
      }),
  };
}

export interface ShownReader {
  somePods(pods: PodSet): SomePods;
  /** The pods, or the blocks of addresses, that an end shows. */
  partsOf(end: ClassEnd): ShownEnd;
  shown(changes: readonly ClassChange[], change: Change): readonly ShownChange[];
}

/** Each part once, less those that lie within all pods of a namespace that are there too. */
function widest(parts: readonly SomePods[]): readonly SomePods[] {
  const isEmpty = (selector: Selector) => requirementsOf(selector).length === 0;
  const distinct = [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
  const whole = distinct.filter(({ pods }) => isEmpty(pods));
  const spaces = new Set(whole.map(({ namespace }) => JSON.stringify(namespace)));
  return distinct.filter(({ namespace, pods }) => isEmpty(pods) || !spaces.has(JSON.stringify(namespace)));
}

/** Under which names a pod that could exist has these ports: it has them because the change depends on them. */
function namesIn(end: ClassEnd, changed: PortSet): readonly NamedPort[] {
  const imagined = end.kind === 'pods' ? end.pods.filter(({ workload }) => !workload) : [];
  return imagined.flatMap(({ ports }) =>
    ports.flatMap(({ name, protocol, port }) =>
      name && containsPort(changed, protocol, port) ? [{ name, protocol }] : [],
    ),
  );
}

function cidrsIn(range: string): readonly Cidr[] {
  const [first, last] = range.split('-').map(parseAddress);
  return first && last ? cidrsOfRange(first, last) : [];
}
