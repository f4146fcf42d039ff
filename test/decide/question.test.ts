import fc from 'fast-check';
import { newCircuit, type Signal } from '../../lib/decide/circuit';
import { isWithin, newBits, numberOf } from '../../lib/decide/number-signals';
import { questionsAbout } from '../../lib/decide/question';
import { simulationOf } from '../../lib/decide/simulation';
import { smallestExample } from '../../lib/decide/smallest-example';
import { newSteps } from '../../lib/decide/steps';

const inputCount = 9;
const literal = fc.tuple(fc.integer({ min: 0, max: inputCount - 1 }), fc.boolean());
const clause = fc.array(literal, { minLength: 1, maxLength: 3 });
type Clauses = readonly (readonly (readonly [input: number, isTrue: boolean])[])[];

const holds = (clauses: Clauses, bits: number): boolean =>
  clauses.every((each) => each.some(([input, isTrue]) => (((bits >> input) & 1) === 1) === isTrue));

test('an answer is yes exactly where some assignment holds, question after question', () => {
  fc.assert(
    fc.property(fc.array(fc.array(clause, { maxLength: 50 }), { minLength: 1, maxLength: 4 }), (asked) => {
      const circuit = newCircuit();
      const inputs = Array.from({ length: inputCount }, () => circuit.input());
      const questions = questionsAbout(circuit, newSteps());
      for (const clauses of asked) {
        const signals = clauses.map((each) =>
          circuit.any(each.map(([input, isTrue]) => (isTrue ? 1 : -1) * (inputs[input] ?? 0))),
        );
        const answer = questions.canBe(...signals);
        const isPossible = Array.from({ length: 2 ** inputCount }, (_, bits) => bits).some((bits) =>
          holds(clauses, bits),
        );
        expect(answer.kind).toBe(isPossible ? 'yes' : 'no');
        if (answer.kind !== 'yes') continue;
        const whole = circuit.all(signals);
        const example = smallestExample(
          circuit,
          whole,
          answer.example,
          inputs.map((input) => [input]),
        );
        const bits = inputs.reduce((sum, input, at) => sum + (example(input) ? 2 ** at : 0), 0);
        expect(holds(clauses, bits)).toBe(true);
        // None of what is true in it can be left out alone.
        expect(inputs.some((_, at) => (bits >> at) & 1 && holds(clauses, bits - 2 ** at))).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});

test('many questions asked together have the answers that each has alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(clause, { maxLength: 30 }), { minLength: 1, maxLength: 6 }),
      clause,
      (asked, limit) => {
        const circuit = newCircuit();
        const inputs = Array.from({ length: inputCount }, () => circuit.input());
        const anyOf = (each: Clauses[number]) =>
          circuit.any(each.map(([input, isTrue]) => (isTrue ? 1 : -1) * (inputs[input] ?? 0)));
        const questions = questionsAbout(circuit, newSteps());
        questions.demand(anyOf(limit));
        const wishes = asked.map((clauses) => ({
          signal: circuit.all(clauses.map(anyOf)),
          ways: [clauses.map(anyOf)],
        }));
        const alone = asked.map((clauses) =>
          Array.from({ length: 2 ** inputCount }, (_, bits) => bits).some((bits) => holds([...clauses, limit], bits)),
        );
        expect(questions.canEachBe(wishes)).toEqual(alone.map((isPossible) => (isPossible ? 'yes' : 'no')));
      },
    ),
    { numRuns: 500 },
  );
});

test('what is demanded holds in every later example', () => {
  const circuit = newCircuit();
  const [a, b] = [circuit.input(), circuit.input()];
  const questions = questionsAbout(circuit, newSteps());
  questions.demand(circuit.any([a, b]));
  expect(questions.canBe(-a, -b).kind).toBe('no');
  expect(questions.canBe(-a).kind).toBe('yes');
});

test('a number lies within ranges exactly where it does', () => {
  const edges = fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 8 });
  fc.assert(
    fc.property(edges, fc.integer({ min: 0, max: 63 }), (some, number) => {
      const sorted = [...some].sort((x, y) => x - y);
      const ranges = sorted.flatMap((first, at) => (at % 2 === 0 ? [{ first, last: sorted[at + 1] ?? first }] : []));
      const circuit = newCircuit();
      const bits = newBits(circuit, 6);
      const isTrue = (input: Signal) => ((number >> (5 - bits.indexOf(input))) & 1) === 1;
      expect(Number(numberOf(bits, isTrue))).toBe(number);
      const isIn = ranges.some(({ first, last }) => first <= number && number <= last);
      const signal = isWithin(circuit, bits, ranges);
      expect(simulationOf(circuit, [signal], isTrue).isTrue(signal)).toBe(isIn);
    }),
  );
});

/** Random conditions of three inputs each, near the threshold where they are hardest. */
function hardClauses(count: number, seed: number): readonly (readonly number[])[] {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: Math.round(count * 4.26) }, () =>
    [0, 1, 2].map(() => (below(2) ? 1 : -1) * (below(count) + 1)),
  );
}

test('the steps bound a question: undecided, and the same again on every run', () => {
  const ask = (most: number) => {
    const circuit = newCircuit();
    const inputs = Array.from({ length: 120 }, () => circuit.input());
    const steps = newSteps(most);
    const signals = hardClauses(120, 7).map((each) =>
      circuit.any(each.map((input) => Math.sign(input) * (inputs[Math.abs(input) - 1] ?? 0))),
    );
    return [questionsAbout(circuit, steps).canBe(...signals).kind, steps.left];
  };
  expect(ask(1000)[0]).toBe('undecided');
  expect(ask(100_000_000)).toEqual(ask(100_000_000));
  expect(ask(100_000_000)[0]).not.toBe('undecided');
});
