import type { Answer, Wish } from './answer';
import { always, type Circuit, never, type Signal } from './circuit';
import { answerEach } from './many-questions';
import { Solver } from './solver';
import type { Steps } from './steps';

/** Says which inputs are true in an example; those that do not matter are false. */
export type Example = (input: Signal) => boolean;

/** Answers questions about one circuit; what was learned for one serves the next. */
export interface Questions {
  readonly circuit: Circuit;
  /** Whether all of these can be true together. */
  canBe(...signals: readonly Signal[]): Answer;
  /** The same for each of many, asked together: one search often answers for several, and one example leads to the next. */
  canEachBe(wishes: readonly Wish[]): readonly Answer['kind'][];
  /** Demands a signal of all later examples. */
  demand(signal: Signal): void;
}

/** Questions about a circuit, within the steps of a command. */
export function questionsAbout(circuit: Circuit, steps: Steps): Questions {
  const solver = new Solver(steps);
  const told = new Set<Signal>();
  const order: Signal[] = [];
  /** Says what a signal means, and the signals that it is made of. */
  const tell = (signal: Signal) => {
    const open = [Math.abs(signal)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (told.has(next)) continue;
      told.add(next);
      order.push(next);
      solver.addVariable(next);
      const parts = circuit.partsOf(next);
      if (!parts) continue;
      for (const part of parts) open.push(Math.abs(part));
    }
  };
  const learn = (signals: readonly Signal[]) => {
    const before = order.length;
    for (const signal of signals) tell(signal);
    for (const signal of order.slice(before)) {
      const parts = circuit.partsOf(signal);
      if (!parts) continue;
      for (const part of parts) solver.addClause([signal, -part]);
      solver.addClause([-signal, ...parts]);
    }
  };
  const demanded: Signal[] = [];
  const canBe = (...signals: readonly Signal[]): Answer => {
    if (signals.includes(never)) return { kind: 'no' };
    const asked = signals.filter((signal) => signal !== always);
    learn(asked);
    const answer = solver.solve(asked);
    if (answer === undefined) return { kind: 'undecided' };
    if (!answer) return { kind: 'no' };
    const isTrue = new Uint8Array(circuit.size + 1);
    for (const signal of order) if (solver.isTrue(signal)) isTrue[signal] = 1;
    return { kind: 'yes', example: (input) => isTrue[input] === 1 };
  };
  /** A question that stands for many leaves half of the steps to each of them alone. */
  const withHalf = (signal: Signal): Answer => {
    const kept = Math.floor(steps.left / 2);
    steps.left -= kept;
    const answer = canBe(signal);
    steps.left += kept;
    return answer;
  };
  return {
    circuit,
    canBe,
    canEachBe: (wishes) => answerEach(circuit, { any: withHalf, one: canBe }, wishes, demanded),
    demand(signal) {
      if (signal === always) return;
      demanded.push(signal);
      learn(signal === never ? [] : [signal]);
      solver.addClause(signal === never ? [] : [signal]);
    },
  };
}
