import type { Severity } from '../diagnostics/finding';
import type { PolicyResource } from '../k8s/resources';
import type { PortName } from '../wording/flow-line';
import type { AuditContext, RuleResult } from './rule';
import type { DeclaredChange } from './wording/advice';

/** What a finding about a policy says beside its sentence. */
export interface PolicyRemarks {
  readonly severity?: Severity;
  readonly notes?: readonly string[];
  /** The fix for a policy that people wrote. */
  readonly help?: readonly string[];
  /** The fix for a policy that netpact wrote, in the words of the TypeScript that made it. */
  readonly declared?: readonly DeclaredChange[];
  /** What the pods that connections arrive at call their ports. */
  readonly portNames?: readonly PortName[];
  /** The policies in which it would be fixed. @default the policy itself */
  readonly changedIn?: readonly PolicyResource[];
  /** The narrower field to point at. @default the field itself */
  readonly place?: string;
  /** `key` points at the name of the field alone. @default 'whole' */
  readonly part?: 'whole' | 'key';
}

/** A finding about a field of a policy; `message` follows the name of the policy. */
export function policyResult(
  policy: PolicyResource,
  field: string,
  message: string,
  {
    place = field,
    part = 'whole',
    declared = [],
    changedIn = [policy],
    portNames = [],
    ...remarks
  }: PolicyRemarks = {},
): RuleResult {
  return {
    kind: 'finding',
    message: `NetworkPolicy ${policy.namespace}/${policy.name}: ${message}`,
    subject: subjectOf(policy),
    field,
    at: () => policy.origin.span(place, part),
    ...remarks,
    declared: { policies: changedIn, changes: declared, ports: portNames },
  };
}

/** What the input does not tell about a policy. */
export function policyUnknown(policy: PolicyResource, reason: string): RuleResult {
  return { kind: 'not-applicable', subject: subjectOf(policy), reason };
}

/** What was not found out about a policy within the steps of a command. */
export function policyUndetermined(policy: PolicyResource, reason: string): RuleResult {
  return { kind: 'undetermined', subject: subjectOf(policy), reason };
}

/** The answer of a rule about workloads, where the input has policies only. */
export function* withoutWorkloads({ analysis, facts }: AuditContext): Generator<RuleResult> {
  if (analysis.universe.pods.length === 0 && facts.policies().length > 0)
    yield { kind: 'not-applicable', reason: 'the input has no workloads' };
}

function subjectOf({ namespace, name }: PolicyResource) {
  return { kind: 'NetworkPolicy', namespace, name };
}
