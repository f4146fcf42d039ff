import { getOrInsert } from '../../algebra/keyed';
import { never, type Signal } from '../../decide/circuit';
import { type Direction, directions, type PolicyRules } from '../model/policy-rules';
import type { AddressVariable } from '../possible/address-variable';
import {
  addressEnd,
  type EndSignals,
  passes,
  podEnd,
  type Side,
  type VisiblePod,
} from '../possible/connection-signals';
import type { World } from '../possible/world';
import { type BothSides, lessOf, moreOf, type OpenedOrClosed, type SideName } from './change';
import type { DifferingSides } from './differing-sides';

/** One connection, as the policies of both sides see it: when does it change? */
export interface ChangedConnection {
  /** One end lets pass what it did not; whether the other end does is another question. */
  half(direction: Direction, change: OpenedOrClosed): Signal;
  /** The other end lets pass; what it says where `half` does not hold means nothing. */
  otherHalf(direction: Direction, change: OpenedOrClosed): Signal;
  /** No policy at all restrains the other end: much cheaper to ask than `otherHalf`. */
  otherIsFree(direction: Direction, change: OpenedOrClosed): Signal;
  /** The connection changes, in whatever way. */
  any(): Signal;
}

type Question = (direction: Direction, change: OpenedOrClosed) => Signal;

function remembered(make: Question): Question {
  const known = new Map<string, Signal>();
  return (direction, change) => getOrInsert(known, `${direction} ${change}`, () => make(direction, change));
}

type Ends = BothSides<EndSignals>;
type Subject = { readonly pod: VisiblePod; readonly ends: Ends };

const opposite = { ingress: 'egress', egress: 'ingress' } as const;
const changes = ['opened', 'closed'] as const;

/** A connection between pods that could exist. */
export function connectionOfPods(
  world: World,
  sides: DifferingSides,
  source: VisiblePod,
  target: VisiblePod,
): ChangedConnection {
  const of = (pod: VisiblePod): Subject => ({ pod, ends: endsOf((side) => podEnd(world, pod, side), sides) });
  const [from, to] = [of(source), of(target)];
  const subjectOf = (direction: Direction) => (direction === 'ingress' ? to : from);
  const otherHalf = remembered((direction, change) => {
    const more = moreOf(change);
    const [other, subject] = [subjectOf(opposite[direction]), subjectOf(direction)];
    const partners = sides.partners[more][direction];
    const side = partners ? { policies: inNamespaces(sides[more], partners) } : sides[more];
    return passes(world, opposite[direction], side, other.ends[more], subject.ends[more]);
  });
  const half = remembered((direction, change) =>
    changedHalf(world, sides, direction, change, subjectOf(direction), subjectOf(opposite[direction]).ends),
  );
  return {
    half,
    otherHalf,
    otherIsFree(direction, change) {
      const restraining = sides[moreOf(change)].policies.filter((policy) => policy[opposite[direction]]);
      const namespaces = new Set(restraining.map(({ policy }) => policy.namespace));
      return -subjectOf(opposite[direction]).pod.namespace.isAmong(namespaces);
    },
    any: () =>
      world.circuit.any(
        directions.flatMap((direction) =>
          changes.map((change) => world.circuit.all([half(direction, change), otherHalf(direction, change)])),
        ),
      ),
  };
}

/** A connection between a pod that could exist and an address outside the cluster: there is no other half. */
export function connectionWithAddress(
  world: World,
  sides: DifferingSides,
  pod: VisiblePod,
  address: AddressVariable,
): Pick<ChangedConnection, 'half' | 'any'> {
  const subject = { pod, ends: endsOf((side) => podEnd(world, pod, side), sides) };
  const other = endsOf(() => addressEnd(address), sides);
  const half = remembered((direction, change) => changedHalf(world, sides, direction, change, subject, other));
  return {
    half,
    any: () => world.circuit.any(directions.flatMap((direction) => changes.map((change) => half(direction, change)))),
  };
}

/** Whether a pod becomes isolated in a direction (`closed`), or stops to be. */
export function changedIsolation(
  world: World,
  { before, after, changed }: DifferingSides,
  direction: Direction,
  change: OpenedOrClosed,
  pod: VisiblePod,
): Signal {
  const isIsolated = (side: Side) =>
    world.circuit.any(
      inNamespaces(side, changed[direction])
        .filter((policy) => policy[direction])
        .map((policy) => podEnd(world, pod, side).isSelectedBy(policy)),
    );
  const [old, now] = [isIsolated(before), isIsolated(after)];
  return world.circuit.all(change === 'closed' ? [now, -old] : [old, -now]);
}

/** The subject lets pass on the one side what it does not on the other. Policies of other namespaces say the same on both. */
function changedHalf(
  world: World,
  sides: DifferingSides,
  direction: Direction,
  change: OpenedOrClosed,
  { pod, ends }: Subject,
  other: Ends,
): Signal {
  const namespaces = sides.changed[direction];
  if (namespaces.size === 0) return never;
  const lets = (name: SideName) => {
    const policies = inNamespaces(sides[name], namespaces);
    return passes(world, direction, { policies }, ends[name], other[name]);
  };
  return world.circuit.all([pod.namespace.isAmong(namespaces), lets(moreOf(change)), -lets(lessOf(change))]);
}

function inNamespaces({ policies }: Side, namespaces: ReadonlySet<string>): readonly PolicyRules[] {
  return policies.filter(({ policy }) => namespaces.has(policy.namespace));
}

function endsOf(make: (side: Side) => EndSignals, { before, after }: DifferingSides): Ends {
  return { before: make(before), after: make(after) };
}
