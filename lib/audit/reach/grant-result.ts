import { isWrittenByNetpact } from '../../k8s/policy-declaration';
import { portRuleText } from '../../wording/ports';
import type { DirectedRule } from '../directed-rules';
import { type PolicyRemarks, policyResult } from '../policy-result';
import type { AuditContext, RuleResult } from '../rule';
import { subjectText } from '../wording/describe';

/** What a rule in force grants, and what to say of it. */
export interface WideGrant extends Pick<PolicyRemarks, 'severity' | 'notes' | 'help' | 'declared'> {
  readonly field: string;
  /** The other end. */
  readonly who: string;
  /** @default what the rule says of ports */
  readonly ports?: string;
  /** What follows the sentence. */
  readonly addition?: string;
}

/**
 * That a rule in force grants much: `it lets every pod of the namespace a reach web on TCP 80`, or the other way round. Width
 * that netpact wrote was declared with a word for it (`anywhere()`, `allPorts()`, …) and reviewed there: it is worth
 * knowing, and no surprise.
 */
export function grantResult(
  { facts }: AuditContext,
  { owner, direction, rule }: DirectedRule,
  { field, who, ports = portRuleText(rule.ports), addition = '', ...remarks }: WideGrant,
): RuleResult {
  const { policy } = owner;
  const subject = subjectText(facts, owner);
  const [from, to] = direction === 'ingress' ? [who, subject] : [subject, who];
  return policyResult(policy, field, `it lets ${from} reach ${to} on ${ports}${addition}`, {
    ...(isWrittenByNetpact(policy) && { severity: 'info' }),
    ...remarks,
  });
}
