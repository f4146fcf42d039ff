import { type AddressBounds, formatAddress, type IpFamily } from './cidr';

/** All addresses of one family as numbers: plain ones for IPv4, because `bigint` is many times slower. */
export interface AddressSpace<A extends number | bigint> {
  readonly family: IpFamily;
  readonly first: A;
  readonly last: A;
  readonly after: (address: A) => A;
  readonly before: (address: A) => A;
  readonly fromBigInt: (value: bigint) => A;
}

export const ipv4: AddressSpace<number> = {
  family: 4,
  first: 0,
  last: 0xffffffff,
  after: (address) => address + 1,
  before: (address) => address - 1,
  fromBigInt: Number,
};

export const ipv6: AddressSpace<bigint> = {
  family: 6,
  first: 0n,
  last: (1n << 128n) - 1n,
  after: (address) => address + 1n,
  before: (address) => address - 1n,
  fromBigInt: (value) => value,
};

/** Addresses `first` to `last`, both included. */
export interface AddressRange<A extends number | bigint> {
  readonly first: A;
  readonly last: A;
}

/** The addresses of a block. */
export function rangeOfCidr<A extends number | bigint>(space: AddressSpace<A>, cidr: AddressBounds): AddressRange<A> {
  return { first: space.fromBigInt(cidr.first), last: space.fromBigInt(cidr.last) };
}

/** The addresses of a block less its exceptions, ascending and never touching. Exceptions of the other family take nothing. */
export function rangesOfBlock<A extends number | bigint>(
  space: AddressSpace<A>,
  block: AddressBounds,
  except: readonly AddressBounds[],
): readonly AddressRange<A>[] {
  if (block.family !== space.family) return [];
  const holes = except.filter((hole) => hole.family === space.family).map((hole) => rangeOfCidr(space, hole));
  holes.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const whole = rangeOfCidr(space, block);
  const ranges: AddressRange<A>[] = [];
  let next = whole.first;
  for (const hole of holes) {
    if (hole.last < next || hole.first > whole.last) continue;
    if (hole.first > next) ranges.push({ first: next, last: space.before(hole.first) });
    if (hole.last >= whole.last) return ranges;
    next = space.after(hole.last);
  }
  ranges.push({ first: next, last: whole.last });
  return ranges;
}

/** The addresses that two ranges share. */
export function commonRange<A extends number | bigint>(
  a: AddressRange<A>,
  b: AddressRange<A>,
): AddressRange<A> | undefined {
  // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint
  const first = a.first > b.first ? a.first : b.first;
  // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
  const last = a.last < b.last ? a.last : b.last;
  return first > last ? undefined : { first, last };
}

/** `10.0.0.0-10.255.255.255`; an IPv6 range alike. */
export function formatRange<A extends number | bigint>(space: AddressSpace<A>, range: AddressRange<A>): string {
  const text = (value: A) => formatAddress({ family: space.family, value: BigInt(value) });
  return `${text(range.first)}-${text(range.last)}`;
}
