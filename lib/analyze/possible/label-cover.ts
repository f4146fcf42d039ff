import { isContradiction, matchesSelector, requirementsOf, type Selector } from '../../algebra/selector';
import { newCircuit } from '../../decide/circuit';
import { questionsAbout } from '../../decide/question';
import { smallestExample } from '../../decide/smallest-example';
import type { Steps } from '../../decide/steps';
import type { Labels } from '../../k8s/resources';
import { labelCodesOf } from './label-codes';
import { newLabelVariables } from './label-variables';

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
