import { groupBy } from '../../algebra/keyed';
import { containsSelector, contradicts, equalSelectors, matchesSelector } from '../../algebra/selector';
import type { DisjointPods, IntendedInvariant, IntendedWorkload, Intent } from '../../intent/intent';
import { disjointSentence } from '../../wording/disjoint';
import { constantName } from '../../wording/flow-line';
import { listed, oneOrMany } from '../../wording/words';
import type { LabelledPod } from './assumed-pods';

/** Two workloads of which nobody said that they have pods in common: their labels just do not rule it out. */
const mayShare = (a: IntendedWorkload, b: IntendedWorkload): boolean =>
  a.namespace === b.namespace &&
  !contradicts(a.selector, b.selector) &&
  !containsSelector(a.selector, b.selector) &&
  !containsSelector(b.selector, a.selector);

/** The declared workloads that a pod would be in at once, though nothing says that they share pods; none for most pods. */
export function workloadsSharing({ workloads }: Intent, { namespace, labels }: LabelledPod): readonly string[] {
  const all = workloads.filter((each) => each.namespace === namespace && matchesSelector(each.selector, labels));
  const sharing = all.filter((each) => all.some((other) => mayShare(each, other)));
  return [...new Set(sharing.map(nameOf))];
}

const nameOf = ({ namespace, name }: IntendedWorkload): string => `${namespace}/${name}`;

/** So many pairs of workloads are told apart at the most: with more, looking for another violation takes longer than it helps. */
const mostPairs = 5000;

/** The same with nobody in two workloads at once by labels that nothing rules out; undefined where these are too many. */
export function withoutSharedPods(intent: Intent): Intent | undefined {
  const apart: DisjointPods[] = [];
  for (const here of groupBy(intent.workloads, ({ namespace }) => namespace).values())
    for (const [at, a] of here.entries())
      for (const b of here.slice(at + 1)) {
        if (!mayShare(a, b)) continue;
        if (apart.length === mostPairs) return undefined;
        apart.push(disjointWorkloads(a, b));
      }
  return { ...intent, assumptions: [...intent.assumptions, ...apart] };
}

function disjointWorkloads(a: IntendedWorkload, b: IntendedWorkload): DisjointPods {
  const ends = [a, b].map((each) => ({
    name: nameOf(each),
    peer: { kind: 'pods' as const, namespace: each.namespace, pods: each.selector },
  }));
  return { kind: 'disjoint', ends, sentence: disjointSentence(ends.map(({ name }) => name)), at: a.at };
}

/** `the pod would be in shop/web and shop/api at once`. */
export const sharedText = (workloads: readonly string[]): string =>
  `the pod would be in ${listed(workloads, 6)} at once`;

/**
 * What to write where that pod does not exist. Whoever is an end of the invariant may share pods with them as well, and would be
 * the next to be told.
 */
export function sharedHelp(shared: readonly string[], { from, to }: IntendedInvariant, { workloads }: Intent): string {
  const sharing = workloads.filter((each) => shared.includes(nameOf(each)));
  const isEnd = ({ namespace, selector }: IntendedWorkload) =>
    [...from, ...to].some(
      (peer) => peer.kind === 'pods' && peer.namespace === namespace && equalSelectors(peer.pods, selector),
    );
  const others = workloads.filter((each) => isEnd(each) && sharing.some((other) => mayShare(each, other)));
  const all = [...new Map([...sharing, ...others].map((each) => [nameOf(each), each])).values()];
  const names = all.map(nameOf).sort();
  const constants = names.map((name) => constantName(name.slice(name.indexOf('/') + 1)));
  const written = all.filter(({ template }) => !template).map(nameOf);
  const place = oneOrMany(written.length, 'its manifest', 'their manifests');
  const source =
    written.length > 0
      ? `; or take ${listed(written.sort(), 6)} from ${place} with workloadFrom(), where the labels of templates tell them apart`
      : '';
  return `if ${disjointSentence(names)}, say so in the chart: assumptions: [disjoint(${constants.join(', ')})]${source}`;
}
