import { type LabelMap, type LabelRequirement, requirementsOf, type Selector } from '../algebra/selector';

/** `app=web,tier=front`: labels as kubectl takes them. */
export function labelsText(labels: LabelMap): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join();
}

/** `app=web`, `tier in (api, web)`, `!canary`: a condition as kubectl takes it. */
export function requirementText({ key, operator, values }: LabelRequirement): string {
  const all = values ?? [];
  switch (operator) {
    case 'In':
      return all.length === 1 ? `${key}=${all[0]}` : `${key} in (${all.join(', ')})`;
    case 'NotIn':
      return `${key} not in (${all.join(', ')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}

/** The conditions of a selector, separated by commas; empty for a selector without conditions. */
export function selectorText(selector: Selector): string {
  return requirementsOf(selector).map(requirementText).join(', ');
}
