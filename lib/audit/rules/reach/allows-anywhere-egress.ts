import { anywhereResults } from '../../reach/anywhere';
import { boundaryControls, type Rule } from '../../rule';

export const allowsAnywhereEgress: Rule = {
  name: 'allows-anywhere-egress',
  severity: 'warning',
  category: 'reach',
  title: 'a rule lets pods connect to any address',
  what: `An egress rule in force means everyone (no to, or an empty one), or its blocks hold most public addresses of a family:
0.0.0.0/0, ::/0, the same less exceptions, or halves that add up to it.
Info where netpact wrote the policy: there the width was declared with a word for it.`,
  why: `Who takes over the pod sends data to any server and fetches tools from any server; nothing has to be forged.`,
  fix: `Name the blocks of the servers, or send the traffic through an egress proxy:
  egress:
    - to: [{ipBlock: {cidr: 198.51.100.0/24}}]
      ports: [{port: 443}]
With netpact: flow(web).to(cidr('stripe', ['198.51.100.0/24'])).port(443)`,
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
  policyTypes: [Egress]
  egress:
    - ports: [{port: 443}]
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
  policyTypes: [Egress]
  egress:
    - to: [{ipBlock: {cidr: 198.51.100.0/24}}]
      ports: [{port: 443}]
`,
  },
  securitySeverity: 5.5,
  controls: boundaryControls,
  reach: { of: 'policies', directions: ['egress'] },
  check: (context) => anywhereResults(context, 'egress'),
};
