import type { Circuit, Signal } from './circuit';
import type { Example } from './question';

/**
 * The example with as few of its parts as possible: each part (inputs that say one thing, such as the value of a label) is
 * left out where the signal stays true without it. No part of the result can be left out alone.
 */
export function smallestExample(
  circuit: Circuit,
  signal: Signal,
  example: Example,
  parts: readonly (readonly Signal[])[],
): Example {
  let present = parts.filter((part) => part.some(example));
  const given = new Set(present.flat());
  const absent = new Set(parts.flat().filter((input) => !given.has(input)));
  const without = (part: readonly Signal[]): Example => {
    const left = new Set([...absent, ...part]);
    return (input) => !left.has(input) && example(input);
  };
  for (let at = 0; at < present.length; ) {
    const part = present[at] ?? [];
    if (!circuit.reader(without(part))(signal)) {
      at++;
      continue;
    }
    for (const input of part) absent.add(input);
    present = present.filter((each) => each !== part);
    // What is needed beside a part may not be needed without it.
    at = 0;
  }
  return without([]);
}
