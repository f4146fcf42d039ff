import type { Direction, PeerModel } from '../dsl/model';
import type { Half } from './halves';
import { isPodPeer } from './peer-identity';

/** An end as a policy of `namespace` calls it: bare if it lives there, with its namespace if not. */
function nameSeenFrom(namespace: string, peer: PeerModel): string {
  if (!isPodPeer(peer)) return peer.kind === 'namespaces' || peer.kind === 'cidr' ? peer.name : peer.kind;
  const name = peer.kind === 'all-pods' ? 'all' : peer.name;
  return peer.namespace.name === namespace ? name : `${peer.namespace.name}-${name}`;
}

/** `allow-<from>-to-<to>`, the egress half with `-egress`, an exception with `-exception`; or what the author said. */
export function policyName(half: Half): string {
  const { namespace, direction, pair, within } = half;
  const part = within ? `-in-${within.name}` : '';
  if (pair.flow.name !== undefined) return `${pair.flow.name}${half.subjectSuffix}${part}${suffixOf(direction)}`;
  const from = nameSeenFrom(namespace, pair.from);
  const to = nameSeenFrom(namespace, pair.to);
  const exception = pair.flow.exception ? '-exception' : '';
  return `allow-${from}-to-${to}${part}${suffixOf(direction)}${exception}`;
}

const suffixOf = (direction: Direction): string => (direction === 'egress' ? '-egress' : '');
