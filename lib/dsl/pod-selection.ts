import type { LabelSelector, LabelSelectorRequirement } from '../k8s/network-policy';
import type { PodSelection } from './peer';

/** `{ app: 'web', tier: ['a', 'b'], canary: false }` as a label selector; expressions are sorted by key. */
export function selectorOf(selection: PodSelection): LabelSelector {
  const labels: [string, string][] = [];
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const key of Object.keys(selection).sort()) {
    const wanted = selection[key];
    if (typeof wanted === 'string') labels.push([key, wanted]);
    else if (typeof wanted === 'boolean') matchExpressions.push({ key, operator: wanted ? 'Exists' : 'DoesNotExist' });
    else if (isList(wanted)) matchExpressions.push({ key, operator: 'In', values: [...wanted] });
    else matchExpressions.push({ key, operator: 'NotIn', values: [...(wanted?.not ?? [])] });
  }
  return {
    // Entries, not assignment: `__proto__` must stay a label, to be refused.
    ...(labels.length > 0 && { matchLabels: Object.fromEntries(labels) }),
    ...(matchExpressions.length > 0 && { matchExpressions }),
  };
}

// Array.isArray does not narrow readonly arrays.
const isList = (wanted: PodSelection[string] | undefined): wanted is readonly string[] => Array.isArray(wanted);
