import { dayInMilliseconds } from '../../../algebra/calendar';
import { counted } from '../../../wording/words';
import { policyResult } from '../../policy-result';
import { type Rule, upkeepControls } from '../../rule';
import { exceptionsOf, expiresField } from './exceptions';

export const exceptionExpiring: Rule = {
  name: 'exception-expiring',
  severity: 'warning',
  category: 'hygiene',
  title: 'an exception ends soon',
  what: `The annotation netpact.dev/expires of a policy names a day within the next 30 (the threshold expiringDays of the
configuration).`,
  why: `When it ends, synth and the audit fail: better to decide before than on the day.`,
  fix: `Remove what needs it, or agree on a new end with its owner:
  annotations: {netpact.dev/expires: "2027-03-31", netpact.dev/owner: payments}`,
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-legacy, namespace: shop, annotations: {netpact.dev/expires: "2026-12-01", netpact.dev/owner: payments}}
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
  *check({ loaded, now, thresholds }) {
    for (const { policy, until, end, owner } of exceptionsOf(loaded)) {
      const left = end === undefined ? 0 : end - now.getTime();
      if (left <= 0 || left > thresholds.expiringDays * dayInMilliseconds) continue;
      const days = Math.ceil(left / dayInMilliseconds);
      yield policyResult(
        policy,
        expiresField,
        `the exception ends on ${until}, ${days === 1 ? 'its last day is today' : `in ${counted(days - 1, 'day')}`}`,
        {
          help: [`decide with ${owner ?? 'whoever needs it'}: remove the policy, or agree on a new end`],
          declared: [
            `decide with ${owner ?? 'whoever needs it'}: remove the exception, or agree on a new end: .exception({ …, until: 'YYYY-MM-DD' })`,
          ],
        },
      );
    }
  },
};
