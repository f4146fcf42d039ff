import { namespaceNameLabel, requirementsOf } from '../../../algebra/selector';
import { directedRules, isNamed, type SelectorPeer, selectorPeers } from '../../directed-rules';
import { grantResult } from '../../reach/grant-result';
import { meansEveryNamespace } from '../../reach/wide-peers';
import { type AuditContext, leastAccessControls, type Rule } from '../../rule';
import { otherEnd } from '../../wording/advice';
import { peerText } from '../../wording/describe';

export const mutableNamespaceLabel: Rule = {
  name: 'mutable-namespace-label',
  severity: 'warning',
  category: 'hygiene',
  title: 'a label that others can set grants access across namespaces',
  what: `An ingress rule in force chooses namespaces by labels other than kubernetes.io/metadata.name, or pods by labels in any
namespace. The API server sets the name label; every other label of a namespace may be set by whoever may edit it, and
labels of pods by whoever may create pods there.
Info where netpact wrote the policy: there the width was declared with a word for it.`,
  why: `Whoever may label their own namespace or pods lets themselves in, without a change to any policy.`,
  fix: `Name the namespaces:
  - from:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
        podSelector: {matchLabels: {app.kubernetes.io/name: prometheus}}
or keep the label under control with an admission policy.`,
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
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {team: monitoring}}}]
      ports: [{port: 8080}]
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
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
          podSelector: {matchLabels: {app: prometheus}}
      ports: [{port: 8080}]
`,
  },
  securitySeverity: 3.5,
  precision: 'medium',
  controls: leastAccessControls,
  *check(context) {
    for (const directed of directedRules(context.analysis.engine.policies, 'ingress')) {
      for (const peer of selectorPeers(directed.rule)) {
        const how = granting(context, peer);
        if (!how) continue;
        yield grantResult(context, directed, {
          field: `${peer.path}.${how.field}`,
          who: peerText(peer, directed.owner.policy.namespace),
          addition: `: ${how.owners} may set ${how.label}`,
          help: [
            'name the namespaces by kubernetes.io/metadata.name, or keep the label under control with an admission policy',
          ],
          declared: [
            { flow: otherEnd('ingress'), because: "a workload of foreignNamespace('…') instead of namespacesWhere()" },
            'or keep the label under control with an admission policy',
          ],
        });
      }
    }
  },
};

interface Granting {
  readonly field: 'namespaceSelector' | 'podSelector';
  readonly label: string;
  readonly owners: string;
}

/** The label that grants access and is in others' hands; none where the namespaces are named. */
function granting(context: AuditContext, { namespaces, pods }: SelectorPeer): Granting | undefined {
  if (!namespaces || isNamed(namespaces)) return undefined;
  const label = requirementsOf(namespaces).find(
    ({ key, operator }) => key !== namespaceNameLabel && operator !== 'DoesNotExist',
  )?.key;
  if (label !== undefined) return { field: 'namespaceSelector', label, owners: 'whoever edits a namespace' };
  const podLabel = requirementsOf(pods)[0]?.key;
  // What is not decided may mean every namespace.
  if (podLabel === undefined || meansEveryNamespace(context, [namespaces]) === false) return undefined;
  return { field: 'podSelector', label: podLabel, owners: 'whoever creates a pod in any namespace' };
}
