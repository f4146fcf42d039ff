import { groupBy } from '../../algebra/keyed';
import { byCodeUnits } from '../../algebra/text-order';
import type { WorkloadResource } from '../../k8s/resources';
import type { Analysis } from '../analysis';
import { type PodSet, workloadName } from '../model/universe';
import { assignedText } from './asked-labels';
import type { BothSides } from './change';

/** Pods of the common universe: those of one workload, or of one class, on each side where they exist. */
export interface PodPair {
  /** As the new side writes it. */
  readonly name: string;
  readonly before?: PodSet;
  readonly after?: PodSet;
  /** Of pods that could exist on both sides: that they are the own of a workload which exists on one side only. */
  readonly ownOf?: 'added' | 'removed';
}

/** Workloads by what became of them; a renamed one is the same workload. */
export interface WorkloadChanges {
  readonly added: readonly WorkloadResource[];
  readonly removed: readonly WorkloadResource[];
  readonly renamed: readonly BothSides<WorkloadResource>[];
}

/**
 * Pairs workloads by name and kind; one that is gone and one that is new are the same where nothing but the name differs, and
 * no label that policies ask for and others derive of it.
 */
export function workloadChanges(
  before: readonly WorkloadResource[],
  after: readonly WorkloadResource[],
  asked: ReadonlySet<string>,
): WorkloadChanges {
  const oldNames = new Set(before.map(workloadName));
  const newNames = new Set(after.map(workloadName));
  const removed = before.filter((each) => !newNames.has(workloadName(each)));
  const added = after.filter((each) => !oldNames.has(workloadName(each)));
  const contentOf = (workload: WorkloadResource) => workloadContent(workload, asked);
  const byContent = groupBy(removed, contentOf);
  const newByContent = groupBy(added, contentOf);
  const renamed = [...newByContent].flatMap(([content, candidates]) => {
    const old = byContent.get(content);
    const [one, other] = [old?.[0], candidates[0]];
    // With two candidates nobody can say which became which.
    return one && other && old?.length === 1 && candidates.length === 1 ? [{ before: one, after: other }] : [];
  });
  const gone = new Set(renamed.flatMap((pair) => [pair.before, pair.after]));
  return {
    added: inOrder(added.filter((each) => !gone.has(each))),
    removed: inOrder(removed.filter((each) => !gone.has(each))),
    renamed,
  };
}

/** Whose own pods are that could exist. */
export interface Ownership {
  ownOf(pods: PodSet): PodPair['ownOf'];
  /** Whether they are shown by that workload itself. */
  isLikeWorkload(pods: PodSet): boolean;
}

/** Everyone of both analyses, sorted by name, less own pods that are just like their workload. */
export function podPairs(
  before: Analysis,
  after: Analysis,
  { renamed }: WorkloadChanges,
  { ownOf, isLikeWorkload }: Ownership,
): readonly PodPair[] {
  const newNames = new Map(renamed.map((pair) => [workloadName(pair.before), workloadName(pair.after)]));
  const pairs = new Map<string, PodPair>(
    after.universe.pods.map((pods) => [pods.name, { name: pods.name, after: pods }]),
  );
  for (const pods of before.universe.pods) {
    const name = newNames.get(pods.name) ?? pods.name;
    const own = pods.workload ? undefined : ownOf(pods);
    if (own && isLikeWorkload(pods)) pairs.delete(name);
    else pairs.set(name, { ...pairs.get(name), name, before: pods, ...(own && { ownOf: own }) });
  }
  return [...pairs.values()].sort((a, b) => byCodeUnits(a.name, b.name));
}

/** Whether pods are of one side alone, so that what changes for them is no change of what was there. */
export function sideOfPair({ before, after, ownOf }: PodPair): 'added' | 'removed' | undefined {
  if (!before) return 'added';
  return after ? ownOf : 'removed';
}

/** All that matters of a workload but its name; of what others assign, the labels with these keys. */
export function workloadContent(
  { kind, namespace, labels, assignedLabels, ports, ...rest }: WorkloadResource,
  asked: ReadonlySet<string>,
): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => byCodeUnits(a, b));
  const declared = ports.map(({ name, port, protocol, sidecar }) =>
    JSON.stringify([name, port, protocol, sidecar ?? false]),
  );
  const others = [assignedText(assignedLabels, asked), rest.hostNetwork, [...rest.addresses].sort()];
  return JSON.stringify([kind, namespace, sorted, declared.sort(), ...others]);
}

function inOrder(workloads: readonly WorkloadResource[]): readonly WorkloadResource[] {
  return [...workloads].sort((a, b) => byCodeUnits(workloadName(a), workloadName(b)));
}
