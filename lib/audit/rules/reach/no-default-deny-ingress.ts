import { missingDefaultDeny } from '../../reach/default-deny';
import { defaultDenyControls, type Rule } from '../../rule';

export const noDefaultDenyIngress: Rule = {
  name: 'no-default-deny-ingress',
  severity: 'warning',
  category: 'reach',
  title: 'a namespace has pods that accept connections from anyone',
  what: `A namespace has workloads, and the policies that isolate ingress do not select every pod that could run there.
It is decided by the selectors: app=web together with "app is not web" covers every pod, a policy called
default-deny that selects app=web does not.
It is an info in kube-system, kube-public and kube-node-lease, where the cluster runs pods of its own.`,
  why: `What no policy selects is open to every pod of the cluster and to every address that can route to it. The next
workload that somebody deploys there is open from its first second.`,
  fix: `Select every pod and allow nothing, then allow what is needed:
  apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: default-deny-ingress, namespace: shop}
  spec: {podSelector: {}, policyTypes: [Ingress]}
With netpact: namespace('shop', { baseline: denyIngress() })`,
  examples: {
    bad: `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
`,
    good: `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-others, namespace: shop}
spec:
  podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}
  policyTypes: [Ingress]
`,
  },
  securitySeverity: 7,
  controls: defaultDenyControls,
  reach: { of: 'namespaces', directions: ['ingress'] },
  check: (context) => missingDefaultDeny(context, 'ingress'),
};
