import { type LabelRequirement, namespaceNameLabel, requirementsOf } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { PolicyRules } from '../../analyze/model/policy-rules';

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
  const add = (label: Omit<GrantingLabel, 'policies'>, policy: string) => {
    const key = JSON.stringify([label.of, label.crossesNamespaces, label.label]);
    const known = found.get(key) ?? { label, policies: new Set() };
    known.policies.add(policy);
    found.set(key, known);
  };
  for (const { policy, ingress, egress } of policies)
    for (const peer of [...(ingress ?? []), ...(egress ?? [])].flatMap((rule) => rule.peers ?? [])) {
      if ('block' in peer) continue;
      const crossesNamespaces = peer.namespaces !== undefined;
      for (const each of requirementsOf(peer.namespaces ?? {})) {
        const canBeSetByOwners = each.key !== namespaceNameLabel;
        add({ of: 'namespace', label: written(each), canBeSetByOwners, crossesNamespaces }, policy.name);
      }
      for (const each of requirementsOf(peer.pods))
        add({ of: 'pods', label: written(each), canBeSetByOwners: true, crossesNamespaces }, policy.name);
    }
  return [...found]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([, { label, policies: names }]) => ({ ...label, policies: [...names].sort() }));
}

function written({ key, operator, values }: LabelRequirement): string {
  const list = [...(values ?? [])];
  switch (operator) {
    case 'In':
      return list.length === 1 ? `${key}=${list[0]}` : `${key} in (${list.join(', ')})`;
    case 'NotIn':
      return `${key} not in (${list.join(', ')})`;
    case 'Exists':
      return `${key} exists`;
    case 'DoesNotExist':
      return `${key} does not exist`;
  }
}
