import {
  addressesOfCidrs,
  addressSet,
  addressTexts,
  allAddresses,
  areWithin,
  intersectAddresses,
  rangeTexts,
  subtractAddresses,
} from '../../lib/algebra/address-set';
import { seededRandom } from '../analyze/seeded-random';

const runs = (...pairs: readonly (readonly [number, number])[]) =>
  addressSet(pairs.map(([first, last]) => ({ family: 4 as const, first: BigInt(first), last: BigInt(last) })));

/** The addresses 0 to 63 that are in a set. */
const members = (set: ReturnType<typeof runs>) =>
  Array.from({ length: 64 }, (_, value) => value).filter((value) =>
    set.some(({ first, last }) => first <= BigInt(value) && BigInt(value) <= last),
  );

test('sets are what their addresses are, one by one', () => {
  const random = seededRandom(5);
  for (let round = 0; round < 2000; round++) {
    const some = () =>
      runs(
        ...random.list(0, 4, () => {
          const first = random.below(60);
          return [first, first + random.below(64 - first)] as const;
        }),
      );
    const [a, b] = [some(), some()];
    const [inA, inB] = [members(a), members(b)];
    expect(members(subtractAddresses(a, b))).toEqual(inA.filter((each) => !inB.includes(each)));
    expect(members(intersectAddresses(a, b))).toEqual(inA.filter((each) => inB.includes(each)));
    expect(members(addressSet([...b, ...a]))).toEqual([...new Set([...inA, ...inB])].sort((x, y) => x - y));
    expect(areWithin(a, b)).toBe(inA.every((each) => inB.includes(each)));
    for (const [index, { first }] of a.entries()) expect(first > (a[index - 1]?.last ?? -2n) + 1n).toBe(true);
    expect(meant(addressTexts(a))).toEqual(a);
  }
});

/** What texts say, read with nothing of what wrote them. */
function meant(texts: readonly string[]) {
  return addressSet(
    texts.flatMap((text) => {
      const [block = '', holes = ''] = text.split(' except ');
      return [...subtractAddresses(addressesOfCidrs([block]), addressesOfCidrs(holes.split(', ')))];
    }),
  );
}

test.each([
  [['0.0.0.0/0'], ['10.0.0.0/8', '192.168.0.0/16'], ['0.0.0.0/0 except 10.0.0.0/8, 192.168.0.0/16']],
  [['10.0.0.0/8', '203.0.113.0/24'], ['10.1.0.0/16'], ['10.0.0.0/8 except 10.1.0.0/16', '203.0.113.0/24']],
  [['0.0.0.0/1', '128.0.0.0/1', '::/0'], [], ['0.0.0.0/0', '::/0']],
  [['2001:db8::/32'], ['2001:db8:1::/48'], ['2001:db8::/32 except 2001:db8:1::/48']],
  [['192.0.2.0/25', '192.0.2.192/26'], [], ['192.0.2.0/25', '192.0.2.192/26']],
  [[], [], []],
])('%j less %j is written %j', (blocks, holes, texts) => {
  expect(addressTexts(subtractAddresses(addressesOfCidrs(blocks), addressesOfCidrs(holes)))).toEqual(texts);
});

test('ranges are written from first to last', () => {
  expect(rangeTexts(allAddresses)).toEqual(['0.0.0.0-255.255.255.255', '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff']);
});
