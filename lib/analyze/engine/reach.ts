import { eachId, unionIds } from '../../algebra/id-set';
import { addTo, getOrInsert } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { noPorts, type PortSet } from '../../algebra/port-set';
import type { Admission } from './admission';
import type { Engine } from './engine';
import { type PodGroup, type PodGroups, podGroups } from './pod-groups';

/** Destinations that are reached on the same ports. */
interface Reached {
  readonly groups: readonly PodGroup[];
  readonly ports: PortSet;
}

/** The whole reachability, group by group. */
export interface Reachability {
  readonly sources: PodGroups;
  readonly destinations: PodGroups;
  /**
   * All that a group of sources reaches, disjoint and unordered, other replicas of the same workload included. Lists of
   * destinations that many sources reach alike are shared.
   */
  reachedFrom(source: PodGroup): readonly Reached[];
  /** Destinations whose ingress may name a source; all others surely do not let it in. */
  entrancesFor(source: PodGroup): readonly Entrance[];
}

/**
 * Prepares to list what is reached without asking all pairs: candidates come from the source's egress peers where those
 * are few, else from the destinations whose ingress names the source.
 */
export function reachabilityOf(engine: Engine): Reachability {
  const sources = podGroups(engine, 'egress');
  const destinations = podGroups(engine, 'ingress');
  const targetsOf = candidatesIn(engine, destinations);
  const entrancesFor = entrancesInto(destinationsByIngress(engine, destinations), candidatesIn(engine, sources));
  return {
    sources,
    destinations,
    entrancesFor,
    reachedFrom(source) {
      const reached: Reached[] = [];
      const ask = (groups: readonly PodGroup[]) => {
        const ports = groups[0] ? engine.between(source.example, groups[0].example) : noPorts;
        if (ports !== noPorts) reached.push({ groups, ports });
      };
      const admission = engine.admission('egress', source.example);
      const targets = admission.isOpen ? undefined : targetsOf(admission);
      if (targets) for (const target of targets) ask([target]);
      else if (admission.isOpen) for (const { groups } of entrancesFor(source)) ask(groups);
      else for (const { groups } of entrancesFor(source)) for (const group of groups) ask([group]);
      return reached;
    },
  };
}

/** Destinations with one ingress admission and the same named ports: a source that may leave freely reaches all or none of them. */
interface Entrance {
  readonly admission: Admission;
  readonly groups: PodGroup[];
}

function destinationsByIngress(engine: Engine, destinations: PodGroups): readonly Entrance[] {
  const entrances = new Map<string, Entrance>();
  for (const group of destinations.all) {
    const admission = engine.admission('ingress', group.example);
    const key = admission.isOpen ? 'open' : `${admission.id} ${group.example.ports}`;
    getOrInsert(entrances, key, () => ({ admission, groups: [] })).groups.push(group);
  }
  return [...entrances.values()];
}

/** For each source the entrances that must always be asked, and those that name it. */
function entrancesInto(
  entrances: readonly Entrance[],
  candidates: (admission: Admission) => readonly PodGroup[] | undefined,
): Reachability['entrancesFor'] {
  const alwaysAsked: Entrance[] = [];
  const naming = new Map<PodGroup, Entrance[]>();
  for (const entrance of entrances) {
    const named = candidates(entrance.admission);
    if (!named) alwaysAsked.push(entrance);
    for (const source of named ?? []) addTo(naming, source, entrance);
  }
  return (source) => [...alwaysAsked, ...(naming.get(source) ?? [])];
}

/** The groups that an admission may name; undefined where listing them would save nothing. */
function candidatesIn(engine: Engine, groups: PodGroups): (admission: Admission) => readonly PodGroup[] | undefined {
  return onceForEach((admission: Admission) => {
    if (admission.isOpen || admission.grants.some(({ peer }) => peer.kind === 'everyone')) return undefined;
    const sets = admission.grants.map(({ peer }) => peer.classes());
    if (sets.length === 0) return [];
    const named = unionIds(sets, engine.classes.all.length);
    if (named.size > 64 && named.size * 4 > named.universe) return undefined;
    const found = new Set<PodGroup>();
    eachId(named, (id) => {
      const pods = engine.classes.all[id];
      if (pods) found.add(groups.groupOf(pods));
    });
    return [...found];
  });
}
