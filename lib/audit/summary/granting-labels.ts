import { getOrInsert } from '../../algebra/keyed';
import { type LabelRequirement, namespaceNameLabel, requirementsOf } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { PolicyRules } from '../../analyze/model/policy-rules';
import { requirementText } from '../../wording/selectors';
import { directedRules, selectorPeers } from '../directed-rules';

/** A label that lets its bearer in, or be reached. */
export interface GrantingLabel {
  readonly of: 'namespace' | 'pods';
  /** `team=storefront`, `tier in (a, b)`, `team exists`. */
  readonly label: string;
  /** Whether the owners of the peer's namespace can set it: every label but the one that the API server writes. */
  readonly canBeSetByOwners: boolean;
  /** Whether bearers in other namespaces are meant too. */
  readonly crossesNamespaces: boolean;
  /** Names of the policies that grant by it, sorted. */
  readonly policies: readonly string[];
}

/** The labels in `from` and `to` of some policies, sorted. */
export function grantingLabels(policies: readonly PolicyRules[]): readonly GrantingLabel[] {
  const found = new Map<string, { label: Omit<GrantingLabel, 'policies'>; policies: Set<string> }>();
  const add = (label: Omit<GrantingLabel, 'policies'>, { policy }: PolicyRules) => {
    const key = JSON.stringify([label.of, label.crossesNamespaces, label.label]);
    getOrInsert(found, key, () => ({ label, policies: new Set() })).policies.add(policy.name);
  };
  for (const { owner, rule } of directedRules(policies))
    for (const { namespaces, pods } of selectorPeers(rule)) {
      const crossesNamespaces = namespaces !== undefined;
      for (const each of requirementsOf(namespaces ?? {})) {
        const canBeSetByOwners = each.key !== namespaceNameLabel;
        add({ of: 'namespace', label: written(each), canBeSetByOwners, crossesNamespaces }, owner);
      }
      for (const each of requirementsOf(pods))
        add({ of: 'pods', label: written(each), canBeSetByOwners: true, crossesNamespaces }, owner);
    }
  return [...found]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([, { label, policies: names }]) => ({ ...label, policies: [...names].sort() }));
}

function written(requirement: LabelRequirement): string {
  if (requirement.operator === 'Exists') return `${requirement.key} exists`;
  if (requirement.operator === 'DoesNotExist') return `${requirement.key} does not exist`;
  return requirementText(requirement);
}
