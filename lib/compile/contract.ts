import { groupBy } from '../algebra/keyed';
import { byCodeUnits } from '../algebra/text-order';
import type { PeerModel, PodPeerModel } from '../dsl/model';
import { type Contract, type Need, type NeededPods, needSentence } from '../intent/contract';
import { canonicalSelector } from './canonical-selector';
import { endsOf, type Half } from './halves';
import { unionOfPorts } from './lower-ports';
import type { OwnedNamespaces } from './namespaces';
import type { Pair } from './pairs';
import { isPodPeer, peerKey, peerLabel, selectorOfPeer } from './peer-identity';

/** What the owners of other namespaces must allow for the flows to work, in case they isolate those pods. */
export function contractOf(app: string, pairs: readonly Pair[], owned: OwnedNamespaces): Contract {
  const namespaces = [...owned.values()].map(({ model: { name, labels } }) => ({
    name,
    labels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => byCodeUnits(a, b))),
  }));
  return { app, namespaces: namespaces.sort((a, b) => byCodeUnits(a.name, b.name)), needs: needsOf(pairs, owned) };
}

/** A half that is not written here, because its end is in a namespace of somebody else. */
type ForeignHalf = Pick<Half, 'direction' | 'subject' | 'pair'> & { readonly peer: PodPeerModel };

/** Sorted; each two ends once in a direction, with the ports and reasons of all flows between them, exceptions apart. */
function needsOf(pairs: readonly Pair[], owned: OwnedNamespaces): readonly Need[] {
  const halves = pairs.flatMap((pair) =>
    endsOf(pair).flatMap(({ direction, subject, peer }): readonly ForeignHalf[] => {
      // An end of the app is needed for a flow to be one of its own: others are refused, for nothing is written for them.
      if (owned.has(subject.namespace.name) || !isOwned(peer, owned)) return [];
      return [{ direction, subject, peer, pair }];
    }),
  );
  const groups = groupBy(halves, ({ direction, subject, peer, pair }) => {
    const { exception } = pair.flow;
    return JSON.stringify([direction, peerKey(subject), peerKey(peer), exception?.owner, exception?.until]);
  });
  const order = (need: Need) => [need.namespace, need.direction, needSentence(need), JSON.stringify(need)].join('\n');
  return [...groups.values()].map((group) => needOf(group, owned)).sort((a, b) => byCodeUnits(order(a), order(b)));
}

function isOwned(peer: PeerModel, owned: OwnedNamespaces): peer is PodPeerModel {
  return isPodPeer(peer) && owned.has(peer.namespace.name);
}

function needOf(halves: readonly [ForeignHalf, ...ForeignHalf[]], owned: OwnedNamespaces): Need {
  const [{ direction, subject, peer, pair }] = halves;
  const { exception } = pair.flow;
  const reasons = halves.flatMap((half) => (half.pair.flow.reason?.trim() ? [half.pair.flow.reason] : []));
  return {
    namespace: subject.namespace.name,
    direction,
    subject: neededPods(subject),
    peer: neededPods(peer),
    ports: unionOfPorts(halves.map((half) => half.pair.ports)),
    reason: reasons.length > 0 ? [...new Set(reasons)].sort().join('; ') : undefined,
    owner: exception?.owner ?? owned.get(peer.namespace.name)?.model.owner,
    until: exception?.until,
  };
}

function neededPods(peer: PodPeerModel): NeededPods {
  return {
    name: peerLabel(peer),
    namespace: peer.namespace.name,
    selector: canonicalSelector(selectorOfPeer(peer)),
    hostNetwork: peer.kind === 'workload' && peer.hostNetwork,
  };
}
