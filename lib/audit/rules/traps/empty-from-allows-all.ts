import { type Direction, directions, type PolicyRules } from '../../../analyze/model/policy-rules';
import type { PodSet } from '../../../analyze/model/universe';
import type { Severity } from '../../../diagnostics/finding';
import type { EgressRule, IngressRule } from '../../../k8s/network-policy';
import { selectorText } from '../../../wording/selectors';
import { listed } from '../../../wording/words';
import { policyResult } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { purposeOf } from '../../services/ingress-purpose';
import { type DeclaredChange, otherEnd, portsOf } from '../../wording/advice';

export const emptyFromAllowsAll: Rule = {
  name: 'empty-from-allows-all',
  severity: 'error',
  category: 'trap',
  title: 'an empty rule or list of peers allows everyone',
  what: `A rule is {} or null, or its from or to is [] or null. It is a warning for {}, which is also the usual way to
allow everything on purpose, and for to: [] beside ports, as many write it for DNS and HTTPS. It is an info where each
port that it opens is one that the API server calls, or to which a Service leads clients from outside: those have no
selector (allows-anywhere-ingress says whom to name instead).`,
  why: `Nothing written does not mean nobody: it means everyone, addresses outside the cluster included. A list that a
template left empty opens the workload to the internet.`,
  fix: 'Name the peers. To allow nobody, leave the rule out altogether: ingress: [].',
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: lock-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress:
    - from: []
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: lock-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
  ingress: []
`,
  },
  securitySeverity: 7.5,
  controls: ['CIS 5.3.2', 'NIST SC-7', 'PCI DSS 1.3'],
  *check(context) {
    for (const rules of context.facts.policies())
      for (const direction of directions) if (rules[direction]) yield* emptyRules(context, rules, direction);
  },
};

function* emptyRules(context: AuditContext, rules: PolicyRules, direction: Direction): Generator<RuleResult> {
  const { facts } = context;
  const { policy, selector } = rules;
  for (const [index, rule] of (policy.spec[direction] ?? []).entries()) {
    const empty = emptinessOf(rule, direction === 'ingress' ? 'from' : 'to');
    if (!empty) continue;
    const path = `spec.${direction}[${index}]`;
    const field = `${path}${empty.field}`;
    const selected = facts.selectedBy(rules).map(({ name }) => name);
    const pods = selectorText(selector);
    const who =
      selected.length > 0 ? listed(selected) : `${pods ? `pods with ${pods}` : 'all pods'} of ${policy.namespace}`;
    const ports = rule?.ports?.length ? 'on its ports' : 'on every port';
    const effect =
      direction === 'ingress'
        ? `every pod and every address may connect to ${who} ${ports}`
        : `${who} may connect to every pod and every address ${ports}`;
    const written = rules[direction]?.find((each) => each.path === path);
    // Whoever names pods only, where the API server calls, cuts it off.
    const purpose = written && purposeOf(context, { owner: rules, direction, rule: written });
    const naming =
      direction === 'ingress'
        ? 'name who may connect: from: [{podSelector: {matchLabels: {app: …}}}]'
        : 'name who may be reached: to: [{podSelector: {matchLabels: {app: …}}}]';
    const changes = purpose?.declared ?? [{ flow: otherEnd(direction) }];
    const opensAll = !rule?.ports?.length;
    const targets = direction === 'ingress' ? facts.selectedBy(rules) : [];
    yield policyResult(policy, field, `${field} is ${empty.is}: ${effect}${purpose?.addition ?? ''}`, {
      severity: purpose?.severity ?? empty.severity,
      ...(purpose?.notes && { notes: purpose.notes }),
      help: [...(purpose?.help ?? [naming]), `to allow nobody, remove the rule: ${direction}: []`],
      declared: [
        ...changes.map((each) => (opensAll ? onDeclared(each, targets) : each)),
        'or remove the flow, to allow nobody',
      ],
    });
  }
}

/** A flow that is written again names its ports too, where the rule opened all of them. */
const onDeclared = (change: DeclaredChange, targets: readonly PodSet[]): DeclaredChange =>
  typeof change === 'object' && 'flow' in change
    ? { ...change, flow: { on: portsOf(targets), ...change.flow } }
    : change;

interface Emptiness {
  /** Below the rule. */
  readonly field: string;
  readonly is: string;
  readonly severity: Severity;
}

function emptinessOf(rule: (IngressRule & EgressRule) | null, side: 'from' | 'to'): Emptiness | undefined {
  if (rule === null) return { field: '', is: 'null', severity: 'error' };
  const peers = rule[side];
  if (peers === null) return { field: `.${side}`, is: 'null', severity: 'error' };
  // Whoever writes the ports of what everybody may be asked (DNS, HTTPS) means everybody: it shuts nobody in.
  const isMeant = side === 'to' && rule.ports !== undefined && (rule.ports?.length ?? 0) > 0;
  if (peers?.length === 0) return { field: `.${side}`, is: '[]', severity: isMeant ? 'warning' : 'error' };
  if (peers !== undefined) return undefined;
  return rule.ports?.length ? undefined : { field: '', is: '{}', severity: 'warning' };
}
