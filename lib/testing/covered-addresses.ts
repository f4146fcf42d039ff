import { parseAddress, parseCidr } from '../algebra/cidr';

/** Addresses of one family, both ends included; or all of both families. */
export type AddressBounds = 'everywhere' | { readonly family: 4 | 6; readonly first: bigint; readonly last: bigint };

/** The addresses of `10.0.0.0/8`; undefined where the text is no block. */
export function boundsOfBlock(text: string): AddressBounds | undefined {
  const cidr = parseCidr(text);
  return cidr && { family: cidr.family, first: cidr.first, last: cidr.last };
}

/** The addresses of `10.0.0.0-10.255.255.255`, as rows write them. */
export function boundsOfRange(text: string): AddressBounds {
  const [first, last] = text.split('-').map(parseAddress);
  if (!first || !last) throw new RangeError(`${text} is no range of addresses`);
  return { family: first.family, first: first.value, last: last.value };
}

/** Whether every address of a range is in one of the blocks. */
export function isCovered(range: AddressBounds, blocks: readonly AddressBounds[]): boolean {
  if (blocks.includes('everywhere')) return true;
  if (range === 'everywhere') return false;
  const parts = blocks.flatMap((block) => (block !== 'everywhere' && block.family === range.family ? [block] : []));
  parts.sort((a, b) => (a.first < b.first ? -1 : 1));
  let next = range.first;
  for (const { first, last } of parts) if (first <= next && last >= next) next = last + 1n;
  return next > range.last;
}
