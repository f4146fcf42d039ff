import { eachId, hasId, type IdSet } from '../../algebra/id-set';
import { groupBy } from '../../algebra/keyed';
import { once } from '../../algebra/once';
import type { AnalysisSettings } from '../model/options';
import { arePodsOfNode, portsNamedOf } from '../model/pod-addresses';
import type { PodSet, Universe } from '../model/universe';
import { indexLabels, type LabelIndex, type NamedLabels } from './label-index';
import type { NamedPortTable } from './named-ports';

/** Pods that no policy can tell apart: same namespace, same labels that selectors name, same named ports. */
export interface PodClass {
  readonly id: number;
  readonly namespace: number;
  readonly labelSet: number;
  readonly ports: number;
  /** Whether the plugin treats them as addresses of their node. */
  readonly isOfNode: boolean;
  /** One of the members: what matters is equal for all. */
  readonly pods: PodSet;
}

export interface PodClasses {
  readonly all: readonly PodClass[];
  /** The class of pods of the universe. */
  classOf(pods: PodSet): PodClass;
  readonly labels: LabelIndex;
  /** Who is in a class: indexes into `universe.pods`, ascending. */
  membersOf(pods: PodClass): readonly number[];
  /** Classes that the plugin treats as addresses of their nodes. */
  readonly ofNodes: readonly PodClass[];
  /** The index of a namespace in `universe.namespaces`; -1 for one that is not there. */
  namespaceId(name: string): number;
  withLabelSet(labelSet: number): readonly PodClass[];
  /** Classes of a namespace whose label set is one of these. */
  select(namespace: number, labelSets: IdSet): readonly PodClass[];
}

/** Sorts everyone of a universe into classes. */
export function classesOf(
  universe: Universe,
  named: NamedLabels,
  ports: NamedPortTable,
  settings: AnalysisSettings,
): PodClasses {
  const namespaceIds = new Map(universe.namespaces.map(({ name }, id) => [name, id]));
  const namespaceId = (name: string) => namespaceIds.get(name) ?? -1;
  const labels = indexLabels(universe.pods, named);
  const byKey = new Map<number | string, PodClass>();
  const all: PodClass[] = [];
  const classIds = new Int32Array(universe.pods.length);
  for (const [index, pods] of universe.pods.entries()) {
    const namespace = namespaceId(pods.namespace);
    const labelSet = labels.setOf[index] ?? 0;
    const isOfNode = arePodsOfNode(pods, settings);
    const portsId = ports.idOf(portsNamedOf(pods, settings));
    // Nearly always a number: a text for each of 100,000 pods would cost more than the rest of this loop.
    const number = (namespace * labels.size + labelSet) * 2 ** 20 + portsId;
    const hasAddress = isOfNode || settings.cni.ipBlockMatchesPods === true;
    const key = hasAddress ? `${number} ${isOfNode} ${pods.hostNetwork} ${pods.addresses.join()}` : number;
    let found = byKey.get(key);
    if (!found) {
      found = { id: all.length, namespace, labelSet, ports: portsId, isOfNode, pods };
      byKey.set(key, found);
      all.push(found);
    }
    classIds[index] = found.id;
  }
  const byPods = once(() => new Map(universe.pods.map((pods, index) => [pods, all[classIds[index] ?? -1]])));
  const members = once(() => {
    const found: number[][] = all.map(() => []);
    for (const [index, id] of classIds.entries()) found[id]?.push(index);
    return found;
  });
  const byNamespace = groupBy(all, (each) => each.namespace);
  const byLabelSet = groupBy(all, (each) => each.labelSet);
  const withLabelSet = (labelSet: number) => byLabelSet.get(labelSet) ?? [];
  return {
    all,
    ofNodes: all.filter((each) => each.isOfNode),
    classOf(pods) {
      const found = byPods().get(pods);
      if (!found) throw new RangeError(`${pods.name} is not in this analysis`);
      return found;
    },
    labels,
    namespaceId,
    withLabelSet,
    membersOf: (pods) => members()[pods.id] ?? [],
    select(namespace, labelSets) {
      const here = byNamespace.get(namespace) ?? [];
      if (labelSets.size * 2 > here.length) return here.filter((each) => hasId(labelSets, each.labelSet));
      const selected: PodClass[] = [];
      eachId(labelSets, (labelSet) => {
        for (const each of withLabelSet(labelSet)) if (each.namespace === namespace) selected.push(each);
      });
      return selected;
    },
  };
}
