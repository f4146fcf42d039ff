import { type Direction, directions, type PolicyRules } from '../../../analyze/model/policy-rules';
import { oneOrMany } from '../../../wording/words';
import { policyResult } from '../../policy-result';
import type { AuditContext, Rule, RuleResult } from '../../rule';
import { podsText } from '../../wording/describe';

export const rulesWithoutPolicyType: Rule = {
  name: 'rules-without-policy-type',
  severity: 'error',
  category: 'trap',
  title: 'rules of a direction that policyTypes leaves out',
  what: 'The policy has ingress or egress rules, and its policyTypes do not name that direction.',
  why: `Kubernetes ignores those rules, and the policy does not isolate its pods in that direction: unless another
policy does, they accept or open connections as if there were no policy.`,
  fix: `Add the direction to policyTypes, or remove the rules. Adding it isolates the selected pods: everything that
the rules do not allow is then denied.`,
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Egress]
  ingress:
    - from:
        - podSelector: { matchLabels: { app: web } }
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector: { matchLabels: { app: web } }
`,
  },
  securitySeverity: 7.5,
  controls: ['CIS 5.3.2', 'NIST SC-7', 'PCI DSS 1.3'],
  *check(context) {
    for (const policy of context.facts.policies())
      for (const direction of directions) yield* ignoredRules(context, policy, direction);
  },
};

function* ignoredRules({ facts }: AuditContext, rules: PolicyRules, direction: Direction): Generator<RuleResult> {
  const { spec } = rules.policy;
  const count = spec[direction]?.length ?? 0;
  if (count === 0 || rules[direction]) return;
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  const open = facts.selectedBy(rules).filter((pods) => facts.selecting(direction, pods).length === 0);
  const names = podsText(open);
  yield policyResult(
    rules.policy,
    `spec.${direction}`,
    `policyTypes is [${(spec.policyTypes ?? []).join(', ')}], so that ${oneOrMany(count, 'the', `the ${count}`)} ${direction} ${oneOrMany(count, 'rule has', 'rules have')} no effect`,
    {
      part: 'key',
      ...(open.length > 0 && { notes: [`no policy isolates ${names} for ${direction}: everything is allowed there`] }),
      help: [
        `write policyTypes: [${[...(spec.policyTypes ?? []), type].join(', ')}], or remove the ${direction} rules`,
      ],
    },
  );
}
