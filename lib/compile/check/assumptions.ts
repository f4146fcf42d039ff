import { containsSelector, contradicts, namespaceNameLabel, type Selector } from '../../algebra/selector';
import type { Finding } from '../../diagnostics/finding';
import type { DisjointModel, NamespacesModel, PeerModel, PodPeerModel } from '../../dsl/model';
import { disjointSentence } from '../../wording/disjoint';
import { isPodPeer, peerKey, peerLabel, selectorOfPeer } from '../peer-identity';

/** What `disjoint()` says: its ends are pods, can be apart, and are not apart anyway. */
export function checkAssumptions(assumptions: readonly DisjointModel[], findings: Finding[]): void {
  for (const { ends, problems, site } of assumptions) {
    findings.push(...problems);
    if (problems.length > 0) continue;
    const refused = (code: string, message: string, help: string, severity: Finding['severity'] = 'error') =>
      findings.push({ code, severity, message, at: site, help: [help] });
    if (ends.length < 2) {
      const count = ends.length === 0 ? 'no end' : `one end, ${ends.map(peerLabel).join()}`;
      refused(
        'disjoint-without-ends',
        `disjoint() got ${count}, and says that no pod is in two of its ends`,
        'name two or more: disjoint(web, api)',
      );
      continue;
    }
    const pods = ends.flatMap((end) => {
      const problem = noPods(end);
      if (problem) refused('disjoint-addresses', `${peerLabel(end)}, an end of disjoint(), ${problem}`, 'leave it out');
      return isPods(end) && !problem ? [end] : [];
    });
    if (pods.length < ends.length) continue;
    const pairs = pods.flatMap((a, at) => pods.slice(at + 1).map((b) => [a, b] as const));
    const overlap = pairs.map(([a, b]) => overlapText(a, b)).find((text) => text !== undefined);
    if (overlap)
      refused('disjoint-overlap', overlap, 'take one of them out of disjoint(), or select its pods by other labels');
    else if (pairs.every(([a, b]) => areApart(a, b)))
      refused(
        'disjoint-needless',
        `disjoint() says nothing new: their selectors and namespaces say already that ${disjointSentence(ends.map(peerLabel))}`,
        'leave it out',
        'warning',
      );
  }
}

type PodsModel = PodPeerModel | NamespacesModel;

const isPods = (peer: PeerModel): peer is PodsModel => isPodPeer(peer) || peer.kind === 'namespaces';

/** Why there are no labels to tell who is in this peer. */
function noPods(peer: PeerModel): string | undefined {
  if (peer.kind === 'anywhere') return 'is everybody';
  if (!isPods(peer)) return 'stands for addresses, and an address is no pod';
  const isOnHost = peer.kind === 'workload' && peer.hostNetwork;
  return isOnHost ? 'is on the host network, where policies see addresses of nodes and no labels' : undefined;
}

/** Why two ends have pods in common, whatever labels there are. */
function overlapText(a: PodsModel, b: PodsModel): string | undefined {
  const [first, second] = [peerLabel(a), peerLabel(b)];
  if (peerKey(a) === peerKey(b)) return `${first} is named twice by disjoint(), and cannot be disjoint from itself`;
  const [isFirstInside, isSecondInside] = [contains(b, a), contains(a, b)];
  if (isFirstInside && isSecondInside) return `${first} and ${second} are the same pods, and cannot be disjoint`;
  const [inner, outer] = isFirstInside ? [first, b] : [second, a];
  const wider = outer.kind === 'all-pods' ? outer.namespace.name : peerLabel(outer);
  return isFirstInside || isSecondInside
    ? `every pod of ${inner} is a pod of ${wider} too, so that they cannot be disjoint`
    : undefined;
}

const contains = (outer: PodsModel, inner: PodsModel): boolean =>
  containsSelector(namespacesOf(outer), namespacesOf(inner)) && containsSelector(podsOf(outer), podsOf(inner));

const areApart = (a: PodsModel, b: PodsModel): boolean =>
  contradicts(namespacesOf(a), namespacesOf(b)) || contradicts(podsOf(a), podsOf(b));

const podsOf = (peer: PodsModel): Selector =>
  peer.kind === 'namespaces' ? (peer.podSelector ?? {}) : selectorOfPeer(peer);

/** A namespace by its name is one that no other has the name of; what it is labelled with is known if it is declared. */
function namespacesOf(peer: PodsModel): Selector {
  if (peer.kind === 'namespaces') return peer.namespaceSelector;
  return { matchLabels: { ...peer.namespace.labels, [namespaceNameLabel]: peer.namespace.name } };
}
