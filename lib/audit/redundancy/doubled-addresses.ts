import { type AddressLayer, type AddressPiece, firstPieceFrom, layAddresses } from '../../algebra/address-map';
import { type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { getOrInsert } from '../../algebra/keyed';
import { intersectPorts, isSubsetOfPorts, noPorts, type PortSet, unionPorts } from '../../algebra/port-set';
import type { Analysis } from '../../analyze/analysis';
import { type AddressReach, addressReachOf } from '../../analyze/engine/address-reach';
import type { Grant } from '../../analyze/engine/admission';
import type { PodClass } from '../../analyze/engine/classes';
import type { Direction } from '../../analyze/model/policy-rules';
import type { PortRule } from '../../analyze/model/port-rule';

/** Which ports at least two givers give, for every address. */
export interface DoubledAddresses {
  readonly ipv4: readonly AddressPiece<number, TwiceCovered>[];
  readonly ipv6: readonly AddressPiece<bigint, TwiceCovered>[];
}

type PortsOfRule = (rule: PortRule) => PortSet;
type DoubledOf = (
  policies: readonly number[],
  example: PodClass,
  /** The grants of each giver of a policy. */
  grantsOf: (policy: number) => readonly (readonly Grant[])[],
) => DoubledAddresses;

/** Lays the givers of groups of pods over all addresses, each group once. */
export function doubledAddresses({ engine }: Analysis, direction: Direction): DoubledOf {
  const known = new Map<string, DoubledAddresses>();
  return (policies, example, grantsOf) =>
    getOrInsert(known, `${policies.join()} ${example.ports}`, () =>
      lay(policies.flatMap(grantsOf), portsFor(direction, engine.portsAt(example))),
    );
}

/** Whether all that the grants of a giver give to addresses is given by another one as well. */
export function isDoubled(
  doubled: () => DoubledAddresses,
  grants: readonly Grant[],
  portsAt: PortsOfRule,
  direction: Direction,
): boolean {
  if (!grants.some(reachesAddresses)) return true;
  const reach = reachOf(grants, portsFor(direction, portsAt));
  const { ipv4: four, ipv6: six } = doubled();
  return isWithin(reach.ipv4, four) && isWithin(reach.ipv6, six);
}

/** An address has no port names, so that they mean nothing in what leaves. */
function portsFor(direction: Direction, portsAt: PortsOfRule): PortsOfRule {
  return direction === 'ingress' ? portsAt : (rule) => rule.fixed;
}

const reachesAddresses = ({ peer }: Grant): boolean => peer.kind !== 'pods';

function reachOf(grants: readonly Grant[], portsOf: PortsOfRule): AddressReach {
  return addressReachOf({ isOpen: false, grants }, portsOf);
}

function lay(givers: readonly (readonly Grant[])[], portsOf: PortsOfRule): DoubledAddresses {
  const reaches = givers.filter((grants) => grants.some(reachesAddresses)).map((grants) => reachOf(grants, portsOf));
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

/** Ports that at least one giver gives, and those that at least two give. One object for each pair. */
interface TwiceCovered {
  readonly once: PortSet;
  readonly twice: PortSet;
}

const interned = new Map<string, TwiceCovered>();

/** Nothing is given. */
const nothingCovered: TwiceCovered = covered(noPorts, noPorts);

/** What is given by one giver. */
function coveredOnce(ports: PortSet): TwiceCovered {
  return covered(ports, noPorts);
}

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
