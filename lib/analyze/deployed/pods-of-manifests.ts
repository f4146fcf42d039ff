import type { Intent, ManifestPods } from '../../intent/intent';
import { podsOfResource } from '../../intent/manifest-pods';
import type { WorkloadResource } from '../../k8s/resources';

/**
 * Pods that manifests make: those of workloads that are deployed, and of those that the app reads workloads from. What names no
 * namespace may be in any that the app owns.
 */
export function podsOfManifests(
  { manifestPods, namespaces }: Intent,
  deployed: readonly WorkloadResource[],
): readonly ManifestPods[] {
  const owned = namespaces.filter(({ isOwned }) => isOwned);
  return [...manifestPods, ...deployed.map(podsOfResource)].flatMap((pods) =>
    pods.namespace === '' ? owned.map(({ name }) => ({ ...pods, namespace: name })) : [pods],
  );
}
