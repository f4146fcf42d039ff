import type { AddressPiece } from '../../algebra/address-map';
import { allPorts, noPorts, type PortSet } from '../../algebra/port-set';
import type { Analysis } from '../../analyze/analysis';
import { rangesOfReach } from '../../analyze/engine/address-reach';
import type { Direction } from '../../analyze/model/policy-rules';
import type { PodSet } from '../../analyze/model/universe';

/** How far traffic of a workload goes in one direction. */
export interface ReachCount {
  /** Other workloads of the input. */
  readonly workloads: number;
  /** Maximal address ranges outside the cluster, of both families. */
  readonly ranges: number;
  /** Whether those are most of all IPv4 addresses. */
  readonly isAnywhere: boolean;
}

/** Whom each workload reaches (egress) and who reaches it (ingress), whatever the port. */
export type ReachCounts = ReadonlyMap<PodSet, Readonly<Record<Direction, ReachCount>>>;

/** Counts without asking all pairs: what many sources reach alike is counted once. */
export function reachCounts(analysis: Analysis): ReachCounts {
  const { universe, engine } = analysis;
  const { sources, destinations, reachedFrom } = analysis.reachability();
  const sizeOf = (classes: readonly (typeof engine.classes.all)[number][]) =>
    classes.reduce((sum, each) => sum + engine.classes.membersOf(each).length, 0);
  const leaving = new Map<number, { readonly count: number; readonly groups: ReadonlySet<number> }>();
  const entering = new Map<number, number>();
  for (const source of sources.all) {
    const size = sizeOf(source.classes);
    const groups = new Set<number>();
    let count = 0;
    for (const { groups: reached } of reachedFrom(source))
      for (const group of reached) {
        if (groups.has(group.id)) continue;
        groups.add(group.id);
        count += sizeOf(group.classes);
        entering.set(group.id, (entering.get(group.id) ?? 0) + size);
      }
    leaving.set(source.id, { count, groups });
  }
  const counts = new Map<PodSet, Readonly<Record<Direction, ReachCount>>>();
  for (const pods of universe.pods) {
    const ofClass = engine.classes.classOf(pods);
    const target = destinations.groupOf(ofClass).id;
    const { count, groups } = leaving.get(sources.groupOf(ofClass).id) ?? { count: 0, groups: new Set<number>() };
    // Other replicas of the workload itself are no other workload.
    const itself = groups.has(target) ? 1 : 0;
    counts.set(pods, {
      egress: { workloads: count - itself, ...rangesOf(analysis, 'egress', pods) },
      ingress: { workloads: (entering.get(target) ?? 0) - itself, ...rangesOf(analysis, 'ingress', pods) },
    });
  }
  return counts;
}

function rangesOf(analysis: Analysis, direction: Direction, pods: PodSet): Omit<ReachCount, 'workloads'> {
  const reach = analysis.addresses(direction, pods);
  return { ranges: rangesOfReach(reach, [4, 6], allPorts).length, isAnywhere: isMost(reach.ipv4) };
}

function isMost(pieces: readonly AddressPiece<number, PortSet>[]): boolean {
  let addresses = 0;
  for (const { first, last, value } of pieces) if (value !== noPorts) addresses += last - first + 1;
  return addresses >= 2 ** 31;
}
