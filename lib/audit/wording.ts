import { type LabelRequirement, requirementsOf, type Selector } from '../algebra/selector';
import type { RulePeer } from '../analyze/policy-rules';
import { namespaceNameLabel } from '../analyze/universe';

/** The first few of a list, and how many there are besides: `a, b, c and 4 more`. */
export function listed(names: readonly string[], most = 3): string {
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
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

/** Who an entry of selectors means: `pods with app=web in monitoring`. */
export function peerText(peer: Exclude<RulePeer, { readonly block: unknown }>, policyNamespace: string): string {
  const pods = selectorText(peer.pods);
  return `${pods ? `pods with ${pods}` : 'all pods'} in ${namespacesText(peer.namespaces, policyNamespace)}`;
}

function namespacesText(selector: Selector | undefined, policyNamespace: string): string {
  if (!selector) return policyNamespace;
  const text = selectorText(selector);
  if (!text) return 'all namespaces';
  const [first, ...others] = requirementsOf(selector);
  const isName = first?.key === namespaceNameLabel && first.operator === 'In' && others.length === 0;
  return isName && first.values?.length === 1 ? `${first.values[0]}` : `namespaces with ${text}`;
}
