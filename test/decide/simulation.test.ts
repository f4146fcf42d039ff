import fc from 'fast-check';
import { type Circuit, newCircuit, type Signal } from '../../lib/decide/circuit';
import { simulationOf } from '../../lib/decide/simulation';

const inputCount = 6;
/** A gate: whether it joins by `or`, and which earlier signals it joins, some of them negated. */
const gate = fc.tuple(fc.boolean(), fc.array(fc.tuple(fc.nat(40), fc.boolean()), { minLength: 1, maxLength: 4 }));
const change = fc.tuple(fc.array(fc.nat(inputCount - 1), { maxLength: 3 }), fc.boolean());

/** Works a signal out from scratch. */
function fromScratch(circuit: Circuit, isTrue: (input: Signal) => boolean, signal: Signal): boolean {
  const plain = Math.abs(signal);
  const parts = circuit.partsOf(plain);
  const value = parts ? parts.some((part) => fromScratch(circuit, isTrue, part)) : plain === 1 || isTrue(plain);
  return value === signal > 0;
}

test('after every change of inputs each signal has the value that it has from scratch', () => {
  fc.assert(
    fc.property(
      fc.array(gate, { minLength: 1, maxLength: 25 }),
      fc.array(change, { maxLength: 8 }),
      (gates, changes) => {
        const circuit = newCircuit();
        const inputs = Array.from({ length: inputCount }, () => circuit.input());
        const signals = [...inputs];
        for (const [isAny, parts] of gates) {
          const joined = parts.map(([at, isPlain]) => (isPlain ? 1 : -1) * (signals[at % signals.length] ?? 1));
          signals.push(isAny ? circuit.any(joined) : circuit.all(joined));
        }
        const trueInputs = new Set<Signal>();
        const simulation = simulationOf(circuit, signals, (input) => trueInputs.has(input));
        for (const [some, value] of changes) {
          const changed = some.map((at) => inputs[at] ?? 1);
          for (const input of changed) value ? trueInputs.add(input) : trueInputs.delete(input);
          simulation.set(changed, value);
          for (const signal of signals)
            expect(simulation.isTrue(signal)).toBe(fromScratch(circuit, (input) => trueInputs.has(input), signal));
        }
      },
    ),
  );
});
