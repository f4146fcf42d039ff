import type { PortSet } from '../../algebra/port-set';
import type { Signal } from '../../decide/circuit';
import type { Analysis } from '../analysis';
import { connects, podEnd, sideOf } from '../possible/connection-signals';
import { possibleEnd } from '../possible/possible-end';
import { isAmong } from '../possible/some-pods';
import { namesIn, spokenIn } from '../possible/vocabulary';
import { newWorld } from '../possible/world';
import { connectivityByClass } from './class-rows';
import { endReader } from './shown-ends';

/** A connection that pods could have which are in no row, because several selectors select them at once. */
export interface UnshownConnection {
  readonly src: string;
  readonly dst: string;
  /** One of its ports. */
  readonly ports: PortSet;
}

/** How many pods at the ends of rows are compared. */
const mostParts = 100_000;
/** How many places of pods in rows are looked at. */
const mostPlaces = 3_000_000;

/**
 * Whether every connection that pods could have in the namespaces of the policies is in a row, which speaks of pods with at
 * least the labels of those that it names; else an example. `exposed` comes from `withRepresentatives`.
 */
export function unshownConnection(exposed: Analysis): UnshownConnection | 'none' | 'undecided' {
  const { settings, universe } = exposed;
  const side = sideOf(exposed);
  const spoken = [spokenIn(side.policies), { names: namesIn(universe) }];
  const world = newWorld(spoken, [side.namespaces], settings.steps);
  const { circuit, port, vocabulary } = world;
  const source = world.newPod();
  const target = world.newPod(source);
  const reader = endReader(exposed, vocabulary);
  const rows: Signal[] = [];
  let parts = 0;
  let places = 0;
  for (const { src, dst, ports } of connectivityByClass(exposed, { families: [] })) {
    for (const end of [src, dst]) if (end.kind === 'pods') places += end.pods.length;
    if (places > mostPlaces) return 'undecided';
    const [from, to] = [reader.shownAt(src), reader.shownAt(dst)];
    parts += from.length + to.length;
    // What so many rows leave out is not worth the time, and is said not to be known.
    if (parts > mostParts) return 'undecided';
    const isFrom = isAmong(world, from, source, side.namespaces);
    rows.push(circuit.all([port.isIn(ports), isFrom, isAmong(world, to, target, side.namespaces)]));
  }
  const own = side.policies.map(({ policy }) => policy.namespace);
  const signals = [
    connects(world, side, podEnd(world, source, side), podEnd(world, target, side)),
    circuit.any([source.namespace.isAmong(own), target.namespace.isAmong(own)]),
    -circuit.any(rows),
  ];
  const example = world.find(signals, [source, target, port]);
  if (typeof example === 'string') return example;
  const nameOf = (pod: typeof source) => possibleEnd(world, pod, example, side.namespaces).name;
  return { src: nameOf(source), dst: nameOf(target), ports: port.portIn(example) };
}
