import { allPorts, type PortSet } from '../../algebra/port-set';
import type { Signal } from '../../decide/circuit';
import { smallestExample } from '../../decide/smallest-example';
import type { Analysis } from '../analysis';
import { shownBy } from '../diff/shown-changes';
import { connects, podEnd } from '../possible/connection-signals';
import { possibleEnd } from '../possible/possible-end';
import { sideOf } from '../possible/sides';
import { isAmong } from '../possible/some-pods';
import { spokenIn, vocabularyOf } from '../possible/vocabulary';
import { newWorld } from '../possible/world';
import { connectivityByClass } from './class-rows';

/** A connection that pods could have which are in no row, because several selectors select them at once. */
export interface UnshownConnection {
  readonly src: string;
  readonly dst: string;
  /** One of its ports. */
  readonly ports: PortSet;
}

/** How many pods at the ends of rows are compared. */
const mostParts = 100_000;

/**
 * Whether every connection that pods could have in the namespaces of the policies is in a row, which speaks of pods with at
 * least the labels of those that it names; else an example. `exposed` comes from `withRepresentatives`.
 */
export function unshownConnection(exposed: Analysis): UnshownConnection | 'none' | 'undecided' {
  const { resources, settings, universe } = exposed;
  const side = sideOf(resources, settings);
  const spoken = spokenIn(side.policies);
  const names = universe.namespaces.flatMap(({ name }) => (name.startsWith('[') ? [] : [name]));
  const world = newWorld(vocabularyOf({ ...spoken, names: [...spoken.names, ...names] }), settings.steps);
  const { circuit, questions, port, vocabulary } = world;
  const [source, target] = [world.newPod(), world.newPod()];
  const open = vocabulary.namespaces.filter((name) => !side.namespaces.has(name));
  questions.demand(source.namespace.agreesWith(target.namespace, open));
  const reader = shownBy({ before: exposed, after: exposed }, vocabulary, new Map());
  const rows: Signal[] = [];
  let parts = 0;
  for (const { src, dst, ports } of connectivityByClass(exposed, { families: [] })) {
    const [from, to] = [reader.partsOf(src), reader.partsOf(dst)];
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
  const answer = questions.canBe(...signals);
  if (answer.kind !== 'yes') return answer.kind === 'no' ? 'none' : 'undecided';
  const inputs = [source, target, port].flatMap((each) => each.parts());
  const example = smallestExample(circuit, circuit.all([...signals, port.isIn(allPorts)]), answer.example, inputs);
  const nameOf = (pod: typeof source) => possibleEnd(world, pod, example, side.namespaces).name;
  return { src: nameOf(source), dst: nameOf(target), ports: port.portIn(example) };
}
