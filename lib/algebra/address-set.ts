import {
  type AddressBounds,
  bitsOf,
  type Cidr,
  cidrsOfRange,
  formatAddress,
  formatCidr,
  type IpFamily,
  parseCidr,
} from './cidr';
import { onceForEach } from './once';

/** Addresses of both families: runs in ascending order, IPv4 first, that neither overlap nor touch. */
export type AddressSet = readonly AddressBounds[];

const families = [4, 6] as const;

/** All addresses of one family. */
function everyAddress(family: IpFamily): AddressBounds {
  return { family, first: 0n, last: (1n << BigInt(bitsOf(family))) - 1n };
}

export const allAddresses: AddressSet = families.map(everyAddress);

/** The addresses of runs in any order. */
export function addressSet(runs: readonly AddressBounds[]): AddressSet {
  const sorted = [...runs].sort((a, b) => a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const joined: AddressBounds[] = [];
  for (const run of sorted) {
    const before = joined.at(-1);
    if (before?.family !== run.family || run.first > before.last + 1n) joined.push(run);
    else if (run.last > before.last) joined[joined.length - 1] = { ...before, last: run.last };
  }
  return joined;
}

/** The addresses of CIDRs as text; what is none counts for nothing. */
export function addressesOfCidrs(texts: readonly string[]): AddressSet {
  return addressSet(texts.flatMap((text) => parseCidr(text) ?? []));
}

/** The addresses of the first that are not of the second. */
export function subtractAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return a.flatMap((run) => {
    const left: AddressBounds[] = [];
    let next = run.first;
    for (const hole of b) {
      if (hole.family !== run.family || hole.last < next || hole.first > run.last) continue;
      if (hole.first > next) left.push({ family: run.family, first: next, last: hole.first - 1n });
      next = hole.last + 1n;
    }
    if (next <= run.last) left.push({ family: run.family, first: next, last: run.last });
    return left;
  });
}

export function intersectAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return subtractAddresses(a, subtractAddresses(a, b));
}

/** Whether every address of the first is of the second. */
export function areWithin(a: AddressSet, b: AddressSet): boolean {
  return subtractAddresses(a, b).length === 0;
}

export function haveCommon(a: AddressSet, b: AddressSet): boolean {
  return intersectAddresses(a, b).length > 0;
}

/** The runs as `10.0.0.0-10.255.255.255`. */
export function rangeTexts(set: AddressSet): readonly string[] {
  return set.map(({ family, first, last }) => [first, last].map((value) => formatAddress({ family, value })).join('-'));
}

/** A block less some of its parts, as `ipBlock` writes addresses. */
interface ShownBlock {
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
}

/**
 * The fewest blocks that people would write for these addresses: `10.0.0.0/8 except 10.1.0.0/16`, `203.0.113.0/24`. They
 * mean these addresses exactly.
 */
export const addressTexts = onceForEach((set: AddressSet): readonly string[] =>
  families.flatMap((family) => {
    const own = set.filter((run) => run.family === family);
    const [whole] = cidrsOfRange(everyAddress(family));
    return whole ? divide(whole, own).shown.map(blockText) : [];
  }),
);

/** A block as it is written, and what of it is not in the set. */
interface Division {
  readonly shown: readonly ShownBlock[];
  readonly missing: readonly Cidr[];
}

/** One block with exceptions where that is shorter than blocks for both of its halves. */
function divide(cidr: Cidr, set: AddressSet): Division {
  const touching = set.filter(({ first, last }) => first <= cidr.last && last >= cidr.first);
  if (touching.length === 0) return { shown: [], missing: [cidr] };
  if (touching.some(({ first, last }) => first <= cidr.first && last >= cidr.last))
    return { shown: [{ cidr, except: [] }], missing: [] };
  const halves = halvesOf(cidr).map((half) => divide(half, touching));
  const shown = halves.flatMap((half) => half.shown);
  const missing = halves.flatMap((half) => half.missing);
  return { shown: 1 + missing.length < lengthOf(shown) ? [{ cidr, except: missing }] : shown, missing };
}

function halvesOf({ family, prefix, first, last }: Cidr): readonly Cidr[] {
  const middle = first + (last - first + 1n) / 2n;
  const half = { family, prefix: prefix + 1, hasHostBits: false };
  return [
    { ...half, first, last: middle - 1n },
    { ...half, first: middle, last },
  ];
}

const lengthOf = (blocks: readonly ShownBlock[]): number =>
  blocks.reduce((sum, { except }) => sum + 1 + except.length, 0);

function blockText({ cidr, except }: ShownBlock): string {
  const text = formatCidr(cidr);
  return except.length === 0 ? text : `${text} except ${except.map(formatCidr).join(', ')}`;
}
