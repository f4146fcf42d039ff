import { getOrInsert } from '../../../algebra/keyed';
import { fieldOf, isMap, type ManifestMap } from '../../manifest-value';
import type { WorkloadResource } from '../../resources';

/** A workload with the controller that its manifest names. */
export interface OwnedWorkload {
  readonly workload: WorkloadResource;
  readonly owner: Owner | undefined;
}

export interface Owner {
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
      return { kind: reference.kind, name: reference.name };
    }
  }
  return undefined;
}

/**
 * One workload for all objects that stand for the same pods: what `kubectl get all` lists as Deployment, ReplicaSet and
 * Pods is the Deployment, with the pods' addresses. Pods whose controller is not in the input take its name and kind.
 */
export function foldOwners(owned: readonly OwnedWorkload[]): readonly WorkloadResource[] {
  if (!owned.some(({ owner }) => owner)) return owned.map(({ workload }) => workload);
  const byIdentity = new Map(owned.map((entry) => [identity(entry.workload), entry]));
  const groups = new Map<string, { controller?: WorkloadResource; readonly members: WorkloadResource[] }>();
  for (const entry of owned) {
    const root = rootOf(entry, byIdentity);
    const absentOwner = root.workload.kind === 'Pod' ? root.owner : undefined;
    const key = identity({ ...root.workload, ...absentOwner });
    const group = getOrInsert(groups, key, () => ({ members: [] }));
    if (root === entry && !absentOwner) group.controller = entry.workload;
    else group.members.push({ ...entry.workload, ...absentOwner });
  }
  return [...groups.values()].map(({ controller, members }) =>
    controller ? { ...controller, addresses: addressesOf([controller, ...members]) } : mergePods(members),
  );
}

/** The controller at the end of the chain that the input has. */
function rootOf(start: OwnedWorkload, byIdentity: ReadonlyMap<string, OwnedWorkload>): OwnedWorkload {
  const visited = new Set<OwnedWorkload>();
  let entry = start;
  while (entry.owner && !visited.has(entry)) {
    visited.add(entry);
    const next = byIdentity.get(identity({ ...entry.owner, namespace: entry.workload.namespace }));
    if (!next) break;
    entry = next;
  }
  return entry;
}

/** Pods of one controller that is not in the input: what they do not agree on has a value that differs from pod to pod. */
function mergePods(pods: readonly WorkloadResource[]): WorkloadResource {
  const [first, ...others] = pods;
  if (!first) throw new RangeError('a controller without pods');
  const keys = new Set(pods.flatMap(({ labels }) => Object.keys(labels)));
  const isCommon = (key: string) => others.every(({ labels }) => labels[key] === first.labels[key]);
  return {
    ...first,
    labels: Object.fromEntries(Object.entries(first.labels).filter(([key]) => isCommon(key))),
    unknownLabels: [...keys].filter((key) => !isCommon(key)),
    replicas: pods.length,
    addresses: addressesOf(pods),
  };
}

function addressesOf(workloads: readonly WorkloadResource[]): readonly string[] {
  return [...new Set(workloads.flatMap(({ addresses }) => addresses))];
}

function identity({ namespace, kind, name }: { namespace: string; kind: string; name: string }): string {
  return `${namespace}/${name}[${kind}]`;
}
