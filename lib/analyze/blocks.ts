import { coarsestPartition } from '../algebra/partition';
import type { PodClass } from './classes';
import type { Engine } from './engine';

/** Classes that behave alike towards everyone and are treated alike by everyone, whatever their namespaces. */
export interface Block {
  readonly id: number;
  /** One of them: it answers for all. */
  readonly example: PodClass;
  readonly classes: readonly PodClass[];
}

export interface Blocks {
  readonly all: readonly Block[];
  /** The block of a class. */
  blockOf(pods: PodClass): Block;
}

/**
 * Joins classes into blocks: same admissions, same named ports, and in the same peers of all rules. Namespaces and label
 * sets are told apart on their own, which costs far less than asking each class about each peer.
 */
export function blocksOf(engine: Engine): Blocks {
  const { classes, universe, peers } = engine;
  const namespaces = coarsestPartition(universe.namespaces.length);
  const labelSets = coarsestPartition(classes.labels.size);
  const byAddress = coarsestPartition(classes.all.length);
  const done = new Set<object>();
  for (const peer of peers.all) {
    if (peer.kind === 'block') byAddress.refine(peer.classes());
    if (!peer.pods) continue;
    const { where, labelSets: labels } = peer.pods;
    if (!done.has(where) && where.size < where.universe) namespaces.refine(where);
    if (!done.has(labels) && labels.size < labels.universe) labelSets.refine(labels);
    done.add(where).add(labels);
  }
  const all: (Block & { classes: PodClass[] })[] = [];
  const byKey = new Map<string, Block & { classes: PodClass[] }>();
  const blockByClass = classes.all.map((pods) => {
    const key = [
      engine.admission('ingress', pods).id,
      engine.admission('egress', pods).id,
      pods.ports,
      pods.isOfNode,
      namespaces.partOf[pods.namespace],
      labelSets.partOf[pods.labelSet],
      byAddress.partOf[pods.id],
    ].join();
    let block = byKey.get(key);
    if (!block) {
      block = { id: all.length, example: pods, classes: [] };
      byKey.set(key, block);
      all.push(block);
    }
    block.classes.push(pods);
    return block;
  });
  return {
    all,
    blockOf(pods) {
      const block = blockByClass[pods.id];
      if (!block) throw new RangeError(`class ${pods.id} is of another analysis`);
      return block;
    },
  };
}
