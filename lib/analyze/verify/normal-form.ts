import { layAddresses } from '../../algebra/address-map';
import { type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { groupBy } from '../../algebra/keyed';
import { allPorts, noPorts, type PortSet, unionAllPorts, unionPorts } from '../../algebra/port-set';
import { selectorKey } from '../../algebra/selector';
import { type Access, type AccessPeer, rangesOfPeer } from './access';

/**
 * Everything that one subject of one namespace may talk to in one direction, written so that equal meaning gives equal
 * text: pods by selector, addresses by ranges. Equal forms admit the same, for every pod and every address there could be.
 */
export interface NormalForm {
  readonly text: string;
  /** How many peers by selector, and how many address ranges, it has. */
  readonly peers: number;
  readonly ranges: number;
}

/** The form of all accesses of one subject. */
export function normalForm(accesses: readonly Access[]): NormalForm {
  const byPeer = groupBy(accesses, ({ peer }) => peerKey(peer));
  byPeer.delete(undefined);
  const peers = [...byPeer].flatMap(([key, same]) => {
    const fixed = unionAllPorts(same.map(({ ports }) => ports.fixed));
    const names = [...new Set(same.flatMap(({ ports }) => ports.names))].sort();
    return fixed === noPorts && names.length === 0 ? [] : [`${key} ${fixed.id} ${names.join()}`];
  });
  const ranges = [...rangesOf(ipv4, accesses), ...rangesOf(ipv6, accesses)];
  return { text: [...peers.sort(), ...ranges].join('\n'), peers: peers.length, ranges: ranges.length };
}

/** Who is meant by a selector or by no peer at all; undefined for addresses, which are compared as ranges. */
function peerKey(peer: AccessPeer): string | undefined {
  if (peer.kind === 'addresses') return undefined;
  if (peer.kind === 'everyone') return 'everyone';
  const { namespace, pods } = peer;
  return `${typeof namespace === 'string' ? `=${namespace}` : selectorKey(namespace)} ${selectorKey(pods)}`;
}

/** Numbers; towards a pod that addresses reach also names, which are the pod's own. An address itself has no port names. */
function rangesOf<A extends number | bigint>(space: AddressSpace<A>, accesses: readonly Access[]): readonly string[] {
  if (accesses.every(({ peer }) => peer.kind === 'pods')) return [];
  const text = (all: readonly Access[], word: (value: PortSet) => string) =>
    piecesOf(space, all)
      .filter(({ value }) => value !== noPorts)
      .map(({ first, last, value }) => `${space.family} ${first}-${last} ${word(value)}`);
  return [
    ...text(accesses, ({ id }) => `${id}`),
    ...namesTowardsPods(accesses).flatMap((name) => text(onName(accesses, name), () => name)),
  ];
}

/** The port names that matter where the other end is an address. */
export function namesTowardsPods(accesses: readonly Access[]): readonly string[] {
  const towardsPods = accesses.filter(({ direction, peer }) => direction === 'ingress' && peer.kind !== 'pods');
  return [...new Set(towardsPods.flatMap(({ ports }) => ports.names))].sort();
}

/** The accesses that open a name, as if it were every port. */
export function onName(accesses: readonly Access[], name: string): readonly Access[] {
  return accesses
    .filter(({ ports }) => ports.names.includes(name))
    .map((access) => ({ ...access, ports: { fixed: allPorts, names: [] } }));
}

/** The ports of every address of a family. */
export function piecesOf<A extends number | bigint>(space: AddressSpace<A>, accesses: readonly Access[]) {
  const layers = accesses.map(({ peer, ports }) => ({ ranges: rangesOfPeer(space, peer), value: ports.fixed }));
  return layAddresses<A, PortSet>(space, noPorts, layers, unionPorts);
}
