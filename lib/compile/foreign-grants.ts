import { byCodeUnits } from '../algebra/text-order';
import type { Direction, PeerModel } from '../dsl/model';
import type { ForeignGrant } from './compiled-app';
import { describePorts } from './lower-ports';
import type { OwnedNamespaces } from './owned-namespaces';
import type { Pair } from './pairs';
import { isPodPeer, peerLabel } from './peer-identity';

/** What owners of other namespaces must allow for the flows to work, in case they isolate those pods. Sorted, each once. */
export function foreignGrants(pairs: readonly Pair[], owned: OwnedNamespaces): readonly ForeignGrant[] {
  const grants = new Map<string, ForeignGrant>();
  const add = (end: PeerModel, direction: Direction, { from, to, ports }: Pair) => {
    if (!isPodPeer(end) || owned.has(end.namespace.name)) return;
    const sentence = `${peerLabel(from)} may reach ${peerLabel(to)} on ${describePorts(ports)}`;
    const grant = { namespace: end.namespace.name, direction, sentence };
    grants.set(`${grant.namespace} ${direction} ${sentence}`, grant);
  };
  for (const pair of pairs) {
    add(pair.to, 'ingress', pair);
    add(pair.from, 'egress', pair);
  }
  return [...grants].sort(([a], [b]) => byCodeUnits(a, b)).map(([, grant]) => grant);
}
