import { isWrittenByNetpact } from '../../k8s/policy-declaration';
import type { PortName } from '../../wording/flow-line';
import { portRuleText } from '../../wording/ports';
import { type DirectedRule, destinationsOf } from '../directed-rules';
import type { AuditFacts } from '../facts';
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
  directed: DirectedRule,
  { field, who, ports = portRuleText(directed.rule.ports), addition = '', ...remarks }: WideGrant,
): RuleResult {
  const { owner, direction } = directed;
  const { policy } = owner;
  const subject = subjectText(facts, owner);
  const [from, to] = direction === 'ingress' ? [who, subject] : [subject, who];
  return policyResult(policy, field, `it lets ${from} reach ${to} on ${ports}${addition}`, {
    ...(isWrittenByNetpact(policy) && { severity: 'info', portNames: portNames(facts, directed) }),
    ...remarks,
  });
}

/** Of several workloads each may have names of its own. */
function portNames(facts: AuditFacts, directed: DirectedRule): readonly PortName[] {
  const { pods } = destinationsOf(facts, directed);
  return pods.length === 1 ? (pods[0]?.ports ?? []) : [];
}
