import type { ManifestObject } from './manifest-object';

/** Whether an object is meant as Kubernetes' own NetworkPolicy, however wrong its version or the case of its kind. */
export function isEvaluatedPolicy({ kind, apiVersion }: ManifestObject): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  if (kind.toLowerCase() === 'networkpolicy') return ownGroups.has(group);
  return kind === '' && group === 'networking.k8s.io';
}

const ownGroups = new Set(['', 'extensions', 'networking.k8s.io']);

/** Whether a kind is another project's network policy: Calico's, Cilium's, the cluster administrator's. */
export function isForeignPolicyKind(kind: string): boolean {
  return /NetworkPolicy$/.test(kind);
}
