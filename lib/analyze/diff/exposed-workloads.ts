import { byCodeUnits } from '../../algebra/text-order';
import { holdsPublicAddress } from '../../cluster/public-addresses';
import type { Analysis } from '../analysis';
import type { ClassEnd } from '../connectivity/class-rows';
import { judgeSelection } from '../judge/matching';
import { type PodSet, workloadName } from '../model/universe';
import type { BothSides, ClassChange } from './change';
import type { DiffWorld } from './diff-world';
import { mayBeVisitedFromNodes } from './doubtful-nodes';
import type { WorkloadChanges } from './pod-pairs';
import { hasVisitor } from './workload-differences';

/** Who is reached from outside of the own namespace, sorted; `isUndecided` if there may be more. */
export interface Exposed {
  readonly names: readonly string[];
  readonly isUndecided: boolean;
}

/** Added workloads by who reaches them. */
interface ExposedWorkloads extends Exposed {
  /** Of these it is not known whether pods of another namespace do that are on the host network. */
  readonly perhapsFromNodes: readonly string[];
}

/** Added workloads that the internet, anyone, or another namespace reaches. */
export function exposedWorkloads(
  changes: readonly ClassChange[],
  { added }: WorkloadChanges,
  { after }: BothSides<Analysis>,
  world: () => DiffWorld,
): ExposedWorkloads {
  const known = exposedIn(changes, new Set(added.map(workloadName)));
  const exposed = [...known];
  const perhapsFromNodes: string[] = [];
  let isUndecided = false;
  for (const workload of added) {
    const pods = after.pods(workloadName(workload));
    if (!pods || known.has(pods.name)) continue;
    const isVisited = mayBeVisited(after, pods) && hasVisitor(world(), pods);
    if (isVisited === true) exposed.push(pods.name);
    else if (isVisited === 'undecided') isUndecided = true;
    else if (mayBeVisitedFromNodes(after, pods)) perhapsFromNodes.push(pods.name);
  }
  return { names: exposed.sort(byCodeUnits), isUndecided, perhapsFromNodes: perhapsFromNodes.sort(byCodeUnits) };
}

/** The added workloads that can be reached from public addresses or from another namespace, as rows show it. */
function exposedIn(changes: readonly ClassChange[], added: ReadonlySet<string>): ReadonlySet<string> {
  const exposed = new Set<string>();
  for (const { kind, src, dst } of changes) {
    if (kind !== 'added' || dst.kind !== 'pods') continue;
    for (const { name, namespace } of dst.pods) if (added.has(name) && isFromOutside(src, namespace)) exposed.add(name);
  }
  return exposed;
}

/** Whether a source holds public addresses, or pods of another namespace. */
export function isFromOutside(src: ClassEnd, namespace: string): boolean {
  if (src.kind === 'addresses') return holdsPublicAddress(src.ranges);
  return src.pods.some((pods) => pods.namespace !== namespace);
}

/** Whether some rule lets other namespaces into these pods: only then is it worth looking for who might come. */
export function mayBeVisited({ book, settings }: Analysis, pods: PodSet): boolean {
  return book
    .policiesIn(pods.namespace)
    .filter((policy) => policy.ingress && judgeSelection(policy, pods, settings).answer)
    .some(({ ingress }) =>
      ingress?.some(({ peers }) => !peers || peers.some((peer) => 'namespaces' in peer && peer.namespaces)),
    );
}
