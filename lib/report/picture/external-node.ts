import { bitsOf, parseAddress } from '../../algebra/cidr';
import type { ClassEnd } from '../../analyze/connectivity/class-rows';
import { holdsInternet } from '../../analyze/diff/risk';
import type { PictureExternal } from './picture';

type Addresses = Extract<ClassEnd, { kind: 'addresses' }>;

const namedRanges = 3;

/** The shape for the addresses at one end of a row: the internet, whatever is left out of it, is one shape. */
export function externalNode({ ranges, isEverywhere }: Addresses, id: string): PictureExternal {
  const name = ranges.join(', ');
  if (isEverywhere) return { id, name, label: 'every address outside', kind: 'internet' };
  if (holdsInternet(ranges)) return { id, name, label: 'internet', kind: 'internet' };
  return { id, name, label: rangesLabel(ranges), kind: 'addresses' };
}

/** The first ranges, one on a line, a block as a block, and how many there are besides. */
export function rangesLabel(ranges: readonly string[]): string {
  const more = ranges.length > namedRanges ? [`${ranges.length - namedRanges} more`] : [];
  return [...ranges.slice(0, namedRanges).map(blockOf), ...more].join('\n');
}

/** `198.51.100.0-198.51.100.255` as `198.51.100.0/24`; a range that is no block stays. */
function blockOf(range: string): string {
  const [from = '', to = ''] = range.split('-');
  const [first, last] = [parseAddress(from), parseAddress(to)];
  if (!first || !last) return range;
  const size = last.value - first.value + 1n;
  const hostBits = size.toString(2).length - 1;
  const isBlock = size === 1n << BigInt(hostBits) && first.value % size === 0n;
  return isBlock ? `${from}/${bitsOf(first.family) - hostBits}` : range;
}
