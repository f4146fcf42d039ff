import { layAddresses } from '../../algebra/address-map';
import {
  type AddressRange,
  type AddressSpace,
  commonRange,
  formatRange,
  ipv4,
  ipv6,
  rangeOfCidr,
  rangesOfBlock,
} from '../../algebra/address-space';
import { type Cidr, formatAddress, type IpFamily } from '../../algebra/cidr';
import { addTo } from '../../algebra/keyed';
import type { AddressBlock } from '../model/policy-rules';

/** Addresses that blocks do not tell apart. */
export interface AlikeAddresses {
  readonly example: string;
  /** `10.0.0.10`, or `10.0.0.0-10.0.0.15`. */
  readonly ranges: readonly string[];
}

/** The addresses at which the API server may be: those of its blocks, or any of the families where none is known. */
export function addressesToAsk(
  known: readonly Cidr[],
  families: readonly IpFamily[],
  blocks: readonly AddressBlock[],
): readonly AlikeAddresses[] {
  const rangesOf = <A extends number | bigint>(space: AddressSpace<A>): readonly AddressRange<A>[] => {
    if (known.length === 0) return families.includes(space.family) ? [{ first: space.first, last: space.last }] : [];
    return known.filter(({ family }) => family === space.family).map((cidr) => rangeOfCidr(space, cidr));
  };
  return [...alikeIn(ipv4, rangesOf(ipv4), blocks), ...alikeIn(ipv6, rangesOf(ipv6), blocks)];
}

function alikeIn<A extends number | bigint>(
  space: AddressSpace<A>,
  asked: readonly AddressRange<A>[],
  blocks: readonly AddressBlock[],
): readonly AlikeAddresses[] {
  if (asked.length === 0) return [];
  // Each block is a bit: addresses with the same bits are in the same blocks.
  const layers = blocks.map(({ cidr, except }, index) => ({
    ranges: rangesOfBlock(space, cidr, except),
    value: 1n << BigInt(index),
  }));
  const pieces = layAddresses(space, 0n, layers, (a, b) => a | b);
  const byBlocks = new Map<bigint, AddressRange<A>[]>();
  for (const { value, ...piece } of pieces)
    for (const own of asked) {
      const range = commonRange(piece, own);
      if (range) addTo(byBlocks, value, range);
    }
  const text = (value: A) => formatAddress({ family: space.family, value: BigInt(value) });
  return [...byBlocks.values()].map((ranges) => ({
    example: text((ranges[0] ?? { first: space.first }).first),
    ranges: ranges.map((range) => (range.first === range.last ? text(range.first) : formatRange(space, range))),
  }));
}
