import type { AuditContext, RuleResult } from '../rule';
import { redundantParts } from './redundant-parts';

/** Says of which policies, or rules, it was not found out whether they change anything. */
export function* undecidedParts(context: AuditContext, of: 'policy' | 'rule'): Generator<RuleResult> {
  for (const { owner, rule } of redundantParts(context).undecided) {
    if ((rule === undefined) !== (of === 'policy')) continue;
    const { namespace, name } = owner.policy;
    yield {
      kind: 'undetermined',
      subject: { kind: 'NetworkPolicy', namespace, name },
      reason: `it could not be decided whether ${rule ? rule.path : 'it'} changes anything: the labels that the policies select by are too entangled`,
    };
  }
}
