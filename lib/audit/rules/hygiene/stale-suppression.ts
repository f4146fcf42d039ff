import type { Rule } from '../../rule';

/** Suppressions that suppress nothing. The audit itself looks for them: only it knows what the other rules found. */
export const staleSuppression: Rule = {
  name: 'stale-suppression',
  severity: 'warning',
  category: 'hygiene',
  title: 'a suppression no longer suppresses anything',
  what: `An annotation netpact.dev/ignore, an entry of the baseline file or an expected exposure of the configuration
matches no finding, its last day is over, or it gives no reason. In the last two cases it does not count.`,
  why: 'A suppression that outlives its finding hides the next one of its kind, and nobody decided to accept that one.',
  fix: `Remove the suppression; for a baseline, write it again with --write-baseline. If the finding is still accepted,
give a reason (netpact.dev/ignore-reason) and, where it has one, a new last day (netpact.dev/ignore-until).`,
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-all
  namespace: shop
  annotations:
    netpact.dev/ignore: stale-suppression
    netpact.dev/ignore-reason: the load balancer needs it
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-all
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`,
  },
  securitySeverity: 3,
  controls: ['NIST SC-7'],
  check: () => [],
};
