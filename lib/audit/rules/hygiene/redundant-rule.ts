import { listed } from '../../../wording/words';
import { policyResult } from '../../policy-result';
import { coveredParts, undecidedParts } from '../../redundancy/covered-parts';
import { type Rule, upkeepControls } from '../../rule';

export const redundantRule: Rule = {
  name: 'redundant-rule',
  severity: 'info',
  category: 'hygiene',
  title: 'a rule changes nothing',
  what: `A rule in force of a policy that selects a workload of the input could be removed, and exactly the same connections would
be possible: between all pods of the input, pods that could exist, and addresses. The finding names the rules of the same
policy, and the other policies, that cover it. Of rules that say the same all but one are reported; rules of a policy that is
redundant as a whole are not listed again, nor one of which one-side-denied says that it waits for its other half.`,
  why: `A rule that a wider one covers looks like a limit and is none.`,
  fix: `Remove it, or narrow the rule that covers it.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-clients, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
    - from: [{podSelector: {}}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-clients, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
    - from: [{podSelector: {matchLabels: {app: admin}}}]
`,
  },
  securitySeverity: 1,
  precision: 'very-high',
  controls: upkeepControls,
  *check(context) {
    yield* undecidedParts(context, 'rule');
    for (const { owner, rule, byRules, byPolicies } of coveredParts(context).rules) {
      const names = [...byRules.map(({ path }) => path), ...byPolicies.map(({ policy }) => policy.name)];
      const why =
        names.length > 0
          ? `what it allows is allowed by ${listed(names)} as well`
          : 'nothing that could exist matches it';
      yield policyResult(owner.policy, rule.path, `${rule.path} changes nothing: ${why}`, {
        help: [`remove ${rule.path}${names.length > 0 ? `, or narrow ${listed(names)} if that is what is meant` : ''}`],
        declared: ['remove the flow that says it again, or narrow the one that covers it'],
      });
    }
  },
};
