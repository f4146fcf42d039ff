import { type AddressLayer, type AddressPiece, firstPieceFrom, layAddresses } from '../../algebra/address-map';
import { type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { intersectPorts, isSubsetOfPorts, noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import { addressReachOf } from '../../analyze/engine/address-reach';
import type { Grant } from '../../analyze/engine/admission';
import type { PortRule } from '../../analyze/model/port-rule';

/**
 * Lays the grants of givers over all addresses, and tells whether all that some grants give to addresses is given by at least
 * two of them. `portsOf` resolves port names.
 */
export function doubledAddresses(
  givers: readonly (readonly Grant[])[],
  portsOf: (rule: PortRule) => PortSet,
): (grants: readonly Grant[]) => boolean {
  const reachOf = (grants: readonly Grant[]) => addressReachOf({ isOpen: false, grants }, portsOf);
  const reaches = givers.filter((grants) => grants.some(reachesAddresses)).map(reachOf);
  const four = lay(
    ipv4,
    reaches.map((reach) => reach.ipv4),
  );
  const six = lay(
    ipv6,
    reaches.map((reach) => reach.ipv6),
  );
  return (grants) => {
    const reach = reachOf(grants);
    return isWithin(reach.ipv4, four) && isWithin(reach.ipv6, six);
  };
}

/** Whether a grant means addresses. */
export const reachesAddresses = ({ peer }: Grant): boolean => peer.kind !== 'pods';

function lay<A extends number | bigint>(
  space: AddressSpace<A>,
  reaches: readonly (readonly AddressPiece<A, PortSet>[])[],
): readonly AddressPiece<A, TwiceCovered>[] {
  const layers = reaches.flatMap((pieces) =>
    pieces.flatMap((piece): readonly AddressLayer<A, TwiceCovered>[] =>
      piece.value === noPorts ? [] : [{ ranges: [piece], value: covered(piece.value, noPorts) }],
    ),
  );
  return layAddresses(space, nothingCovered, layers, joinCovered);
}

function isWithin<A extends number | bigint>(
  given: readonly AddressPiece<A, PortSet>[],
  doubled: readonly AddressPiece<A, TwiceCovered>[],
): boolean {
  for (const { first, last, value } of given) {
    if (value === noPorts) continue;
    for (let index = firstPieceFrom(doubled, first); index < doubled.length; index++) {
      const each = doubled[index];
      if (!each || each.first > last) break;
      if (!isSubsetOfPorts(value, each.value.twice)) return false;
    }
  }
  return true;
}

/** Ports that at least one giver gives, and those that at least two give. One object for each pair. */
interface TwiceCovered {
  readonly once: PortSet;
  readonly twice: PortSet;
}

const interned = new Map<string, TwiceCovered>();

/** Nothing is given. */
const nothingCovered: TwiceCovered = covered(noPorts, noPorts);

/** What the givers of both give. */
function joinCovered(a: TwiceCovered, b: TwiceCovered): TwiceCovered {
  if (a === nothingCovered) return b;
  const twice = unionPorts(unionPorts(a.twice, b.twice), intersectPorts(a.once, b.once));
  return covered(unionPorts(a.once, b.once), twice);
}

function covered(once: PortSet, twice: PortSet): TwiceCovered {
  const key = `${once.id} ${twice.id}`;
  const known = interned.get(key) ?? Object.freeze({ once, twice });
  if (interned.size > 100_000) interned.clear();
  interned.set(key, known);
  return known;
}
