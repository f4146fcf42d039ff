import { type AddressLayer, type AddressPiece, layAddresses } from '../../algebra/address-map';
import { type AddressRange, type AddressSpace, commonRange, ipv4, ipv6 } from '../../algebra/address-space';
import { noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import type { AddressReach } from '../engine/address-reach';
import type { AccessPeer } from './access';

/** Of a reach, only what belongs to addresses of these peers. */
export function reachInside(reach: AddressReach, peers: readonly AccessPeer[]): AddressReach {
  return restricted(reach, peers, (isInside) => isInside);
}

/** Of a reach, only what belongs to addresses of none of these peers. */
export function reachOutside(reach: AddressReach, peers: readonly AccessPeer[]): AddressReach {
  return restricted(reach, peers, (isInside) => !isInside);
}

function restricted(
  reach: AddressReach,
  peers: readonly AccessPeer[],
  keep: (isInside: boolean) => boolean,
): AddressReach {
  return {
    ipv4: restrictFamily(
      ipv4,
      reach.ipv4,
      peers.flatMap((peer) => rangesOf(peer, ipv4, 'ipv4')),
      keep,
    ),
    ipv6: restrictFamily(
      ipv6,
      reach.ipv6,
      peers.flatMap((peer) => rangesOf(peer, ipv6, 'ipv6')),
      keep,
    ),
  };
}

function rangesOf<F extends 'ipv4' | 'ipv6'>(
  peer: AccessPeer,
  space: F extends 'ipv4' ? AddressSpace<number> : AddressSpace<bigint>,
  family: F,
) {
  if (peer.kind === 'everyone') return [space];
  return peer.kind === 'addresses' ? peer[family] : [];
}

function restrictFamily<A extends number | bigint>(
  space: AddressSpace<A>,
  pieces: readonly AddressPiece<A, PortSet>[],
  ranges: readonly AddressRange<A>[],
  keep: (isInside: boolean) => boolean,
): readonly AddressPiece<A, PortSet>[] {
  const inside = layAddresses(space, false, [{ ranges, value: true }], (a, b) => a || b);
  const layers = inside
    .filter(({ value }) => keep(value))
    .flatMap((part) => pieces.flatMap((piece) => common(piece, part)));
  return layAddresses<A, PortSet>(space, noPorts, layers, unionPorts);
}

function common<A extends number | bigint>(
  piece: AddressPiece<A, PortSet>,
  part: AddressRange<A>,
): readonly AddressLayer<A, PortSet>[] {
  const shared = commonRange(piece, part);
  return shared ? [{ ranges: [shared], value: piece.value }] : [];
}
