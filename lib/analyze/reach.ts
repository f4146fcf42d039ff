import { eachId } from '../algebra/id-set';
import { noPorts, type PortSet } from '../algebra/port-set';
import type { Admission } from './admission';
import type { Block, Blocks } from './blocks';
import type { Engine } from './engine';

/** A block that can be reached, and on which ports. */
export interface ReachedBlock {
  readonly block: Block;
  readonly ports: PortSet;
}

/** All that a block reaches, its own pods included (other replicas are peers too). Unordered. */
export type ReachOfBlock = (source: Block) => readonly ReachedBlock[];

/**
 * Prepares to list what blocks reach without asking all pairs: candidates come from the source's egress peers where
 * those are few, else from the destinations whose ingress names the source.
 */
export function reachOfBlocks(engine: Engine, blocks: Blocks): ReachOfBlock {
  const candidates = candidatesOf(engine, blocks);
  const byIngress = new Map<Admission, Block[]>();
  for (const block of blocks.all) {
    const admission = engine.admission('ingress', block.example);
    const same = byIngress.get(admission);
    if (same) same.push(block);
    else byIngress.set(admission, [block]);
  }
  const alwaysAsked: Admission[] = [];
  const naming: (Admission[] | undefined)[] = [];
  for (const admission of byIngress.keys()) {
    const sources = candidates(admission);
    if (!sources) alwaysAsked.push(admission);
    for (const source of sources ?? []) {
      const known = naming[source.id];
      if (known) known.push(admission);
      else naming[source.id] = [admission];
    }
  }
  return (source) => {
    const reached: ReachedBlock[] = [];
    const visit = (block: Block) => {
      const ports = engine.between(source.example, block.example);
      if (ports !== noPorts) reached.push({ block, ports });
    };
    const targets = candidates(engine.admission('egress', source.example));
    if (targets) targets.forEach(visit);
    else
      for (const admissions of [alwaysAsked, naming[source.id] ?? []])
        for (const admission of admissions) byIngress.get(admission)?.forEach(visit);
    return reached;
  };
}

/** The blocks that an admission may name; undefined where listing them would save nothing. */
function candidatesOf(engine: Engine, blocks: Blocks): (admission: Admission) => readonly Block[] | undefined {
  const known = new Map<Admission, readonly Block[] | undefined>();
  const find = (admission: Admission): readonly Block[] | undefined => {
    if (admission.isOpen) return undefined;
    const found = new Set<Block>();
    for (const { peer } of admission.grants) {
      if (peer.kind === 'everyone') return undefined;
      const named = peer.classes();
      if (named.size > 64 && named.size * 4 > named.universe) return undefined;
      eachId(named, (id) => {
        const pods = engine.classes.all[id];
        if (pods) found.add(blocks.blockOf(pods));
      });
    }
    return [...found];
  };
  return (admission) => {
    if (!known.has(admission)) known.set(admission, find(admission));
    return known.get(admission);
  };
}
