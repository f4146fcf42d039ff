/**
 * Whether a namespace is the cluster's own (`kube-system`, `openshift-dns`): the control plane and the provider run pods
 * there that are in nobody's manifests.
 */
export function isOfCluster({ name }: { readonly name: string }): boolean {
  return /^(kube|openshift)-/.test(name);
}
