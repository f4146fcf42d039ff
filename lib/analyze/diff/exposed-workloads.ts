import type { ClassChange } from './change';
import { holdsPublicAddress } from './risk';

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
