import { policyResult } from '../../policy-result';
import { type Rule, upkeepControls } from '../../rule';
import { exceptionsOf, expiresField } from './exceptions';

export const exceptionWithoutOwner: Rule = {
  name: 'exception-without-owner',
  severity: 'warning',
  category: 'hygiene',
  title: 'nobody answers for an exception',
  what: `A policy has an end (the annotation netpact.dev/expires) and no owner (netpact.dev/owner).`,
  why: `When it ends nobody knows whom to ask, so that it is prolonged for ever.`,
  fix: `Say who answers for it:
  annotations: {netpact.dev/expires: "2027-03-31", netpact.dev/owner: payments}
With netpact: .exception({ owner: 'payments', until: '2027-03-31' })`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-legacy, namespace: shop, annotations: {netpact.dev/expires: "2999-12-31"}}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{ipBlock: {cidr: 198.51.100.7/32}}]
      ports: [{port: 8080}]
`,
    good: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-legacy, namespace: shop, annotations: {netpact.dev/expires: "2999-12-31", netpact.dev/owner: payments}}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{ipBlock: {cidr: 198.51.100.7/32}}]
      ports: [{port: 8080}]
`,
  },
  securitySeverity: 2,
  precision: 'very-high',
  controls: upkeepControls,
  *check({ loaded }) {
    for (const { policy, until, owner } of exceptionsOf(loaded))
      if (owner === undefined)
        yield policyResult(policy, expiresField, `the exception until ${until} has no owner`, {
          help: ['add the annotation netpact.dev/owner: <team>'],
          declared: ["name the owner: .exception({ owner: '…', until: '…' })"],
        });
  },
};
