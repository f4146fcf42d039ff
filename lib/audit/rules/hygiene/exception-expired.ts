import { policyResult } from '../../policy-result';
import { type Rule, upkeepControls } from '../../rule';
import { exceptionsOf, expiresField } from './exceptions';

export const exceptionExpired: Rule = {
  name: 'exception-expired',
  severity: 'error',
  category: 'hygiene',
  title: 'an exception is past its end',
  what: `The annotation netpact.dev/expires of a policy names a day that is over (UTC), or no day at all.`,
  why: `The access was agreed on for a time. It goes on until somebody removes the policy.`,
  fix: `Remove the policy, or agree on a new end with its owner:
  annotations: {netpact.dev/expires: "2027-03-31", netpact.dev/owner: payments}
With netpact: .exception({ owner: 'payments', ticket: 'SEC-142', until: '2027-03-31' })`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-legacy, namespace: shop, annotations: {netpact.dev/expires: "2026-10-31", netpact.dev/owner: payments}}
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
  securitySeverity: 5,
  precision: 'very-high',
  controls: upkeepControls,
  *check({ loaded, now }) {
    for (const { policy, until, end, owner } of exceptionsOf(loaded)) {
      if (end !== undefined && now.getTime() < end) continue;
      yield policyResult(
        policy,
        expiresField,
        end === undefined
          ? `the exception ends on ${JSON.stringify(until)}, which is no day`
          : `the exception ended on ${until}, and still allows what it allows`,
        {
          help:
            end === undefined
              ? ['write its last day as YYYY-MM-DD']
              : [`remove the policy, or agree on a new end with ${owner ?? 'whoever needs it'}`],
          declared: [
            `remove the exception, or agree on a new end with ${owner ?? 'whoever needs it'}: .exception({ …, until: 'YYYY-MM-DD' })`,
          ],
        },
      );
    }
  },
};
