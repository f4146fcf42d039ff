import type { Analysis } from '../analysis';
import { judgeSelection } from '../judge/matching';
import type { PodSet } from '../model/universe';
import { type ClassChange, holdsPublicAddress } from './change';

/** The added workloads that can be reached from public addresses or from another namespace, known or not; sorted. */
export function exposedWorkloads(changes: readonly ClassChange[], added: ReadonlySet<string>): readonly string[] {
  const exposed = new Set<string>();
  for (const { kind, src, dst } of changes) {
    if (kind !== 'added' || dst.kind !== 'pods') continue;
    const isFromOutside = src.kind === 'addresses' && holdsPublicAddress(src.ranges);
    const namespaces = src.kind === 'pods' ? new Set(src.pods.map(({ namespace }) => namespace)) : new Set<string>();
    for (const { name, namespace } of dst.pods)
      if (added.has(name) && (isFromOutside || namespaces.size > (namespaces.has(namespace) ? 1 : 0)))
        exposed.add(name);
  }
  return [...exposed].sort();
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
