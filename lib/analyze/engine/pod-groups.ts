import { coarsestPartition } from '../../algebra/partition';
import type { Direction } from '../model/policy-rules';
import type { PodClass } from './classes';
import type { Engine } from './engine';
import type { Peer } from './peers';

/** Classes that behave alike at one end of connections and are treated alike there, whatever their namespaces. */
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

/** Blocks of classes as sources: same egress, and in the same peers of everybody's ingress. */
export function sourceBlocks(engine: Engine): Blocks {
  return blocksBy(engine, 'egress', 'ingress');
}

/** Blocks of classes as destinations: same ingress and named ports, and in the same peers of everybody's egress. */
export function destinationBlocks(engine: Engine): Blocks {
  return blocksBy(engine, 'ingress', 'egress');
}

function blocksBy(engine: Engine, own: Direction, others: Direction): Blocks {
  const { classes } = engine;
  const signatureOf = tellApart(engine, peersOf(engine, others));
  const all: (Block & { classes: PodClass[] })[] = [];
  const byKey = new Map<string, Block & { classes: PodClass[] }>();
  const blockByClass = classes.all.map((pods) => {
    const ports = own === 'ingress' ? pods.ports : 0;
    const key = `${engine.admission(own, pods).id} ${ports} ${signatureOf(pods)}`;
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

/** The peers of every admission that is in force in a direction. */
function peersOf(engine: Engine, direction: Direction): ReadonlySet<Peer> {
  const peers = new Set<Peer>();
  for (const admission of new Set(engine.classes.all.map((pods) => engine.admission(direction, pods))))
    for (const grant of admission.grants) peers.add(grant.peer);
  return peers;
}

/**
 * A text that differs for classes that some peer tells apart. A peer that limits only namespaces, or only labels, splits
 * those few instead of all classes.
 */
function tellApart(engine: Engine, peers: ReadonlySet<Peer>): (pods: PodClass) => string {
  const { classes, universe } = engine;
  const namespaces = coarsestPartition(universe.namespaces.length);
  const labelSets = coarsestPartition(classes.labels.size);
  const both = coarsestPartition(classes.all.length);
  for (const peer of peers) {
    if (peer.kind === 'everyone') continue;
    const { where, labelSets: labels } = peer.pods ?? {};
    const isAnywhere = where && where.size === where.universe;
    const isAnyLabels = labels && labels.size === labels.universe;
    if (!where || !labels || (!isAnywhere && !isAnyLabels)) both.refine(peer.classes());
    else if (!isAnywhere) namespaces.refine(where);
    else if (!isAnyLabels) labelSets.refine(labels);
  }
  return (pods) =>
    `${pods.isOfNode} ${namespaces.partOf[pods.namespace]} ${labelSets.partOf[pods.labelSet]} ${both.partOf[pods.id]}`;
}
