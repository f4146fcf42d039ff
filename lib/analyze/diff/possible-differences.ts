import { getOrInsert } from '../../algebra/keyed';
import type { PortSet } from '../../algebra/port-set';
import type { Signal } from '../../decide/circuit';
import type { Example } from '../../decide/question';
import type { Labels } from '../../k8s/resources';
import type { End } from '../model/end';
import { type Direction, directions } from '../model/policy-rules';
import type { NamedPort } from '../model/port-rule';
import { possibleEnd } from '../possible/possible-end';
import { isAmong, type ShownEnd, type SomePods } from '../possible/some-pods';
import type { PossiblePod } from '../possible/world';
import type { BothSides, OpenedOrClosed } from './change';
import { changedIsolation, connectionOfPods, connectionWithAddress } from './changed-connection';
import type { DiffWorld } from './diff-world';

/** One end of what was found, as each side sees it. */
export type FoundEnd = BothSides<End>;

/** A connection that changes: an example, from which no label can be left out. */
export interface FoundConnection {
  readonly source: FoundEnd;
  readonly target: FoundEnd;
}

/** Changes that are shown already: these pods or blocks of addresses, with these, on these ports. */
export interface ShownChange {
  readonly source: ShownEnd;
  readonly target: ShownEnd;
  readonly ports: PortSet;
  /** Names of ports at the target: whatever number they stand for there is shown too. */
  readonly names?: readonly NamedPort[];
}

/**
 * What changes for pods that could exist, decided and not sampled. Pods that a workload of one side alone brought do not
 * count: those with a label of it that no selector of the other side names, if without such labels both sides treat them
 * alike (towards pods that have no such label either, and addresses).
 */
export interface PossibleDifferences {
  /** A connection that changes so and is in none of those shown. */
  find(change: OpenedOrClosed, shown: readonly ShownChange[]): FoundConnection | 'none' | 'undecided';
  /** A pod that becomes isolated (`closed`) or stops to be, and is none of those shown. */
  findIsolation(
    direction: Direction,
    change: OpenedOrClosed,
    shown: readonly SomePods[],
  ): FoundEnd | 'none' | 'undecided';
  /** Whether pods of a namespace with exactly these labels are a one-sided workload's own. */
  isOwn(namespace: string, labels: Labels): boolean | 'undecided';
}

/** Prepares to ask what differs between two sides. */
export function possibleDifferences({ world, sides, oneSided, ...counting }: DiffWorld): PossibleDifferences {
  const { before, after } = sides;
  const { circuit, questions } = world;
  const source = world.newPod();
  const [target, address] = [world.newPod(source), world.newAddress()];
  const pods = connectionOfPods(world, sides, source, target);
  const withAddress = {
    ingress: connectionWithAddress(world, sides, target, address),
    egress: connectionWithAddress(world, sides, source, address),
  };
  const subjectOf = (direction: Direction) => (direction === 'ingress' ? target : source);

  const shownSignals = new Map<ShownChange, Map<Direction | undefined, Signal>>();
  const isShown = (change: ShownChange, direction?: Direction): Signal => {
    const known = getOrInsert(shownSignals, change, () => new Map<Direction | undefined, Signal>());
    return getOrInsert(known, direction, () => shownSignal(change, direction));
  };
  const shownSignal = ({ source: from, target: to, ports, names = [] }: ShownChange, direction?: Direction): Signal => {
    const ends = [
      [from, direction === 'ingress' ? address : source],
      [to, direction === 'egress' ? address : target],
    ] as const;
    const isOnPort = circuit.any([world.port.isIn(ports), ...names.map((named) => target.names(named))]);
    return circuit.all([isOnPort, ...ends.map(([some, end]) => isAmong(world, some, end, after.namespaces))]);
  };

  /** Asks the cheap parts of a question first: most are answered by them. */
  const findChanging = (direction: Direction, change: OpenedOrClosed, limits: readonly Signal[]) => {
    const half = pods.half(direction, change);
    const { kind } = questions.canBe(half, ...limits);
    if (kind !== 'yes') return kind === 'no' ? 'none' : 'undecided';
    for (const other of [() => pods.otherIsFree(direction, change), () => pods.otherHalf(direction, change)]) {
      const example = world.find([half, other(), ...limits], [source, target, world.port]);
      if (example !== 'none') return example;
    }
    return 'none';
  };

  const search = (
    change: OpenedOrClosed,
    shown: readonly ShownChange[],
    isCounted: (pod: PossiblePod) => Signal,
  ): FoundConnection | 'none' | 'undecided' => {
    let isUndecided = false;
    const limit = (direction?: Direction) => -circuit.any(shown.map((each) => isShown(each, direction)));
    for (const direction of directions) {
      const example = findChanging(direction, change, [limit(), isCounted(source), isCounted(target)]);
      if (example === 'undecided') isUndecided = true;
      else if (example !== 'none') return { source: endIn(source, example), target: endIn(target, example) };
    }
    for (const direction of directions) {
      const subject = subjectOf(direction);
      const signals = [withAddress[direction].half(direction, change), limit(direction), isCounted(subject)];
      const example = world.find(signals, [subject, address, world.port]);
      if (example === 'undecided') isUndecided = true;
      if (typeof example === 'string') continue;
      const pod = endIn(subject, example);
      const name = address.addressIn(example);
      const outside: FoundEnd = { before: { kind: 'address', name }, after: { kind: 'address', name } };
      return direction === 'ingress' ? { source: outside, target: pod } : { source: pod, target: outside };
    }
    return isUndecided ? 'undecided' : 'none';
  };
  const endIn = (pod: PossiblePod, example: Example): FoundEnd => {
    const old = possibleEnd(world, pod, example, before.namespaces);
    const now = possibleEnd(world, pod, example, after.namespaces);
    // A side that does not know the labels of a namespace says which are assumed: its name tells more.
    const { name } = old.name.length > now.name.length ? old : now;
    const named = (end: typeof now): End => ({ ...end, name, pods: { ...end.pods, name } });
    return { before: named(old), after: named(now) };
  };

  let plainChanges: boolean | undefined;
  /** Where nothing changes between pods without labels of one side, every pod with such labels is its workload's own. */
  const mayCount = () => {
    plainChanges ??= (['opened', 'closed'] as const).some((change) => search(change, [], counting.isPlain) !== 'none');
    return plainChanges;
  };
  return {
    find(change, shown) {
      const plain = search(change, shown, counting.isPlain);
      if (plain !== 'none' || oneSided.length === 0 || !mayCount()) return plain;
      return search(change, shown, counting.isCounted);
    },
    findIsolation(direction, change, shown) {
      const subject = subjectOf(direction);
      const limit = -circuit.any(shown.map((each) => isAmong(world, [each], subject, after.namespaces)));
      const signals = [changedIsolation(world, sides, direction, change, subject), limit];
      for (const isCounted of [counting.isPlain, counting.isCounted]) {
        const example = world.find([...signals, isCounted(subject)], [subject]);
        if (example === 'undecided') return example;
        if (example !== 'none') return endIn(subject, example);
        if (oneSided.length === 0 || !mayCount()) return 'none';
      }
      return 'none';
    },
    isOwn(namespace, labels) {
      const isThis = circuit.all([
        source.namespace.is(namespace),
        ...[...world.vocabulary.podLabels].map(([key, codes]) => {
          const code = codes.codeOf(labels[key]);
          return source.labels.variableOf(key).isIn([{ first: code, last: code }]);
        }),
      ]);
      if (questions.canBe(isThis, -counting.isPlain(source)).kind === 'no') return false;
      if (!mayCount()) return true;
      const { kind } = questions.canBe(isThis, counting.isCounted(source));
      return kind === 'undecided' ? kind : kind === 'no';
    },
  };
}
