/** A truth value that depends on inputs: a number, and with a minus sign its negation. Equal values written alike are one. */
export type Signal = number;

export const always: Signal = 1;
export const never: Signal = -1;

/** Builds signals from signals. Whatever is built of the same parts is the same signal, so that nothing is written twice. */
export interface Circuit {
  /** How many signals there are; they are numbered from 1. */
  readonly size: number;
  /** A new input: true or false as anyone likes. */
  input(): Signal;
  any(signals: readonly Signal[]): Signal;
  all(signals: readonly Signal[]): Signal;
  /** The signals of which this one (without sign) is the disjunction; undefined for inputs and for `always`. */
  partsOf(signal: Signal): readonly Signal[] | undefined;
}

/** A circuit without inputs. */
export function newCircuit(): Circuit {
  const parts: (readonly Signal[] | undefined)[] = [undefined, undefined];
  const known = new Map<string, Signal>();
  const add = (each: readonly Signal[] | undefined): Signal => {
    parts.push(each);
    return parts.length - 1;
  };
  const any = (signals: readonly Signal[]): Signal => {
    const distinct = new Set<Signal>();
    for (const signal of signals) {
      if (signal === always || distinct.has(-signal)) return always;
      if (signal !== never) distinct.add(signal);
    }
    if (distinct.size < 2) {
      for (const only of distinct) return only;
      return never;
    }
    const sorted = [...distinct].sort((a, b) => a - b);
    const key = sorted.join();
    const signal = known.get(key) ?? add(sorted);
    known.set(key, signal);
    return signal;
  };
  return {
    get size() {
      return parts.length - 1;
    },
    input: () => add(undefined),
    any,
    all: (signals) => -any(signals.map((signal) => -signal)),
    partsOf: (signal) => parts[Math.abs(signal)],
  };
}

/** Whether two signals differ. */
export function differ(circuit: Circuit, a: Signal, b: Signal): Signal {
  if (a === b) return never;
  return circuit.any([circuit.all([a, -b]), circuit.all([-a, b])]);
}

/** Either of two signals, by a third one. */
export function choose(circuit: Circuit, condition: Signal, then: Signal, otherwise: Signal): Signal {
  if (then === otherwise) return then;
  return circuit.all([circuit.any([-condition, then]), circuit.any([condition, otherwise])]);
}
