import { coarsestPartition } from '../../algebra/id-set';
import { type Direction, opposite } from '../model/policy-rules';
import type { PodClass } from './classes';
import type { Engine } from './engine';
import type { Peer } from './peers';

/** Classes that behave alike at one end of connections and are treated alike there, whatever their namespaces. */
export interface PodGroup {
  readonly id: number;
  /** One of them: it answers for all. */
  readonly example: PodClass;
  readonly classes: readonly PodClass[];
}

export interface PodGroups {
  readonly all: readonly PodGroup[];
  /** The group of a class. */
  groupOf(pods: PodClass): PodGroup;
}

/**
 * Groups of classes at the end whose own policies are of this direction: sources have the same egress, and are in the same
 * peers of everybody's ingress; destinations the other way round, and have the same named ports.
 */
export function podGroups(engine: Engine, own: Direction): PodGroups {
  const { classes } = engine;
  const signatureOf = tellApart(engine, peersOf(engine, opposite[own]));
  const all: (PodGroup & { classes: PodClass[] })[] = [];
  const byKey = new Map<string, PodGroup & { classes: PodClass[] }>();
  const groupByClass = classes.all.map((pods) => {
    const ports = own === 'ingress' ? pods.ports : 0;
    const key = `${engine.admission(own, pods).id} ${ports} ${signatureOf(pods)}`;
    let group = byKey.get(key);
    if (!group) {
      group = { id: all.length, example: pods, classes: [] };
      byKey.set(key, group);
      all.push(group);
    }
    group.classes.push(pods);
    return group;
  });
  return {
    all,
    groupOf(pods) {
      const group = groupByClass[pods.id];
      if (!group) throw new RangeError(`class ${pods.id} is of another analysis`);
      return group;
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
