import type { PeerModel } from '../../lib/dsl/model';
import type { LabelSelector } from '../../lib/k8s/network-policy';
import type { Random } from '../analyze/seeded-random';
import { type Declarations, isOfOneNamespace } from './declared-pairs';

type Labels = Readonly<Record<string, string>>;

/** A namespace of the cluster that the probes run in; it has the same labels in every probe. */
export interface ProbedNamespace {
  readonly name: string;
  /** Besides `kubernetes.io/metadata.name`. */
  readonly labels: Labels;
}

/** Labels such as selectors ask for, and labels close to them. */
export interface LabelDrawer {
  /** Labels that a selector selects, where it selects any. */
  satisfying(selector: LabelSelector): Labels;
  /** The same labels, often; else together with those of another selector, or one more, one less or one other. */
  near(labels: Labels): Labels;
  /** Near any of the selectors. */
  any(): Labels;
}

/** `strange` are labels that no selector names, for pods that carry them besides. */
export function labelDrawer(selectors: readonly LabelSelector[], strange: Labels, random: Random): LabelDrawer {
  const words = [...selectors.flatMap(wordsOf), ...Object.entries(strange), ['stranger', 'yes'] as const];
  const satisfying = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Labels => {
    const labels = new Map(Object.entries(matchLabels));
    for (const { key, operator, values = [] } of matchExpressions) {
      if (operator === 'In') labels.set(key, random.pick(values));
      if (operator === 'Exists' && !labels.has(key)) labels.set(key, random.pick(words)[1]);
      if (operator === 'NotIn' && random.chance(0.5)) labels.set(key, `${values[0]}x`);
    }
    return Object.fromEntries(labels);
  };
  const near = (labels: Labels): Labels => {
    const [key, value] = random.pick(words);
    const dice = random.below(20);
    if (dice < 9) return labels;
    if (dice < 13) return { ...labels, ...satisfying(random.pick(selectors)) };
    if (dice < 15) return { ...labels, [key]: value };
    if (dice < 17) return { ...labels, ...strange };
    const entries = Object.entries(labels);
    if (entries.length === 0) return { [key]: value };
    const at = random.below(entries.length);
    const changed = entries.map(([own, was], index) => [own, index === at ? `${was}x` : was] as const);
    return Object.fromEntries(dice < 19 ? entries.toSpliced(at, 1) : changed);
  };
  return { satisfying, near, any: () => near(satisfying(random.pick(selectors))) };
}

/** Of pods, by themselves or inside namespaces that labels select; and the one for a pod without labels. */
export function podSelectors(peers: readonly PeerModel[]): readonly LabelSelector[] {
  const selectorOf = (peer: PeerModel) => {
    if (peer.kind === 'namespaces') return peer.podSelector;
    return peer.kind === 'workload' || peer.kind === 'pods' ? peer.selector : undefined;
  };
  return [{}, ...peers.flatMap((peer) => selectorOf(peer) ?? [])];
}

/** Owned namespaces, foreign ones that flows name, two for every selector of namespaces, and some that nobody knows. */
export function probedNamespaces(
  { namespaces }: Declarations,
  peers: readonly PeerModel[],
  random: Random,
): readonly ProbedNamespace[] {
  const selectors = [{}, ...peers.flatMap((peer) => (peer.kind === 'namespaces' ? [peer.namespaceSelector] : []))];
  const { satisfying, near } = labelDrawer(selectors, {}, random);
  const described = selectors
    .map(satisfying)
    .flatMap((labels) => [labels, near(labels)])
    .map(({ 'kubernetes.io/metadata.name': name, ...labels }, index) => ({ name: name ?? `unknown-${index}`, labels }));
  const named = peers.filter(isOfOneNamespace).map(({ namespace }) => namespace);
  // The last of a name is kept: what a chart lists goes before what a flow mentions, and that before what was drawn.
  const all = [...described, ...named, ...namespaces].map(({ name, labels }) => ({ name, labels }));
  return [...new Map(all.map((each) => [each.name, each])).values()];
}

/** Each key with each value that a selector names. */
function wordsOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): readonly (readonly [string, string])[] {
  return [
    ...Object.entries(matchLabels),
    ...matchExpressions.flatMap(({ key, values = ['any'] }) => values.map((value) => [key, value] as const)),
  ];
}
