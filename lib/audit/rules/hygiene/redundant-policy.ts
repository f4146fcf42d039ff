import type { PolicyRules } from '../../../analyze/model/policy-rules';
import { listed } from '../../../wording/words';
import { policyResult } from '../../policy-result';
import { coveredParts, type RedundantPolicy, undecidedParts } from '../../redundancy/covered-parts';
import { type Rule, upkeepControls } from '../../rule';

export const redundantPolicy: Rule = {
  name: 'redundant-policy',
  severity: 'info',
  category: 'hygiene',
  title: 'a policy changes nothing',
  what: `A policy with rules selects a workload of the input, and without it exactly the same connections would be possible:
between all pods of the input, pods that could exist, and addresses. A policy without rules is a statement of isolation,
and never redundant. The finding names the policies that cover it: all that it allows they allow, for the same pods. Of policies that
say the same all but one are reported, so that everything that is reported can be removed together. A policy of which
one-side-denied says that it waits for its other half is not redundant.`,
  why: `Who reads it believes that it matters. Who removes the other one later removes access or isolation without knowing.`,
  fix: `Remove it, or narrow the policies that make it redundant, whichever says what is meant.`,
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
  securitySeverity: 1,
  precision: 'very-high',
  controls: upkeepControls,
  *check(context) {
    yield* undecidedParts(context, 'policy');
    for (const { owner, by, alone } of coveredParts(context).policies) {
      const { why, remedy } = alone ? reasons[alone] : coveredBy(by);
      yield policyResult(owner.policy, 'metadata.name', `it changes nothing: ${why}`, {
        help: [`remove it, or ${remedy}`],
        declared: [`remove what declares it, or ${remedy}`],
      });
    }
  },
};

interface Reason {
  readonly why: string;
  readonly remedy: string;
}

const reasons: Readonly<Record<NonNullable<RedundantPolicy['alone']>, Reason>> = {
  open: { why: 'it lets everything pass, as if no policy selected its pods', remedy: 'allow only what is needed' },
  refused: { why: 'the other end refuses all that it allows', remedy: 'allow it at the other end too' },
};

function coveredBy(by: readonly PolicyRules[]): Reason {
  const names = listed(by.map(({ policy }) => policy.name));
  return { why: `what it allows is allowed by ${names} as well`, remedy: `narrow ${names} if that is what is meant` };
}
