import { smallestLabels } from '../../algebra/selector';
import type { Steps } from '../../decide/steps';
import type { IntendedWorkload, Intent } from '../../intent/intent';
import type { ClusterResources, Origin, PolicyResource, WorkloadResource } from '../../k8s/resources';
import { type Analysis, analyze } from '../analysis';
import type { ClusterProfile } from '../model/cluster-profile';
import { knownNamespaces } from './pod-signals';
import { providedPolicies } from './provided-policies';

const declared: Origin = { file: '<declared>', span: () => ({ file: '<declared>', line: 1, column: 1 }) };

/** The cluster that a declaration describes: its workloads, under some policies and those that other tools provide. */
export function intendedCluster(
  intent: Intent,
  policies: readonly PolicyResource[],
  cluster: ClusterProfile,
  steps: Steps,
  included: Pick<ClusterResources, 'namespaces' | 'workloads'> = { namespaces: [], workloads: [] },
): Analysis {
  const known = knownNamespaces(intent);
  const resources: ClusterResources = {
    namespaces: [
      ...[...known].map(([name, labels]) => ({ name, labels, origin: declared })),
      ...included.namespaces.filter(({ name }) => !known.has(name)),
    ],
    workloads: [...intent.workloads.map(workloadResource), ...included.workloads],
    services: [],
    serviceCallers: [],
    policies: [...policies, ...providedPolicies(intent)],
  };
  return analyze(resources, { cluster, steps });
}

function workloadResource({ namespace, name, selector, ports, hostNetwork }: IntendedWorkload): WorkloadResource {
  return {
    kind: 'workload',
    namespace,
    name,
    labels: smallestLabels(selector) ?? {},
    unknownLabels: [],
    ports,
    hostNetwork,
    addresses: [],
    origin: declared,
  };
}
