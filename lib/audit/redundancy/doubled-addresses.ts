import { type AddressLayer, type AddressPiece, firstPieceFrom, layAddresses } from '../../algebra/address-map';
import { type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { isSubsetOfPorts, noPorts, type PortSet } from '../../algebra/port-set';
import type { Analysis } from '../../analyze/analysis';
import { type AddressReach, addressReachOf } from '../../analyze/engine/address-reach';
import type { PodClass } from '../../analyze/engine/classes';
import type { Direction } from '../../analyze/model/policy-rules';
import type { PortRule } from '../../analyze/model/port-rule';
import { coveredOnce, joinCovered, nothingCovered, type TwiceCovered } from './port-cover-twice';
import type { Giver } from './redundancy-giver';

/** Which ports at least two givers give, for every address. */
export interface DoubledAddresses {
  readonly ipv4: readonly AddressPiece<number, TwiceCovered>[];
  readonly ipv6: readonly AddressPiece<bigint, TwiceCovered>[];
}

type PortsOfRule = (rule: PortRule) => PortSet;
type DoubledOf = (
  policies: readonly number[],
  example: PodClass,
  giversOf: (policy: number) => readonly Giver[],
) => DoubledAddresses;

/** Lays the givers of groups of pods over all addresses, each group once. */
export function doubledAddresses({ engine }: Analysis, direction: Direction): DoubledOf {
  const known = new Map<string, DoubledAddresses>();
  return (policies, example, giversOf) => {
    const key = `${policies.join()} ${example.ports}`;
    const found = known.get(key) ?? lay(policies.flatMap(giversOf), portsFor(direction, engine.portsAt(example)));
    known.set(key, found);
    return found;
  };
}

/** Whether all that a giver gives to addresses is given by another one as well. */
export function isDoubled(
  doubled: () => DoubledAddresses,
  giver: Giver,
  portsAt: PortsOfRule,
  direction: Direction,
): boolean {
  if (!giver.grants.some(reachesAddresses)) return true;
  const reach = reachOf(giver, portsFor(direction, portsAt));
  const { ipv4: four, ipv6: six } = doubled();
  return isWithin(reach.ipv4, four) && isWithin(reach.ipv6, six);
}

/** An address has no port names, so that they mean nothing in what leaves. */
function portsFor(direction: Direction, portsAt: PortsOfRule): PortsOfRule {
  return direction === 'ingress' ? portsAt : (rule) => rule.fixed;
}

const reachesAddresses = ({ peer }: Giver['grants'][number]): boolean => peer.kind !== 'pods';

function reachOf({ grants }: Giver, portsOf: PortsOfRule): AddressReach {
  return addressReachOf({ isOpen: false, grants }, portsOf);
}

function lay(givers: readonly Giver[], portsOf: PortsOfRule): DoubledAddresses {
  const reaches = givers.filter(({ grants }) => grants.some(reachesAddresses)).map((giver) => reachOf(giver, portsOf));
  return {
    ipv4: laySpace(
      ipv4,
      reaches.map((reach) => reach.ipv4),
    ),
    ipv6: laySpace(
      ipv6,
      reaches.map((reach) => reach.ipv6),
    ),
  };
}

function laySpace<A extends number | bigint>(
  space: AddressSpace<A>,
  reaches: readonly (readonly AddressPiece<A, PortSet>[])[],
): readonly AddressPiece<A, TwiceCovered>[] {
  const layers = reaches.flatMap((pieces) =>
    pieces.flatMap((piece): readonly AddressLayer<A, TwiceCovered>[] =>
      piece.value === noPorts ? [] : [{ ranges: [piece], value: coveredOnce(piece.value) }],
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
