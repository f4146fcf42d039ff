import type { IntendedPeer, IntendedWorkload, Intent } from '../../k8s/intent';
import type { ClusterResources, Origin, PolicyResource, WorkloadResource } from '../../k8s/resources';
import { type Analysis, analyze } from '../analysis';
import type { ClusterProfile } from '../cluster-profile';
import { imaginedPods } from '../ends';
import { representativesOf } from '../representatives';
import type { PodSet } from '../universe';
import { exampleLabels, mergedLabels } from './example-labels';
import { providedPolicies } from './provided-policies';

const declared: Origin = { file: '<declared>', span: () => ({ file: '<declared>', line: 1, column: 1 }) };

/**
 * The cluster that a declaration describes, under some policies and those that other tools
 * provide: its workloads, pods that are in two of them, and a pod for
 * each selector that a policy or an invariant uses.
 */
export function intendedCluster(
  intent: Intent,
  policies: readonly PolicyResource[],
  cluster: ClusterProfile,
  included: Pick<ClusterResources, 'namespaces' | 'workloads'> = { namespaces: [], workloads: [] },
): Analysis {
  const known = intent.namespaces.filter(hasKnownLabels);
  const names = new Set(known.map(({ name }) => name));
  const resources: ClusterResources = {
    namespaces: [
      ...known.map(({ name, labels }) => ({ name, labels, origin: declared })),
      ...included.namespaces.filter(({ name }) => !names.has(name)),
    ],
    workloads: [...intent.workloads.map(workloadResource), ...included.workloads],
    services: [],
    serviceCallers: [],
    policies: [...policies, ...providedPolicies(intent)],
  };
  const described = representativesOf(resources, { pairs: true });
  const present = new Set([...resources.workloads, ...described.pods].map(podKey));
  const pods = [...inTwoWorkloads(intent), ...inInvariants(intent)].filter((each) => {
    const key = podKey(each);
    const isNew = !present.has(key);
    present.add(key);
    return isNew;
  });
  return analyze(resources, { cluster }, { namespaces: described.namespaces, pods: [...described.pods, ...pods] });
}

/** Whose labels are all known: owned namespaces, and others whose labels were declared. */
function hasKnownLabels({ isOwned, labels }: Intent['namespaces'][number]): boolean {
  return isOwned || Object.keys(labels).length > 1;
}

function workloadResource({ namespace, name, selector, ports, hostNetwork }: IntendedWorkload): WorkloadResource {
  return {
    kind: 'workload',
    namespace,
    name,
    labels: exampleLabels(selector)[0] ?? {},
    unknownLabels: [],
    ports,
    hostNetwork,
    addresses: [],
    origin: declared,
  };
}

/** One pod for every two workloads of a namespace whose labels do not contradict each other. */
function inTwoWorkloads({ invariants, workloads }: Intent): readonly PodSet[] {
  const concerned = new Set(invariants.flatMap(({ from, to }) => [...from, ...to].flatMap(namespaceNames)));
  const inConcerned = workloads.filter(({ namespace }) => concerned.has(namespace)).map(workloadResource);
  return inConcerned.flatMap((first, index) =>
    inConcerned.slice(index + 1).flatMap((second) => {
      const labels = first.namespace === second.namespace ? mergedLabels(first.labels, second.labels) : undefined;
      return labels ? [imaginedPods(first.namespace, labels)] : [];
    }),
  );
}

function inInvariants({ invariants }: Intent): readonly PodSet[] {
  return invariants.flatMap(({ from, to }) =>
    [...from, ...to].flatMap((peer) =>
      namespaceNames(peer).flatMap((namespace) =>
        peer.kind === 'pods' ? exampleLabels(peer.pods).map((labels) => imaginedPods(namespace, labels)) : [],
      ),
    ),
  );
}

function namespaceNames(peer: IntendedPeer): readonly string[] {
  return peer.kind === 'pods' && typeof peer.namespace === 'string' ? [peer.namespace] : [];
}

const podKey = ({
  namespace,
  labels,
}: {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}) => JSON.stringify([namespace, Object.entries(labels).sort()]);
