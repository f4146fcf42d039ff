export type IpFamily = 4 | 6;

/** An address as a number, with its family. */
export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
}

/** Addresses of one family, `first` and `last` included. */
export interface AddressBounds {
  readonly family: IpFamily;
  readonly first: bigint;
  readonly last: bigint;
}

/** A block of addresses. */
export interface Cidr extends AddressBounds {
  readonly prefix: number;
  /** Whether the address before the slash had bits set beyond the prefix. */
  readonly hasHostBits: boolean;
}

export const bitsOf = (family: IpFamily): number => (family === 4 ? 32 : 128);

/**
 * Reads an address as Go's `net/netip` does: no leading zeros, four decimal parts, no zone, no IPv4-mapped IPv6.
 * Undefined where the text is no such address.
 */
export function parseAddress(text: string): IpAddress | undefined {
  const address = readAddress(text);
  return address?.family === 6 && address.value >> 32n === 0xffffn ? undefined : address;
}

/** Reads every address that `formatAddress` writes: the runs between blocks may begin or end with IPv4-mapped ones. */
export function readAddress(text: string): IpAddress | undefined {
  const family = text.includes(':') ? 6 : 4;
  const value = family === 6 ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { family, value };
}

/** Reads `address/prefix`; the block is masked, and `hasHostBits` says whether it had to be. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (!address || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = Number(length);
  const bits = bitsOf(address.family);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = address.value & ~(size - 1n);
  return { family: address.family, prefix, first, last: first + size - 1n, hasHostBits: first !== address.value };
}

/** Reads `10.0.0.0-10.255.255.255`, as `formatRange` writes it. */
export function parseRange(text: string): AddressBounds | undefined {
  const [first, last] = text.split('-').map(readAddress);
  return first && last?.family === first.family
    ? { family: first.family, first: first.value, last: last.value }
    : undefined;
}

/** Whether every address of `inner` is in `outer`. */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether the blocks share an address. */
export function overlapsCidr(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Order of outputs: IPv4 first, by first address, the wider block first. */
export function byAddress(a: Cidr, b: Cidr): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.first === b.first ? a.prefix - b.prefix : a.first < b.first ? -1 : 1;
}

/** The fewest blocks that together hold these addresses, ascending. */
export function cidrsOfRange({ family, first, last }: AddressBounds): readonly Cidr[] {
  const bits = bitsOf(family);
  const blocks: Cidr[] = [];
  for (let next = first; next <= last; ) {
    let prefix = bits;
    // A block may start only at a multiple of its size.
    for (let size = 2n; prefix > 0 && next % size === 0n && next + size - 1n <= last; size *= 2n) prefix--;
    const end = next + (1n << BigInt(bits - prefix)) - 1n;
    blocks.push({ family, prefix, first: next, last: end, hasHostBits: false });
    next = end + 1n;
  }
  return blocks;
}

/** `10.0.0.0`, or IPv6 in its canonical form (RFC 5952). */
export function formatAddress(address: IpAddress): string {
  return address.family === 4 ? formatIpv4(address.value) : formatIpv6(address.value);
}

/** `10.0.0.0/8`, canonical. */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress({ family: cidr.family, value: cidr.first })}/${cidr.prefix}`;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of one side of `::`; a dotted IPv4 tail is two of them. */
function groupsOf(side: string): number[] | undefined {
  if (side === '') return [];
  const groups: number[] = [];
  const parts = side.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const ipv4 = index === parts.length - 1 ? parseIpv4(part) : undefined;
      if (ipv4 === undefined) return undefined;
      groups.push(Number(ipv4 >> 16n), Number(ipv4 & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0n) length++;
    if (length > bestLength) [bestStart, bestLength] = [start, length];
  }
  const hex = (part: bigint[]) => part.map((group) => group.toString(16)).join(':');
  if (bestStart < 0) return hex(groups);
  return `${hex(groups.slice(0, bestStart))}::${hex(groups.slice(bestStart + bestLength))}`;
}
