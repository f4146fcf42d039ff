import { groupBy } from '../../algebra/keyed';
import { once } from '../../algebra/once';
import {
  isContradiction,
  matchesSelector,
  matchesSelectorPartly,
  namespaceNameLabel,
  type Selector,
  smallestLabels,
} from '../../algebra/selector';
import { isAssignedLabel } from '../../cluster/mutation/assigned-keys';
import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import type { Steps } from '../../decide/steps';
import type { CarriedLabels, Intent, PodAssumption, PodsPeer } from '../../intent/intent';
import type { Labels } from '../../k8s/resources';
import type { KnownLabels } from '../possible/namespace-variable';
import type { Spoken } from '../possible/vocabulary';
import { intendedWorld, meansPod, spokenOf } from './pod-signals';

/** A pod of which namespace and labels are known. */
export interface LabelledPod {
  readonly namespace: string;
  readonly labels: Labels;
  /** What controllers and injectors may add: which values, only the cluster knows. */
  readonly assignedLabels?: readonly AssignedLabel[];
}

/** The pods that could exist by what is assumed of them. */
export interface AssumedPods {
  /** Few labels of a pod that a peer means; none where what is assumed leaves no such pod. */
  labelsIn(peer: PodsPeer): Labels | 'none' | 'undecided';
  /** Something assumed that stands in the way of a pod of a peer, where that is known. */
  causeOf(peer: PodsPeer): PodAssumption | undefined;
  /** Something assumed that does not hold of a pod, or need not: what others add may put it where something is assumed. */
  brokenBy(pod: LabelledPod): PodAssumption | undefined;
}

/** What the assumptions of an intent leave of pods; `asked` is what will be asked about. */
export function assumedPods(intent: Intent, known: KnownLabels, asked: readonly Spoken[], steps: Steps): AssumedPods {
  const { assumptions } = intent;
  const carried = assumptions.flatMap((each) => (each.kind === 'template-labels' ? [each] : []));
  const carriedIn = groupBy(carried, firstLabelOf);
  const disjoint = assumptions.flatMap((each) => (each.kind === 'disjoint' ? [each] : []));
  const mayMatch = (selector: Selector, { labels, assignedLabels = [] }: LabelledPod): boolean =>
    matchesSelectorPartly(selector, labels, (key) => assignedLabels.find((label) => label.key === key)) !== false;
  /** The assumptions on labels that are about a pod. */
  const carriedBy = (pod: LabelledPod): readonly CarriedLabels[] => {
    const labels = [...Object.entries(pod.labels), ...(pod.assignedLabels ?? []).map(({ key }) => [key, ''] as const)];
    return [undefined, ...labels]
      .map((label) => labelKey(pod.namespace, label))
      .flatMap((key) => carriedIn.get(key) ?? [])
      .filter(({ selector }) => mayMatch(selector, pod));
  };
  const isIn = (peer: PodsPeer, pod: LabelledPod): boolean | undefined =>
    mayMatch(peer.pods, pod) && isThere(peer.namespace, pod.namespace, known);
  const brokenBy = (pod: LabelledPod): PodAssumption | undefined =>
    carriedBy(pod).find((each) => !matchesSelector({ matchLabels: each.labels }, pod.labels)) ??
    disjoint.find(({ ends }) => ends.filter(({ peer }) => isIn(peer, pod) === true).length > 1);
  const isOpen = (pod: LabelledPod) =>
    disjoint.some(({ ends }) => ends.some(({ peer }) => isIn(peer, pod) === undefined));
  /** Labels, with those that pods which have them carry besides. */
  const completed = (pod: LabelledPod): LabelledPod => {
    const labels = Object.assign({}, ...carriedBy(pod).map((each) => each.labels), pod.labels);
    const isWhole = Object.keys(labels).length === Object.keys(pod.labels).length;
    return isWhole ? pod : completed({ ...pod, labels });
  };
  const search = once(() => {
    const intended = intendedWorld(intent, [spokenOf(intent, []), ...asked], known, steps);
    const pod = intended.world.newPod();
    return (peer: PodsPeer): Labels | 'none' | 'undecided' => {
      const example = intended.world.find([meansPod(intended, peer, pod)], [pod]);
      return typeof example === 'string' ? example : pod.labels.labelsIn(example);
    };
  });
  /** A pod of a peer with few labels, which may or may not exist. */
  const nearestPod = ({ namespace, pods }: PodsPeer): LabelledPod | undefined => {
    const labels = smallestLabels(pods);
    return labels && typeof namespace === 'string' ? completed({ namespace, labels }) : undefined;
  };
  return {
    brokenBy,
    causeOf(peer) {
      const pod = nearestPod(peer);
      if (!pod) return undefined;
      // What a pod must carry besides may be what its selector refuses.
      const isRefused = !matchesSelector(peer.pods, pod.labels);
      return brokenBy(pod) ?? (isRefused ? carriedBy(pod)[0] : undefined);
    },
    labelsIn(peer) {
      if (assumptions.length === 0) return smallestLabels(peer.pods) ?? 'none';
      const pod = nearestPod(peer);
      const isGood = pod && matchesSelector(peer.pods, pod.labels) && !brokenBy(pod) && !isOpen(pod);
      return isGood ? pod.labels : search()(peer);
    },
  };
}

/** What every pod that an assumption is about has: its namespace, and one label where the selector asks for any by value. */
function firstLabelOf({ namespace, selector }: CarriedLabels): string {
  return labelKey(namespace, Object.entries(selector.matchLabels ?? {})[0]);
}

/** The value of what others assign is not always known. */
function labelKey(namespace: string, label?: readonly [key: string, value: string]): string {
  return JSON.stringify([namespace, label?.[0], label && !isAssignedLabel(label[0]) && label[1]]);
}

/** Whether a namespace is one of a peer's; undefined where that depends on labels that nobody said. */
function isThere(where: string | Selector, namespace: string, known: KnownLabels): boolean | undefined {
  if (typeof where === 'string') return where === namespace;
  const labels = known.get(namespace);
  if (labels) return matchesSelector(where, labels);
  return isContradiction(where)
    ? false
    : matchesSelectorPartly(where, { [namespaceNameLabel]: namespace }, () => ({ presence: 'possible' }));
}
