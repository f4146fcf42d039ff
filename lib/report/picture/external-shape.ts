import { ipv4, ipv6, rangesOfBlock } from '../../algebra/address-space';
import {
  type AddressBounds,
  bitsOf,
  type Cidr,
  cidrsOfRange,
  formatCidr,
  type IpFamily,
  parseRange,
} from '../../algebra/cidr';
import { addTo, groupBy } from '../../algebra/keyed';
import type { ClassEnd } from '../../analyze/connectivity/class-rows';
import { holdsInternet } from '../../cluster/public-addresses';
import { firstOf } from '../../wording/words';
import type { PictureEdge, PictureExternal } from './picture';

type Addresses = Pick<Extract<ClassEnd, { kind: 'addresses' }>, 'ranges' | 'isEverywhere'>;

const everywhere = 'every address outside';
const namedBlocks = 3;

/** The shape for the addresses at one end of a row. */
export function externalShape({ ranges, isEverywhere }: Addresses, id: string): PictureExternal {
  const name = ranges.join(', ');
  if (isEverywhere) return { id, name, label: everywhere, kind: 'internet' };
  if (holdsInternet(ranges)) return { id, name, label: internetLabel(ranges), kind: 'internet' };
  return { id, name, label: firstOf(ranges.map(blockOf), namedBlocks).join('\n'), kind: 'addresses' };
}

/** Draws addresses that have the same lines to the same ends as one shape; gives the lines that are left. */
export function mergeExternals(
  externals: readonly PictureExternal[],
  edges: readonly PictureEdge[],
): { readonly externals: readonly PictureExternal[]; readonly edges: readonly PictureEdge[] } {
  const lines = new Map<string, string[]>();
  for (const { from, to, ports, look } of edges) {
    addTo(lines, from, JSON.stringify(['to', to, look, ports]));
    addTo(lines, to, JSON.stringify(['from', from, look, ports]));
  }
  const alike = groupBy(externals, ({ id, kind }) => [kind, ...(lines.get(id) ?? []).sort()].join('\n'));
  const merged = [...alike.values()].map((group): PictureExternal => {
    const [first] = group;
    if (group.length === 1) return first;
    const ranges = [...new Set(group.flatMap(({ name }) => name.split(', ')))];
    return externalShape({ ranges, isEverywhere: group.some(({ label }) => label === everywhere) }, first.id);
  });
  const kept = new Set(merged.map(({ id }) => id));
  const gone = new Set(externals.flatMap(({ id }) => (kept.has(id) ? [] : [id])));
  return { externals: merged, edges: edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)) };
}

/** `internet except 10.0.0.0/8`: the blocks that are in it, or those that are not, whichever are fewer. */
function internetLabel(ranges: readonly string[]): string {
  const byFamily = groupBy(
    ranges.flatMap((range) => parseRange(range) ?? []),
    ({ family }) => family,
  );
  const families = [...byFamily.keys()];
  const inside = [...byFamily.values()].flat().flatMap(cidrsOfRange);
  const outside = [...byFamily].flatMap(([family, own]) => blocksBeside(family, own));
  const name = families.length === 1 ? `IPv${families.join()} internet` : 'internet';
  const isExcept = outside.length <= inside.length;
  const blocks = firstOf((isExcept ? outside : inside).map(formatCidr), namedBlocks);
  return blocks.length === 0 ? name : [isExcept ? `${name} except` : `${name}, of it`, ...blocks].join('\n');
}

/** The blocks of a family that no range holds. */
function blocksBeside(family: IpFamily, ranges: readonly AddressBounds[]): readonly Cidr[] {
  const whole = { family, first: 0n, last: (1n << BigInt(bitsOf(family))) - 1n };
  const left = family === 4 ? rangesOfBlock(ipv4, whole, ranges) : rangesOfBlock(ipv6, whole, ranges);
  return left.flatMap(({ first, last }) => cidrsOfRange({ family, first: BigInt(first), last: BigInt(last) }));
}

/** `198.51.100.0-198.51.100.255` as `198.51.100.0/24`; a range that is no block stays. */
function blockOf(text: string): string {
  const range = parseRange(text);
  const [block, ...others] = range ? cidrsOfRange(range) : [];
  return block && others.length === 0 ? formatCidr(block) : text;
}
