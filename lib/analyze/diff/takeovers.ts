import { byCodeUnits } from '../../algebra/text-order';
import type { PolicyResource } from '../../k8s/resources';
import { type PolicyChanges, policyName } from './policy-changes';

/** A policy that the new side writes, and that somebody else owns on the old one. */
export interface Takeover {
  readonly policy: string;
  /** Who manages it now (`app.kubernetes.io/managed-by`), where it says so. */
  readonly owner?: string;
  readonly before: PolicyResource;
}

const managedBy = 'app.kubernetes.io/managed-by';

/** Same-named policies that netpact would take over: applying them would silently replace another owner's. */
export function takeovers({ same, changed }: PolicyChanges): readonly Takeover[] {
  return [...same, ...changed]
    .filter(({ before, after }) => after.labels[managedBy] === 'netpact' && before.labels[managedBy] !== 'netpact')
    .map(({ before }) => {
      const owner = before.labels[managedBy];
      return { policy: policyName(before), ...(owner && { owner }), before };
    })
    .sort((a, b) => byCodeUnits(a.policy, b.policy));
}
