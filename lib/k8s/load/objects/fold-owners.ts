import { getOrInsert } from '../../../algebra/keyed';
import type { AssignedLabel } from '../../../cluster/mutation/assigned-label';
import { fieldOf, isMap, type ManifestMap } from '../../manifest-value';
import type { WorkloadResource } from '../../resources';
import { foreignGroupOf } from './api-group';

/** A workload with the controller that its manifest names. */
export interface OwnedWorkload {
  readonly workload: WorkloadResource;
  /** The API group of its kind; empty for those of Kubernetes itself. */
  readonly group: string;
  readonly owner: Owner | undefined;
}

export interface Owner {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** The controller of an object; static pods are owned by their Node, which makes no pods, so that it is none. */
export function controllerOf(manifest: ManifestMap): Owner | undefined {
  const references = fieldOf(manifest, 'metadata', 'ownerReferences');
  if (!Array.isArray(references)) return undefined;
  for (const reference of references) {
    if (!isMap(reference) || reference.controller !== true || reference.kind === 'Node') continue;
    if (typeof reference.kind === 'string' && typeof reference.name === 'string') {
      const { apiVersion, kind, name } = reference;
      return { group: typeof apiVersion === 'string' ? foreignGroupOf(apiVersion) : '', kind, name };
    }
  }
  return undefined;
}

/**
 * One workload for all objects that stand for the same pods: what `kubectl get all` lists as Deployment, ReplicaSet and
 * Pods is the Deployment, with the pods' addresses. Pods whose controller is not in the input take its name and kind.
 */
export function foldOwners(owned: readonly OwnedWorkload[]): readonly WorkloadResource[] {
  if (!owned.some(({ owner }) => owner)) return withNamesApart(owned);
  const byIdentity = new Map(owned.map((entry) => [identityOf(entry), entry]));
  const folds = new Map<string, Fold>();
  for (const entry of owned) {
    const root = rootOf(entry, byIdentity);
    const { workload } = entry;
    const absentOwner = root.workload.kind === 'Pod' ? root.owner : undefined;
    const { group, ...named } = absentOwner ?? {
      group: root.group,
      kind: root.workload.kind,
      name: root.workload.name,
    };
    const key = identity(group, { ...named, namespace: root.workload.namespace });
    const fold = getOrInsert(folds, key, () => ({ group, members: [] }));
    if (root === entry && !absentOwner) fold.controller = workload;
    else fold.members.push(absentOwner ? { ...workload, ...named } : workload);
  }
  return withNamesApart(
    [...folds.values()].map(({ group, controller, members }) => ({
      group,
      workload: controller ? { ...controller, addresses: addressesOf([controller, ...members]) } : mergePods(members),
    })),
  );
}

/** A controller, and what stands for the same pods. */
interface Fold {
  readonly group: string;
  controller?: WorkloadResource;
  readonly members: WorkloadResource[];
}

/**
 * Kinds of one name in several groups (`Job` of `batch` and of `batch.volcano.sh`) are told apart in outputs where both have an
 * object of one name, as kubectl writes them: `shop/train[Job.batch.volcano.sh]`.
 */
function withNamesApart(all: readonly Pick<OwnedWorkload, 'workload' | 'group'>[]): readonly WorkloadResource[] {
  const groups = new Map<string, Set<string>>();
  for (const { workload, group } of all) getOrInsert(groups, identity('', workload), () => new Set()).add(group);
  return all.map(({ workload, group }) => {
    const isAlone = group === '' || groups.get(identity('', workload))?.size === 1;
    return isAlone ? workload : { ...workload, kind: `${workload.kind}.${group}` };
  });
}

/** The controller at the end of the chain that the input has. */
function rootOf(start: OwnedWorkload, byIdentity: ReadonlyMap<string, OwnedWorkload>): OwnedWorkload {
  const visited = new Set<OwnedWorkload>();
  let entry = start;
  while (entry.owner && !visited.has(entry)) {
    visited.add(entry);
    const next = byIdentity.get(identity(entry.owner.group, { ...entry.owner, namespace: entry.workload.namespace }));
    if (!next) break;
    entry = next;
  }
  return entry;
}

/** Pods of one controller that is not in the input: what they do not agree on has a value that differs from pod to pod. */
function mergePods(pods: readonly WorkloadResource[]): WorkloadResource {
  const [first, ...others] = pods;
  if (!first) throw new RangeError('a controller without pods');
  const isCommon = (key: string) => others.every(({ labels }) => labels[key] === first.labels[key]);
  return {
    ...first,
    labels: Object.fromEntries(Object.entries(first.labels).filter(([key]) => isCommon(key))),
    assignedLabels: differingLabels(pods, isCommon),
    replicas: pods.length,
    addresses: addressesOf(pods),
  };
}

/** What pods have in labels that not all have alike, and what others may add to some of them. */
function differingLabels(
  pods: readonly WorkloadResource[],
  isCommon: (key: string) => boolean,
): readonly AssignedLabel[] {
  const found = new Map<string, AssignedLabel>();
  for (const key of new Set(pods.flatMap(({ labels }) => Object.keys(labels)))) {
    if (isCommon(key)) continue;
    const values = pods.flatMap(({ labels }) => labels[key] ?? []);
    const isOnAll = values.length === pods.length;
    const by = `the ${pods[0]?.kind} controller`;
    found.set(key, { key, by, presence: isOnAll ? 'always' : 'possible', values: [...new Set(values)] });
  }
  for (const label of pods.flatMap(({ assignedLabels }) => assignedLabels)) {
    const other = found.get(label.key);
    if (!other) found.set(label.key, pods.length > 1 ? { ...label, presence: 'possible' } : label);
    else if (JSON.stringify(other.values) !== JSON.stringify(label.values)) {
      const { values: _, ...open } = other;
      found.set(label.key, { ...open, presence: 'possible' });
    }
  }
  return [...found.values()];
}

function addressesOf(workloads: readonly WorkloadResource[]): readonly string[] {
  return [...new Set(workloads.flatMap(({ addresses }) => addresses))];
}

const identityOf = ({ group, workload }: OwnedWorkload): string => identity(group, workload);

function identity(
  group: string,
  { namespace, kind, name }: Pick<WorkloadResource, 'namespace' | 'kind' | 'name'>,
): string {
  return `${group} ${namespace}/${name}[${kind}]`;
}
