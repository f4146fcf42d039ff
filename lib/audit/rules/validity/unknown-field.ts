import type { Rule } from '../../rule';
import { loadedFindings } from './loaded-findings';

export const unknownField: Rule = {
  name: 'unknown-field',
  severity: 'error',
  category: 'validity',
  title: 'the policy has a field that does not exist',
  what: 'A field is not part of networking.k8s.io/v1 at its place; names are case-sensitive.',
  why: `A lenient server drops the field and keeps the rest: podSelector: {app: db} without matchLabels then selects
every pod of the namespace, and a misspelt "from" lets everyone in.`,
  fix: 'Use the name that is suggested, or write labels under matchLabels.',
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-db, namespace: shop }
spec:
  podSelector:
    app: db
  policyTypes: [Ingress]
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-db, namespace: shop }
spec:
  podSelector:
    matchLabels:
      app: db
  policyTypes: [Ingress]
`,
  },
  precision: 'very-high',
  controls: ['NIST CM-6'],
  check: (context) => loadedFindings(context, 'unknown-field'),
};
