import type { Rule } from '../../rule';
import { loadedFindings } from './loaded-findings';

export const deprecatedApiVersion: Rule = {
  name: 'deprecated-api-version',
  severity: 'error',
  category: 'validity',
  title: 'the apiVersion of the policy is no longer served',
  what: 'The policy is of extensions/v1beta1 or networking.k8s.io/v1beta1, which Kubernetes has removed.',
  why: 'kubectl apply fails, so that a new cluster is built without the policy and its pods are open.',
  fix: 'Write apiVersion: networking.k8s.io/v1; the fields are the same.',
  examples: {
    bad: `apiVersion: extensions/v1beta1
kind: NetworkPolicy
metadata: { name: default-deny-ingress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Ingress]
`,
    good: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny-ingress, namespace: shop }
spec:
  podSelector: {}
  policyTypes: [Ingress]
`,
  },
  securitySeverity: 6,
  precision: 'very-high',
  controls: ['NIST CM-6'],
  check: (context) => loadedFindings(context, 'deprecated-api-version'),
};
