import { requirementsOf } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { PolicyRules } from '../model/policy-rules';
import { spokenIn } from '../possible/vocabulary';

/** Labels of pods (`app=pay`) that policies of the new side name and none of the old side did, sorted. */
export function newLabels(before: readonly PolicyRules[], after: readonly PolicyRules[]): readonly string[] {
  const old = labelsNamedBy(before);
  return [...labelsNamedBy(after)].filter((label) => !old.has(label)).sort(byCodeUnits);
}

function labelsNamedBy(policies: readonly PolicyRules[]): ReadonlySet<string> {
  const requirements = [...spokenIn(policies).pods].flatMap(requirementsOf);
  return new Set(requirements.flatMap(({ key, values }) => (values ?? []).map((value) => `${key}=${value}`)));
}
