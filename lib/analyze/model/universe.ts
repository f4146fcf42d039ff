import { getOrInsert } from '../../algebra/keyed';
import { namespaceNameLabel } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import { assignedIn } from '../../cluster/mutation/injected-labels';
import type { ClusterResources, ContainerPort, Labels, WorkloadResource } from '../../k8s/resources';

/** A namespace that exists, or that stands for namespaces which the input does not name. */
export interface KnownNamespace {
  readonly name: string;
  readonly labels: Labels;
  /** Whether all labels are known; without an object only the name label is. */
  readonly hasObject: boolean;
}

/** Pods that look alike to every policy: all pods of a workload, or pods that could exist. */
export interface PodSet {
  /** `shop/web[Deployment]`; `shop/[app=web]` for pods that could exist. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** What others than the author of a manifest add to them, or may. */
  readonly assignedLabels: readonly AssignedLabel[];
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  readonly addresses: readonly string[];
  /** Missing for pods that could exist. */
  readonly workload?: WorkloadResource;
}

/** Everyone that an analysis speaks of, apart from addresses. */
export interface Universe {
  readonly namespaces: readonly KnownNamespace[];
  /** Sorted by name. */
  readonly pods: readonly PodSet[];
}

/** Pods and namespaces to add to those of the input. */
export interface ExtraPods {
  readonly namespaces: readonly KnownNamespace[];
  readonly pods: readonly PodSet[];
}

/** `namespace/name[Kind]`, as outputs write a workload. */
export function workloadName(workload: WorkloadResource): string {
  return `${workload.namespace}/${workload.name}[${workload.kind}]`;
}

/** Whether pods are one pod, which no controller makes: it has no other replicas. */
export const isOnePod = ({ workload }: PodSet): boolean => workload?.kind === 'Pod';

/** A namespace of which nothing but its name is known. */
export function unlistedNamespace(name: string): KnownNamespace {
  return { name, labels: { [namespaceNameLabel]: name }, hasObject: false };
}

/** Everyone in the input; a namespace that is only mentioned gets its name label and nothing else. */
export function universeOf(resources: ClusterResources, extra: ExtraPods = { namespaces: [], pods: [] }): Universe {
  const namespaces = new Map<string, KnownNamespace>();
  for (const { name, labels } of resources.namespaces)
    namespaces.set(name, { name, labels: { ...labels, [namespaceNameLabel]: name }, hasObject: true });
  for (const namespace of extra.namespaces) namespaces.set(namespace.name, namespace);
  for (const mentioned of [resources.workloads, resources.policies, extra.pods])
    for (const { namespace: name } of mentioned) getOrInsert(namespaces, name, () => unlistedNamespace(name));
  const linkerd = new Map(resources.namespaces.map(({ name, linkerdInjection }) => [name, linkerdInjection]));
  const pods = resources.workloads
    .map((each) => podsOfWorkload(each, namespaces.get(each.namespace), linkerd.get(each.namespace)))
    .concat(extra.pods);
  return {
    namespaces: [...namespaces.values()].sort((a, b) => byCodeUnits(a.name, b.name)),
    pods: pods.sort((a, b) => byCodeUnits(a.name, b.name)),
  };
}

/** The pods of a workload as policies see them. */
function podsOfWorkload(
  workload: WorkloadResource,
  place: KnownNamespace | undefined,
  linkerdInjection: string | undefined,
): PodSet {
  const { namespace, labels, ports, hostNetwork, addresses } = workload;
  const facts = { labels: place?.labels ?? {}, ...(linkerdInjection !== undefined && { linkerdInjection }) };
  const assignedLabels = assignedIn(facts, workload.assignedLabels);
  return { name: workloadName(workload), namespace, labels, assignedLabels, ports, hostNetwork, addresses, workload };
}
