import { listed } from '../../../wording/words';
import { policyResult } from '../../policy-result';
import { othersBeside, redundantParts, undecidedParts } from '../../redundancy/redundant-parts';
import { type Rule, upkeepControls } from '../../rule';

export const redundantRule: Rule = {
  name: 'redundant-rule',
  severity: 'info',
  category: 'hygiene',
  title: 'a rule changes nothing',
  what: `A rule in force of a policy that selects a workload of the input could be removed, and exactly the same connections would
be possible: between all pods of the input, pods that could exist, and addresses. Rules of a policy that is redundant as a
whole are not listed again.`,
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
  controls: upkeepControls,
  *check(context) {
    yield* undecidedParts(context, 'rule');
    for (const { owner, rule } of redundantParts(context).rules) {
      const others = othersBeside(context, owner);
      const by = others.length > 0 ? ` other rules of it or ${listed(others)}` : ' its other rules';
      yield policyResult(
        owner.policy,
        rule.path,
        `${rule.path} changes nothing: what it allows is allowed by${by} as well, or refused at the other end`,
        {
          help: [`remove ${rule.path}, or narrow the rule that covers it`],
          declared: ['remove the flow that says it again, or narrow the one that covers it'],
        },
      );
    }
  },
};
