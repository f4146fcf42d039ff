import type { WorkloadModel } from '../dsl/model';
import type { ManifestPods } from '../intent/intent';
import { podsOfResource } from '../intent/manifest-pods';
import { resourceTitle } from '../wording/names';

/** The pods of the manifests that workloads are read from; one that is read among others is there for both. */
export function manifestPodsOf(workloads: readonly WorkloadModel[]): readonly ManifestPods[] {
  const among = new Set(workloads.flatMap((each) => (each.among ? [each.among] : [])));
  return [...workloads.flatMap(ownPods), ...[...among].flatMap((all) => all.map(podsOfResource))];
}

function ownPods(workload: WorkloadModel): readonly ManifestPods[] {
  const {
    template,
    namespace: { name: namespace },
    name,
    hostNetwork,
    site,
  } = workload;
  if (!template) return [];
  const title = resourceTitle({ kind: template.kind, namespace, name });
  return [{ namespace, labels: template.labels, assignedLabels: [], hostNetwork, title, at: site }];
}
