import { onceForEach } from '../algebra/once';
import { byCodeUnits } from '../algebra/text-order';
import type { LabelSelector } from '../k8s/network-policy';

/** The same selector with its keys and values in order: what is written, whatever the order of the declarations. */
export function canonicalSelector(selector: LabelSelector): LabelSelector {
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => byCodeUnits(a, b));
  const expressions = (selector.matchExpressions ?? [])
    .map((each) => ({ ...each, ...(each.values && { values: [...new Set(each.values)].sort(byCodeUnits) }) }))
    .sort((a, b) => byCodeUnits(JSON.stringify(a), JSON.stringify(b)));
  return {
    ...(labels.length > 0 && { matchLabels: Object.fromEntries(labels) }),
    ...(expressions.length > 0 && { matchExpressions: expressions }),
  };
}

/**
 * Equal for selectors that are written alike but for their order. By it entries are sorted and peers told apart: by meaning
 * (`selectorKey`) `tier in (a)` would be `tier=a`, and which of the two is written would hang on which was declared first.
 */
export const canonicalText = onceForEach((selector: LabelSelector): string => {
  const { matchLabels = {}, matchExpressions = [] } = canonicalSelector(selector);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => JSON.stringify([key, operator, values]));
  return JSON.stringify([Object.entries(matchLabels), expressions.sort()]);
});
