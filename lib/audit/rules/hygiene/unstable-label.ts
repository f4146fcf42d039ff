import type { LabelRequirement, Selector } from '../../../algebra/selector';
import { writtenRequirements } from '../../../analyze/labels/label-vocabulary';
import type { PolicyRules } from '../../../analyze/model/policy-rules';
import { passingLabels } from '../../../cluster/passing-labels';
import { directedRules, selectorPeers } from '../../directed-rules';
import { policyResult } from '../../policy-result';
import { type Rule, upkeepControls } from '../../rule';

export const unstableLabel: Rule = {
  name: 'unstable-label',
  severity: 'warning',
  category: 'hygiene',
  title: 'a selector depends on a label that changes with every release',
  what: `A selector of a policy in force asks for a value of a label that a controller or a release writes anew: pod-template-hash,
controller-revision-hash, pod-template-generation, controller-uid, job-name, helm.sh/chart, chart,
app.kubernetes.io/version or version. Asking only whether the label exists is fine.`,
  why: `After the next rollout nothing matches any more: as podSelector the pods lose the policy and are open, as a peer they
lose their access.`,
  fix: `Select by labels that stay:
  podSelector: {matchLabels: {app.kubernetes.io/name: web}}
With netpact workloadFrom() leaves such labels out.`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web, app.kubernetes.io/version: 1.2.3}}
  policyTypes: [Ingress]
  ingress: []
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress: []
`,
  },
  securitySeverity: 3,
  controls: upkeepControls,
  *check(context) {
    for (const owner of context.analysis.engine.policies)
      for (const { requirement, path, role } of writtenConditions(owner)) {
        const { key, operator, values } = requirement;
        const writer = passingLabels.get(key);
        if (writer === undefined || (operator !== 'In' && operator !== 'NotIn')) continue;
        yield policyResult(
          owner.policy,
          path,
          `it selects ${role === 'subject' ? 'its pods' : 'a peer'} by ${key}=${(values ?? []).join('|')}, which ${writer} writes anew`,
          {
            notes: [outcomes[role]],
            help: [`select by labels that stay, and leave ${key} out`],
            declared: [
              `declare the workload by labels that stay, without ${key}: .workload('…', { labels: { app: '…' } })`,
            ],
          },
        );
      }
  },
};

const outcomes = {
  subject: 'after that the policy selects none of the new pods: they are open, unless another policy isolates them',
  peer: 'after that the new pods are not meant any more, and lose their access',
};

/** One condition on labels of pods, where it is written, and whether it selects the policy's own pods or a peer. */
interface WrittenCondition {
  readonly requirement: LabelRequirement;
  readonly path: string;
  readonly role: 'subject' | 'peer';
}

/** Every condition on pod labels of a policy that has an effect, `podSelector` first. */
function* writtenConditions(owner: PolicyRules): Generator<WrittenCondition> {
  yield* conditionsOf('spec.podSelector', owner.selector, 'subject');
  for (const { rule } of directedRules([owner]))
    for (const { path, pods } of selectorPeers(rule)) yield* conditionsOf(`${path}.podSelector`, pods, 'peer');
}

function* conditionsOf(base: string, selector: Selector, role: WrittenCondition['role']): Generator<WrittenCondition> {
  for (const { requirement, field } of writtenRequirements(selector)) {
    const path = `${base}.${field}`;
    yield { requirement, path: field.startsWith('matchExpressions') ? `${path}.key` : path, role };
  }
}
