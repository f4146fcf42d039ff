import { fieldOf, isMap } from '../../manifest-value';
import {
  type Coverage,
  type CoverageReader,
  directionsOfRules,
  directionsOfTypes,
  readLabelSelector,
} from './coverage';

/**
 * AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy: `spec.subject` is either `namespaces`, a label
 * selector, or `pods` with one for namespaces and one for pods. Source: https://network-policy-api.sigs.k8s.io/reference/spec/
 */
export const subjectCoverage: CoverageReader = (manifest) => {
  const spec = fieldOf(manifest, 'spec');
  // The tier of administrators is asked first, that of the baseline where no NetworkPolicy isolates.
  const isAsked = fieldOf(manifest, 'kind') === 'AdminNetworkPolicy' || fieldOf(spec, 'tier') === 'Admin';
  return {
    ...(isAsked && { sharesIsolation: false }),
    pods: podsOfSubject(fieldOf(spec, 'subject')),
    directions: directionsOfRules(spec, { ingress: ['ingress'], egress: ['egress'] }),
  };
};

function podsOfSubject(subject: unknown): Coverage['pods'] {
  if (!isMap(subject) || Object.keys(subject).length !== 1) return undefined;
  if (subject.namespaces !== undefined) {
    const namespaces = readLabelSelector(subject.namespaces);
    return namespaces && [{ namespaces, pods: {} }];
  }
  const namespaces = readLabelSelector(fieldOf(subject.pods, 'namespaceSelector'));
  const pods = readLabelSelector(fieldOf(subject.pods, 'podSelector'));
  return namespaces && pods && [{ namespaces, pods }];
}

/** ApplicationNetworkPolicy of Amazon's VPC CNI: a NetworkPolicy with domain names. Source: its API types, networking.k8s.aws/v1alpha1. */
export const podSelectorCoverage: CoverageReader = (manifest) => {
  const spec = fieldOf(manifest, 'spec');
  const pods = readLabelSelector(fieldOf(spec, 'podSelector'));
  return { pods: pods && [{ pods }], directions: directionsOfTypes(fieldOf(spec, 'policyTypes')) };
};

/** OpenShift's EgressFirewall and EgressNetworkPolicy: what leaves any pod of their namespace. Source: the OVN-Kubernetes and OpenShift SDN manuals. */
export const egressOfNamespace: CoverageReader = () => ({
  pods: [{ pods: {} }],
  directions: ['egress'],
  // What a NetworkPolicy lets out it may still stop.
  sharesIsolation: false,
});
