import { missingDefaultDeny } from '../../reach/default-deny';
import { defaultDenyControls, type Rule } from '../../rule';

export const noDefaultDenyEgress: Rule = {
  name: 'no-default-deny-egress',
  severity: 'warning',
  category: 'reach',
  title: 'a namespace has pods that may connect to anywhere',
  what: `A namespace has workloads, and the policies that isolate egress do not select every pod that could run there.
A policy without policyTypes isolates egress only if it has an egress rule.
It is an info in kube-system, kube-public and kube-node-lease, where the cluster runs pods of its own.`,
  why: `Who takes over such a pod can fetch tools, send data out, read the cloud's metadata service and try every open
pod of the cluster.`,
  fix: `Allow DNS, then select every pod and allow nothing:
  apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: default-deny-egress, namespace: shop}
  spec: {podSelector: {}, policyTypes: [Egress]}
With netpact, DNS included: namespace('shop', { baseline: denyEgress() })`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {}
  egress: []
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
`,
  },
  securitySeverity: 5,
  controls: defaultDenyControls,
  reach: { of: 'namespaces', directions: ['egress'] },
  check: (context) => missingDefaultDeny(context, 'egress'),
};
