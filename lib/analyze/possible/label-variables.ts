import { getOrInsert } from '../../algebra/keyed';
import {
  isContradiction,
  type LabelRequirement,
  matchesSelector,
  requirementsOf,
  type Selector,
} from '../../algebra/selector';
import { type Circuit, differ, never, newCircuit, type Signal } from '../../decide/circuit';
import { type CodedVariable, newCodedVariable } from '../../decide/number-signals';
import { type Example, questionsAbout } from '../../decide/question';
import { smallestExample } from '../../decide/smallest-example';
import type { Steps } from '../../decide/steps';
import type { Labels } from '../../k8s/resources';
import { type LabelCodes, labelCodesOf } from './label-codes';

/** Labels that nobody knows yet: any value, or none, of every key. */
export interface LabelVariables {
  matches(selector: Selector): Signal;
  /** Whether the label is there with this value. */
  has(key: string, value: string): Signal;
  /** Whether all labels are those of other variables of the same codes. */
  equals(other: LabelVariables): Signal;
  /** The variable of a key that selectors name. */
  variableOf(key: string): CodedVariable;
  /** The inputs of each key that was asked for. */
  parts(): readonly (readonly Signal[])[];
  /** The labels of an example: those that matter. */
  labelsIn(example: Example): Labels;
}

/** Labels with inputs of their own; selectors must be among those that the codes are of. */
export function newLabelVariables(circuit: Circuit, codes: ReadonlyMap<string, LabelCodes>): LabelVariables {
  const variables = new Map<string, CodedVariable>();
  const codesOf = (key: string): LabelCodes => {
    const found = codes.get(key);
    if (!found) throw new RangeError(`no selector with the label ${key} was announced`);
    return found;
  };
  const variableOf = (key: string): CodedVariable =>
    getOrInsert(variables, key, () => newCodedVariable(circuit, codesOf(key).size));
  const known = new Map<string, Signal>();
  const meets = (requirement: LabelRequirement): Signal => {
    const { key, operator, values } = requirement;
    const text = JSON.stringify([key, operator, values]);
    return getOrInsert(known, text, () => variableOf(key).isIn(codesOf(key).rangesOf(requirement)));
  };
  return {
    matches: (selector) => circuit.all(requirementsOf(selector).map(meets)),
    has: (key, value) => (codes.has(key) ? meets({ key, operator: 'In', values: [value] }) : never),
    equals: (other) =>
      -circuit.any(
        [...codes.keys()].flatMap((key) =>
          variableOf(key).bits.map((bit, at) => differ(circuit, bit, other.variableOf(key).bits[at] ?? never)),
        ),
      ),
    variableOf,
    parts: () => [...variables.values()].map(({ bits }) => bits),
    labelsIn(example) {
      const labels: Record<string, string> = {};
      for (const key of [...variables.keys()].sort()) {
        const code = variables.get(key)?.codeIn(example) ?? 0;
        const value = codes.get(key)?.valueOf(code);
        if (value !== undefined) labels[key] = value;
      }
      return labels;
    },
  };
}

/** The fewest labels that none of some selectors select; `all` where together they select every label set that could exist. */
export function labelsOutside(selectors: readonly Selector[], steps: Steps): Labels | 'all' | 'undecided' {
  if (!selectors.some((selector) => matchesSelector(selector, {}))) return {};
  if (selectors.some((selector) => requirementsOf(selector).length === 0)) return 'all';
  const circuit = newCircuit();
  const questions = questionsAbout(circuit, steps);
  const labels = newLabelVariables(circuit, labelCodesOf(selectors));
  const isOutside = -circuit.any(selectors.filter((each) => !isContradiction(each)).map(labels.matches));
  const answer = questions.canBe(isOutside);
  if (answer.kind !== 'yes') return answer.kind === 'no' ? 'all' : 'undecided';
  return labels.labelsIn(smallestExample(circuit, isOutside, answer.example, labels.parts()));
}
