import type { Answer, Wish } from './answer';
import { always, type Circuit, type Signal } from './circuit';
import { type Simulation, simulationOf } from './simulation';

/**
 * Answers many questions together. Whether any of them can be true is one question; its example answers all those that are
 * true in it, and a few changes of its inputs often make others true.
 */
export function answerEach(
  circuit: Circuit,
  ask: { readonly any: (signal: Signal) => Answer; readonly one: (signal: Signal) => Answer },
  wishes: readonly Wish[],
  demanded: readonly Signal[],
): readonly Answer['kind'][] {
  const answers: (Answer['kind'] | undefined)[] = wishes.map(() => undefined);
  const all = [...demanded, ...wishes.flatMap(({ signal, ways }) => [signal, ...ways.flat()])];
  for (;;) {
    const open = wishes.flatMap((wish, at) => (answers[at] === undefined ? [{ ...wish, at }] : []));
    if (open.length === 0) break;
    const answer = ask.any(circuit.any(open.map(({ signal }) => signal)));
    if (answer.kind === 'yes') {
      const simulation = simulationOf(circuit, all, answer.example);
      const walk = walkFrom(circuit, simulation, demanded);
      let found = 0;
      let failed = 0;
      for (const { signal, ways, at } of open) {
        const isFound = simulation.isTrue(signal) || (failed < mostFailed && ways.some((way) => walk(signal, way)));
        failed = isFound ? 0 : failed + 1;
        if (!isFound) continue;
        answers[at] = 'yes';
        found++;
      }
      if (found >= fewFound) continue;
    }
    // Nothing of them is possible; or they are asked one by one, where asking them together does not pay.
    for (const { signal, at } of open) answers[at] ??= answer.kind === 'no' ? 'no' : ask.one(signal).kind;
  }
  return answers.map((each) => each ?? 'undecided');
}

/** After so many walks in a row that did not arrive, none is tried from the same example. */
const mostFailed = 8;
/** With fewer answers for one search, each question is better asked alone. */
const fewFound = 4;
/** Further than so many inputs away another search is sooner at the end. */
const mostChanges = 24;
/** How many signals are looked at for the next input to change. */
const mostVisits = 100;

/**
 * Changes inputs one by one until a signal is true, or gives up and changes them back. What is demanded stays true. A walk
 * that arrives is a proof; one that does not says nothing.
 */
function walkFrom(
  circuit: Circuit,
  simulation: Simulation,
  demanded: readonly Signal[],
): (signal: Signal, way: readonly Signal[]) => boolean {
  return (signal, way) => {
    const changed = new Set<Signal>();
    /** The input that matters least to others among those that make a false signal true, or bring it closer. */
    const inputTowards = (wanted: Signal): Signal | undefined => {
      let best: Signal | undefined;
      const open = [wanted];
      for (let visits = 0; visits < mostVisits; visits++) {
        const next = open.pop();
        if (next === undefined) break;
        const plain = Math.abs(next);
        const parts = circuit.partsOf(plain);
        // To be true it needs one of its parts, to be false none of them.
        if (parts && next > 0) open.push(...parts.slice(0, mostVisits));
        else if (parts) for (const part of parts) if (simulation.isTrue(part)) open.push(-part);
        if (parts || plain === always || changed.has(plain)) continue;
        if (best === undefined || simulation.influenceOf(plain) < simulation.influenceOf(best)) best = plain;
      }
      return best;
    };
    const required = [...way, ...demanded];
    while (changed.size < mostChanges) {
      const missing = required.find((each) => !simulation.isTrue(each));
      if (missing === undefined) break;
      const input = inputTowards(missing);
      if (input === undefined) break;
      changed.add(input);
      simulation.set([input], !simulation.isTrue(input));
    }
    if (simulation.isTrue(signal) && demanded.every(simulation.isTrue)) return true;
    for (const input of changed) simulation.set([input], !simulation.isTrue(input));
    return false;
  };
}
