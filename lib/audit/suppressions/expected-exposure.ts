import { type Direction, opposite } from '../../analyze/model/policy-rules';
import { isSameSubject, type Location } from '../../diagnostics/finding';
import type { AuditFinding } from '../audit-finding';
import { waysByObjects } from '../outside/outside-ways';
import type { AuditContext } from '../rule';
import type { Suppression } from './suppression';

/** Reach that is meant: "ingress-nginx may be reached from anywhere". */
export interface ExpectedExposure {
  readonly namespace: string;
  /** @default every workload of the namespace */
  readonly workload?: string;
  readonly direction: Direction;
  readonly scope: ExpectedScope;
  readonly reason: string;
  readonly until?: string;
  readonly at: Location;
}

export type ExpectedScope = 'anywhere' | 'all-namespaces';

const rulesByScope: Readonly<Record<ExpectedScope, Readonly<Record<Direction, readonly string[]>>>> = {
  anywhere: {
    ingress: [
      ...['allows-anywhere-ingress', 'allows-all-namespaces', 'wide-cidr', 'empty-from-allows-all'],
      ...['external-address-open', 'node-port-open'],
    ],
    egress: ['allows-anywhere-egress', 'allows-all-namespaces', 'wide-cidr', 'empty-from-allows-all'],
  },
  'all-namespaces': { ingress: ['allows-all-namespaces'], egress: ['allows-all-namespaces'] },
};

/** An expected exposure as the suppression of what the rules on reach say of it. */
export function expectedSuppression(exposure: ExpectedExposure, context: AuditContext): Suppression {
  const { namespace, workload, direction, scope, reason, until, at } = exposure;
  const rules = rulesByScope[scope][direction];
  return {
    kind: 'expected',
    rules,
    matches: (finding) =>
      rules.includes(finding.rule.name) &&
      !finding.field?.startsWith(`spec.${opposite[direction]}`) &&
      speaksOf(finding, namespace, workload, context),
    reason,
    ...(until !== undefined && { until }),
    subject:
      workload === undefined ? { kind: 'Namespace', name: namespace } : { kind: 'Workload', namespace, name: workload },
    field: `${direction === 'ingress' ? 'from' : 'to'}: ${scope}`,
    at,
    title: 'the expected exposure',
  };
}

/** Whether a finding is about these workloads and no others. */
function speaksOf(
  { subject }: AuditFinding,
  namespace: string,
  workload: string | undefined,
  context: AuditContext,
): boolean {
  const { facts } = context;
  if ((subject.kind === 'Namespace' ? subject.name : subject.namespace) !== namespace) return false;
  if (workload === undefined) return true;
  if (subject.kind === 'Service') {
    const ways = waysByObjects(context).ways.filter(({ by }) => isSameSubject(by, subject));
    return ways.length > 0 && ways.every(({ pods }) => pods.workload?.name === workload);
  }
  if (subject.kind !== 'NetworkPolicy') return subject.name === workload;
  const policy = facts.policiesIn(namespace).find((each) => each.policy.name === subject.name);
  const selected = policy ? [...facts.selectedBy(policy), ...facts.missedOnNodes(policy)] : [];
  return selected.length > 0 && selected.every((pods) => pods.workload?.name === workload);
}
