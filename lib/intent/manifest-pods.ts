import type { WorkloadResource } from '../k8s/resources';
import { resourceTitle } from '../wording/names';
import type { ManifestPods } from './intent';

/** The pods of a workload of manifests. */
export function podsOfResource({ kind, namespace, name, ...rest }: WorkloadResource): ManifestPods {
  const { labels, assignedLabels, hostNetwork, origin } = rest;
  const subject = { kind, name, ...(namespace !== '' && { namespace }) };
  return {
    namespace,
    labels,
    assignedLabels,
    hostNetwork,
    title: resourceTitle(subject),
    subject,
    at: () => origin.span('metadata.name'),
  };
}
