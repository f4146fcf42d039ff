import type { Rule } from '../../rule';
import { blockedApiServerCalls } from '../../services/api-server-calls';

export const webhookBlocked: Rule = {
  name: 'webhook-blocked',
  severity: 'error',
  category: 'outage',
  title: 'the API server cannot reach an admission webhook',
  what: `The Service of an admission webhook, or of an aggregated API, leads to pods that are isolated for ingress, and what they
let in on that port leaves the API server out: no rule admits everyone, and no block holds its addresses. Those are of the
cluster profile; without them a rule with any block counts as unclear, as do blocks of the profile's nodes and pods: between
nodes a call may carry the address of the node or of its tunnel. Selectors never match the API server: it is no pod, or one
on the host network. Unclear is a rule for the konnectivity agents of kube-system or for OpenShift's network of the nodes, by which
some control planes call; agents of the input decide. A rule for kube-system as such is a warning, as is a webhook with
failurePolicy: Ignore.`,
  why: `Every create and update that the webhook would see fails after a timeout, in the whole cluster; with failurePolicy:
Ignore its checks are skipped in silence. An aggregated API answers 503.`,
  fix: `Let the API server's addresses in on the pods' own port:
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.1/32}}]
      ports: [{port: 8080}]
With netpact: flow(kubeApiServer()).to(webhook).port('https')`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 443, targetPort: 8080}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
  - name: checks.example.com
    clientConfig: {service: {namespace: shop, name: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{namespaceSelector: {}}]
      ports: [{port: 8080}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 443, targetPort: 8080}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
  - name: checks.example.com
    clientConfig: {service: {namespace: shop, name: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - ports: [{port: 8080}]
`,
  },
  securitySeverity: 5,
  controls: ['PCI DSS 1.2'],
  check: (context) => blockedApiServerCalls(context, ({ kind }) => kind !== 'CustomResourceDefinition'),
};
