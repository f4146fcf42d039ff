import { eachId, unionIds } from '../../algebra/id-set';
import { noPorts, type PortSet } from '../../algebra/port-set';
import type { Admission } from './admission';
import type { Engine } from './engine';
import { type Block, type Blocks, destinationBlocks, sourceBlocks } from './pod-groups';

/** Destinations that are reached on the same ports. */
export interface Reached {
  readonly blocks: readonly Block[];
  readonly ports: PortSet;
}

/** The whole reachability, block by block. */
export interface Reachability {
  readonly sources: Blocks;
  readonly destinations: Blocks;
  /**
   * All that a block of sources reaches, disjoint and unordered, other replicas of the same workload included. Lists of
   * destinations that many sources reach alike are shared.
   */
  reachedFrom(source: Block): readonly Reached[];
  /** Destinations whose ingress may name a source; all others surely do not let it in. */
  entrancesFor(source: Block): readonly Entrance[];
}

/**
 * Prepares to list what is reached without asking all pairs: candidates come from the source's egress peers where those
 * are few, else from the destinations whose ingress names the source.
 */
export function reachabilityOf(engine: Engine): Reachability {
  const sources = sourceBlocks(engine);
  const destinations = destinationBlocks(engine);
  const targetsOf = candidatesIn(engine, destinations);
  const byIngress = destinationsByIngress(engine, destinations);
  const { alwaysAsked, naming } = invert(byIngress, candidatesIn(engine, sources), sources.all.length);
  const entrancesFor = (source: Block) => [...alwaysAsked, ...(naming[source.id] ?? [])];
  return {
    sources,
    destinations,
    entrancesFor,
    reachedFrom(source) {
      const reached: Reached[] = [];
      const ask = (blocks: readonly Block[]) => {
        const ports = blocks[0] ? engine.between(source.example, blocks[0].example) : noPorts;
        if (ports !== noPorts) reached.push({ blocks, ports });
      };
      const admission = engine.admission('egress', source.example);
      const targets = admission.isOpen ? undefined : targetsOf(admission);
      if (targets) for (const target of targets) ask([target]);
      else if (admission.isOpen) for (const { blocks } of entrancesFor(source)) ask(blocks);
      else for (const { blocks } of entrancesFor(source)) for (const block of blocks) ask([block]);
      return reached;
    },
  };
}

/** Destinations with one ingress admission and the same named ports: a source that may leave freely reaches all or none of them. */
export interface Entrance {
  readonly admission: Admission;
  readonly blocks: Block[];
}

function destinationsByIngress(engine: Engine, destinations: Blocks): readonly Entrance[] {
  const entrances = new Map<string, Entrance>();
  for (const block of destinations.all) {
    const admission = engine.admission('ingress', block.example);
    const key = admission.isOpen ? 'open' : `${admission.id} ${block.example.ports}`;
    const entrance = entrances.get(key) ?? { admission, blocks: [] };
    entrances.set(key, entrance);
    entrance.blocks.push(block);
  }
  return [...entrances.values()];
}

/** For each source (by id) the entrances that name it, and those that must always be asked. */
function invert(
  entrances: readonly Entrance[],
  candidates: (admission: Admission) => readonly Block[] | undefined,
  sourceCount: number,
): { readonly alwaysAsked: readonly Entrance[]; readonly naming: readonly (readonly Entrance[] | undefined)[] } {
  const alwaysAsked: Entrance[] = [];
  const naming: (Entrance[] | undefined)[] = new Array(sourceCount);
  for (const entrance of entrances) {
    const named = candidates(entrance.admission);
    if (!named) alwaysAsked.push(entrance);
    for (const source of named ?? []) {
      const known = naming[source.id];
      if (known) known.push(entrance);
      else naming[source.id] = [entrance];
    }
  }
  return { alwaysAsked, naming };
}

/** The blocks that an admission may name; undefined where listing them would save nothing. */
function candidatesIn(engine: Engine, blocks: Blocks): (admission: Admission) => readonly Block[] | undefined {
  const known = new Map<Admission, readonly Block[] | undefined>();
  const find = (admission: Admission): readonly Block[] | undefined => {
    if (admission.isOpen || admission.grants.some(({ peer }) => peer.kind === 'everyone')) return undefined;
    const sets = admission.grants.map(({ peer }) => peer.classes());
    if (sets.length === 0) return [];
    const named = unionIds(sets, engine.classes.all.length);
    if (named.size > 64 && named.size * 4 > named.universe) return undefined;
    const found = new Set<Block>();
    eachId(named, (id) => {
      const pods = engine.classes.all[id];
      if (pods) found.add(blocks.blockOf(pods));
    });
    return [...found];
  };
  return (admission) => {
    if (!known.has(admission)) known.set(admission, find(admission));
    return known.get(admission);
  };
}
