import { groupBy } from '../../algebra/keyed';
import type { Undetermined } from '../../audit/audit-finding';
import { resourceTitle } from '../../wording/names';

/** What several rules cannot tell of one object, for one reason. */
export interface OpenQuestion {
  /** Names of rules, in the order of the catalogue: `allows-all-ports, wide-cidr`. */
  readonly rules: string;
  /** `Deployment shop/web: the policy … is not evaluated`. */
  readonly what: string;
}

/** What people read of what rules could not tell: each object and reason once, for rules that have them in common. */
export function openQuestions(undetermined: readonly Undetermined[]): readonly OpenQuestion[] {
  const groups = groupBy(undetermined, ({ subject, reason }) => `${resourceTitle(subject)}: ${reason}`);
  return [...groups].map(([what, all]) => ({ rules: all.map(({ rule }) => rule.name).join(', '), what }));
}
