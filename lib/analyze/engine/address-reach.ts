import { type AddressLayer, type AddressPiece, layAddresses } from '../../algebra/address-map';
import { type AddressSpace, formatRange, ipv4, ipv6, rangesOfBlock } from '../../algebra/address-space';
import type { IpFamily } from '../../algebra/cidr';
import { allPorts, intersectPorts, noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import type { PortRule } from '../model/port-rule';
import type { Peer } from './peers';

/** A maximal run of addresses outside the cluster that is treated alike. */
export interface ReachedRange {
  readonly family: IpFamily;
  /** `10.0.0.0-10.255.255.255`. */
  readonly range: string;
  readonly ports: PortSet;
}

/** What an admission lets through for addresses outside the cluster. */
export interface AddressReach {
  readonly ipv4: readonly AddressPiece<number, PortSet>[];
  readonly ipv6: readonly AddressPiece<bigint, PortSet>[];
}

/** What lets something through, as far as addresses are concerned: an admission, or rules by themselves. */
export interface AddressAdmission {
  readonly isOpen: boolean;
  readonly grants: readonly { readonly peer: Pick<Peer, 'kind' | 'block'>; readonly ports: PortRule }[];
}

/**
 * Lays the blocks of an admission over both families. `portsOf` resolves port names: on the pod for what enters it; to
 * nothing for what leaves, because an address declares no ports (docs/semantics.md 15).
 */
export function addressReachOf(admission: AddressAdmission, portsOf: PortsOfRule): AddressReach {
  let base = admission.isOpen ? allPorts : noPorts;
  for (const { peer, ports } of admission.grants) if (peer.kind === 'everyone') base = unionPorts(base, portsOf(ports));
  return { ipv4: lay(ipv4, admission, base, portsOf), ipv6: lay(ipv6, admission, base, portsOf) };
}

type PortsOfRule = (rule: PortRule) => PortSet;

/** The maximal ranges on which something of `mask` passes, ascending, IPv4 first. */
export function rangesOfReach(
  reach: AddressReach,
  families: readonly IpFamily[],
  mask: PortSet,
): readonly ReachedRange[] {
  return [
    ...(families.includes(4) ? maskedRanges(ipv4, reach.ipv4, mask) : []),
    ...(families.includes(6) ? maskedRanges(ipv6, reach.ipv6, mask) : []),
  ];
}

function lay<A extends number | bigint>(
  space: AddressSpace<A>,
  admission: AddressAdmission,
  base: PortSet,
  portsOf: PortsOfRule,
): readonly AddressPiece<A, PortSet>[] {
  const layers: AddressLayer<A, PortSet>[] = [];
  for (const { peer, ports } of admission.grants)
    if (peer.block)
      layers.push({ ranges: rangesOfBlock(space, peer.block.cidr, peer.block.except), value: portsOf(ports) });
  return layAddresses(space, base, layers, unionPorts);
}

function maskedRanges<A extends number | bigint>(
  space: AddressSpace<A>,
  pieces: readonly AddressPiece<A, PortSet>[],
  mask: PortSet,
): readonly ReachedRange[] {
  const merged: AddressPiece<A, PortSet>[] = [];
  for (const piece of pieces) {
    const value = intersectPorts(piece.value, mask);
    const before = merged.at(-1);
    if (before && before.value === value) merged[merged.length - 1] = { first: before.first, last: piece.last, value };
    else merged.push({ first: piece.first, last: piece.last, value });
  }
  return merged.flatMap((piece) =>
    piece.value === noPorts ? [] : [{ family: space.family, range: formatRange(space, piece), ports: piece.value }],
  );
}
