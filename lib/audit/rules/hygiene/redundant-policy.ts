import { directions, type PolicyRules } from '../../../analyze/model/policy-rules';
import { listed } from '../../../wording/words';
import { policyResult } from '../../policy-result';
import { othersBeside, redundantParts, undecidedParts } from '../../redundancy/redundant-parts';
import { type AuditContext, type Rule, upkeepControls } from '../../rule';

export const redundantPolicy: Rule = {
  name: 'redundant-policy',
  severity: 'info',
  category: 'hygiene',
  title: 'a policy changes nothing',
  what: `A policy with rules selects a workload of the input, and without it exactly the same connections would be possible:
between all pods of the input, pods that could exist, and addresses. A policy without rules is a statement of isolation,
and never redundant. Two policies that say the same are both reported; one of them is enough.`,
  why: `Who reads it believes that it matters. Who removes the other one later removes access or isolation without knowing.`,
  fix: `Remove it, or the policies that make it redundant, whichever says better what is meant.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-clients, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {}}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-clients, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {tier: front}}}]
`,
  },
  controls: upkeepControls,
  *check(context) {
    yield* undecidedParts(context, 'policy');
    for (const { owner } of redundantParts(context).policies) {
      const { why, remedy } = wordsOf(context, owner);
      yield policyResult(owner.policy, 'metadata.name', `it changes nothing: ${why}`, {
        help: [`remove it, or ${remedy}`],
        declared: [`remove what declares it, or ${remedy}`],
      });
    }
  },
};

function wordsOf(context: AuditContext, owner: PolicyRules): { readonly why: string; readonly remedy: string } {
  const others = othersBeside(context, owner);
  if (others.length > 0)
    return {
      why: `what it allows is allowed by ${listed(others)} as well, or refused at the other end`,
      remedy: 'whichever says less well what is meant',
    };
  if (isAlone(context, owner))
    return { why: 'it lets everything pass, as if no policy selected its pods', remedy: 'allow only what is needed' };
  return { why: 'the other end refuses all that it allows', remedy: 'allow it at the other end too' };
}

/** Whether no other policy isolates its pods in a direction in which it has rules. */
function isAlone({ facts }: AuditContext, owner: PolicyRules): boolean {
  const [pods] = facts.selectedBy(owner);
  return (
    pods !== undefined &&
    directions.some((each) => owner[each]?.length && facts.selecting(each, pods).every((other) => other === owner))
  );
}
