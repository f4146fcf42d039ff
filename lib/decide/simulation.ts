import { once } from '../algebra/once';
import { always, type Circuit, type Signal } from './circuit';

/** The values of some signals while their inputs are changed: a change costs as much as it changes, not the whole circuit. */
export interface Simulation {
  /** Makes inputs true or false; those that none of the signals depends on change nothing. */
  set(inputs: readonly Signal[], value: boolean): void;
  /** Whether a signal is true now: one of those simulated, or a part of them. */
  isTrue(signal: Signal): boolean;
  /** About how much depends on a signal. */
  influenceOf(signal: Signal): number;
}

/** The simulation of signals, from these inputs on. */
export function simulationOf(
  circuit: Circuit,
  signals: readonly Signal[],
  isTrue: (input: Signal) => boolean,
): Simulation {
  const roots = signals.map(Math.abs);
  const last = roots.reduce((most, root) => Math.max(most, root), always);
  const { isThere, userStarts } = coneOf(circuit, roots, last);
  /** By signal: what it is a part of, with a minus sign where its negation is. */
  const users = new Int32Array(userStarts[last + 1] ?? 0);
  const nextUser = userStarts.slice();
  const values = new Uint8Array(last + 1);
  /** Of a disjunction: how many of its parts are true. */
  const trueParts = new Int32Array(last + 1);
  for (let each = 1; each <= last; each++) {
    if (isThere[each] === 0) continue;
    const parts = circuit.partsOf(each);
    for (const part of parts ?? []) {
      const plain = Math.abs(part);
      users[nextUser[plain] ?? 0] = part > 0 ? each : -each;
      nextUser[plain] = (nextUser[plain] ?? 0) + 1;
      if ((values[plain] === 1) === part > 0) trueParts[each] = (trueParts[each] ?? 0) + 1;
    }
    values[each] = (parts ? (trueParts[each] ?? 0) > 0 : each === always || isTrue(each)) ? 1 : 0;
  }
  const influences = once(() => {
    const found = new Float64Array(last + 1);
    for (let each = last; each > 0; each--)
      for (let at = userStarts[each] ?? 0; at < (userStarts[each + 1] ?? 0); at++)
        found[each] = Math.min(1e6, (found[each] ?? 0) + 1 + (found[Math.abs(users[at] ?? 0)] ?? 0));
    return found;
  });
  /** The values that users were told: what changes back in time changes nothing for them. */
  const told = values.slice();
  const spread = (changed: Signal[]) => {
    for (const each of changed) {
      if (told[each] === values[each]) continue;
      const isNow = values[each] === 1;
      told[each] = isNow ? 1 : 0;
      for (let at = userStarts[each] ?? 0; at < (userStarts[each + 1] ?? 0); at++) {
        const use = users[at] ?? 0;
        const user = Math.abs(use);
        const count = (trueParts[user] ?? 0) + (isNow === use > 0 ? 1 : -1);
        trueParts[user] = count;
        if ((values[user] === 1) === count > 0) continue;
        values[user] = count > 0 ? 1 : 0;
        changed.push(user);
      }
    }
  };
  return {
    set(inputs, value) {
      const known = inputs.filter((input) => isThere[input] === 1);
      for (const input of known) values[input] = value ? 1 : 0;
      spread(known);
    },
    isTrue: (signal) => (values[Math.abs(signal)] === 1) === signal > 0,
    influenceOf: (signal) => influences()[Math.abs(signal)] ?? 0,
  };
}

/** What signals are made of, and for each part where the list of its users begins; parts are numbered before their users. */
function coneOf(
  circuit: Circuit,
  roots: readonly Signal[],
  last: Signal,
): { readonly isThere: Uint8Array; readonly userStarts: Int32Array } {
  const isThere = new Uint8Array(last + 1);
  const userStarts = new Int32Array(last + 2);
  for (const root of roots) isThere[root] = 1;
  for (let each = last; each > 0; each--)
    if (isThere[each] === 1)
      for (const part of circuit.partsOf(each) ?? []) {
        const plain = Math.abs(part);
        isThere[plain] = 1;
        userStarts[plain + 1] = (userStarts[plain + 1] ?? 0) + 1;
      }
  for (let each = 0; each <= last; each++) userStarts[each + 1] = (userStarts[each + 1] ?? 0) + (userStarts[each] ?? 0);
  return { isThere, userStarts };
}
