import { type LabelRequirement, requirementsOf, type Selector } from '../../algebra/selector';

/** `a`, `a and b`, `a, b, c and 4 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, names.length > most + 1 ? most : names.length);
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}

/** `app=web`, `tier in (api, web)`, `!canary`. */
export function requirementText({ key, operator, values = [] }: LabelRequirement): string {
  switch (operator) {
    case 'In':
      return values?.length === 1 ? `${key}=${values[0]}` : `${key} in (${values?.join(', ')})`;
    case 'NotIn':
      return `${key} not in (${values?.join(', ')})`;
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
