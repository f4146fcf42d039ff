import { getOrInsert } from '../../algebra/keyed';
import type { Signal } from '../../decide/circuit';
import type { Steps } from '../../decide/steps';
import { spokenIn } from '../possible/vocabulary';
import { newPortNames, newWorld, type PossiblePod, type World } from '../possible/world';
import { type ChangedConnection, connectionOfPods, connectionWithAddress } from './changed-connection';
import type { DifferingSides } from './differing-sides';
import { hasAnyOf, type OneSidedLabel, strippedLabels } from './own-pods';

/** What questions about a diff share: one circuit, and which pods count. */
export interface DiffWorld {
  readonly world: World;
  readonly sides: DifferingSides;
  readonly oneSided: readonly OneSidedLabel[];
  /** Without a label of one side. */
  isPlain(pod: PossiblePod): Signal;
  /** Plain, or changed even without these labels. */
  isCounted(pod: PossiblePod): Signal;
}

/** The world of everything that the policies of both sides speak of. */
export function diffWorldOf(
  sides: DifferingSides,
  oneSided: readonly OneSidedLabel[],
  names: Iterable<string>,
  steps: Steps,
): DiffWorld {
  const { before, after, policies } = sides;
  const world = newWorld(
    [spokenIn(policies), { pods: oneSided.map(({ key, value }) => ({ matchLabels: { [key]: value } })), names }],
    [before.namespaces, after.namespaces],
    steps,
  );
  const { circuit } = world;
  const isPlain = (pod: PossiblePod) => -hasAnyOf(circuit, pod, oneSided);
  /** Whether someone plain, or an address, sees a pod change when the labels of one side are taken off it. */
  const changesWithout = (pod: PossiblePod): Signal => {
    const other = world.another();
    const partner = other.newPod(pod);
    const stripped = {
      namespace: pod.namespace,
      labels: strippedLabels(circuit, pod, oneSided),
      names: newPortNames(circuit, other.port).names,
    };
    const connections: readonly ChangedConnection[] = [
      connectionOfPods(other, sides, stripped, partner),
      connectionOfPods(other, sides, partner, stripped),
    ];
    const between = circuit.all([isPlain(partner), circuit.any(connections.map((each) => each.any()))]);
    return circuit.any([between, connectionWithAddress(other, sides, stripped, other.newAddress()).any()]);
  };
  const counted = new Map<PossiblePod, Signal>();
  return {
    world,
    sides,
    oneSided,
    isPlain,
    isCounted: (pod) => getOrInsert(counted, pod, () => circuit.any([isPlain(pod), changesWithout(pod)])),
  };
}
