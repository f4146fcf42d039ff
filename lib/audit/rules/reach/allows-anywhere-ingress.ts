import { anywhereResults } from '../../reach/anywhere';
import { boundaryControls, type Rule } from '../../rule';
import { isOfController } from '../../services/ingress-controllers';
import { purposeOf } from '../../services/ingress-purpose';

export const allowsAnywhereIngress: Rule = {
  name: 'allows-anywhere-ingress',
  severity: 'warning',
  category: 'reach',
  title: 'a rule lets any address in',
  what: `An ingress rule in force means everyone (no from, or an empty one), or its blocks hold most public addresses of a
family: 0.0.0.0/0, ::/0, the same less exceptions, or halves that add up to it.
Info where each port that the rule opens, on each pod that it selects, is one that the API server calls (an admission or
conversion webhook, an aggregated API: no selector means it) or a Service of type LoadBalancer or NodePort leads to; not
where the policy asks for no label by its value, nor for an Ingress or a Gateway, whose controller has a selector.
Info where netpact wrote the policy: there the width was declared with a word for it.`,
  why: `Whatever can route to the pod may attack it: the whole cluster and, behind a load balancer or on a routable pod
network, the internet.`,
  fix: `Let in the ingress controller, the load balancer's blocks, or the clients:
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}, podSelector: {}}]
      ports: [{port: 8080}]
Of a webhook, the API server: its addresses (kubectl get endpointslices kubernetes -n default), or the block that the provider of a managed
control plane gives it:
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.1/32}}]
      ports: [{port: 9443}]
With netpact: apiServer in the cluster profile, and flow(kubeApiServer()).to(webhook).port(9443)
An ingress controller itself may be meant to be reached from anywhere: say so in the configuration of the audit.`,
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
    - from: [{ipBlock: {cidr: 0.0.0.0/0}}]
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
    - from: [{ipBlock: {cidr: 198.51.100.0/24}}]
      ports: [{port: 8080}]
`,
  },
  securitySeverity: 7.5,
  controls: boundaryControls,
  reach: { of: 'policies', directions: ['ingress'] },
  check: (context) =>
    anywhereResults(
      context,
      'ingress',
      (directed) => purposeOf(context, directed) ?? {},
      (owner) => isOfController(context, owner),
    ),
};
