import type { Circuit, Signal } from './circuit';
import type { Example } from './question';
import { simulationOf } from './simulation';

/**
 * The example with as few of its parts as possible: parts (inputs that say one thing, such as the value of a label) are left
 * out where the signal stays true without them. No part of the result can be left out alone.
 */
export function smallestExample(
  circuit: Circuit,
  signal: Signal,
  example: Example,
  parts: readonly (readonly Signal[])[],
): Example {
  const leftOut = new Uint8Array(circuit.size + 1);
  const simulation = simulationOf(circuit, [signal], example);
  const mark = (some: readonly (readonly Signal[])[], value: 0 | 1) => {
    const inputs = some.flatMap((part) => part.filter(example));
    for (const input of inputs) leftOut[input] = value;
    simulation.set(inputs, value === 0);
  };
  /** Leaves out what it can of these, many at a time; the rest is what is needed. */
  const needed = (some: readonly (readonly Signal[])[]): readonly (readonly Signal[])[] => {
    mark(some, 1);
    if (some.length === 0 || simulation.isTrue(signal)) return [];
    mark(some, 0);
    if (some.length === 1) return some;
    const half = some.length >> 1;
    return [...needed(some.slice(0, half)), ...needed(some.slice(half))];
  };
  let kept: readonly (readonly Signal[])[] = parts.filter((part) => part.some(example));
  // What is needed beside a part may not be needed without it.
  for (let before = kept.length + 1; kept.length < before; ) {
    before = kept.length;
    kept = needed(kept);
  }
  return (input) => leftOut[input] === 0 && example(input);
}
