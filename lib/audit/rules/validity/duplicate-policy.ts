import type { Rule } from '../../rule';
import { loadedFindings } from './loaded-findings';

export const duplicatePolicy: Rule = {
  name: 'duplicate-policy',
  severity: 'error',
  category: 'validity',
  title: 'two policies have one name',
  what: `Two NetworkPolicy objects have the same namespace and name. It is an error where the two differ, and an info
where both say the same.`,
  why: `A cluster keeps one of them, the one that was applied last: the rules of the other are gone without a message,
and with them what they denied or allowed.`,
  fix: 'Rename one of the two, merge them, or audit the environments one at a time.',
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Egress]
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard-db-ingress, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard-db-egress, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Egress]
`,
  },
  securitySeverity: 6,
  controls: ['NIST CM-6'],
  check: (context) => loadedFindings(context, 'duplicate-policy'),
};
