import type { Rule } from '../../rule';
import { loadedFindings } from './loaded-findings';

export const invalidPolicy: Rule = {
  name: 'invalid-policy',
  severity: 'error',
  category: 'validity',
  title: 'the API server refuses the policy',
  what: `A field has a value or a type that Kubernetes 1.36 does not store. There is one finding for each reason, with
the field path that the server names. What the server only warns of is a warning.`,
  why: `A policy that is refused protects nothing: the pods that it was written for stay as open as they were, and
whoever reads the file believes otherwise.`,
  fix: 'Correct the field at the place that is shown.',
  examples: {
    bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress:
    - from:
        - podSelector: { matchLabels: { app: web } }
      ports:
        - port: 70000
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-web-to-db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  ingress:
    - from:
        - podSelector: { matchLabels: { app: web } }
      ports:
        - port: 5432
`,
  },
  precision: 'very-high',
  controls: ['NIST CM-6'],
  check: (context) => loadedFindings(context, 'invalid-policy'),
};
