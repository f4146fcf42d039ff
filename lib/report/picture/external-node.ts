import type { ClassEnd } from '../../analyze/class-rows';
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

/** The first ranges, one on a line, and how many there are besides. */
export function rangesLabel(ranges: readonly string[]): string {
  const more = ranges.length > namedRanges ? [`${ranges.length - namedRanges} more`] : [];
  return [...ranges.slice(0, namedRanges), ...more].join('\n');
}
