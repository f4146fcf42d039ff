import fc from 'fast-check';
import { firstPieceFrom, layAddresses } from '../../lib/algebra/address-map';
import { formatRange, ipv4, ipv6, rangesOfBlock } from '../../lib/algebra/address-space';
import { type Cidr, formatAddress, formatCidr, parseAddress, parseCidr, parseRange } from '../../lib/algebra/cidr';

const blockTexts = [
  '0.0.0.0/0',
  '0.0.0.0/1',
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.255.255.255/32',
  '255.255.255.255/32',
  '::/0',
];
const cidrOf = (text: string): Cidr => {
  const cidr = parseCidr(text);
  if (!cidr) throw new RangeError(text);
  return cidr;
};
const block = fc.constantFrom(...blockTexts).map(cidrOf);
const address = fc.oneof(
  fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0x0a000000, 0x0affffff, 0x0b000000, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const isIn = (cidr: Cidr, value: number) =>
  cidr.family === 4 && cidr.first <= BigInt(value) && BigInt(value) <= cidr.last;

describe('address ranges', () => {
  test('a block less its exceptions holds exactly the other addresses of the block', () => {
    fc.assert(
      fc.property(block, fc.array(block, { maxLength: 3 }), address, (cidr, except, value) => {
        const ranges = rangesOfBlock(ipv4, cidr, except);
        const inside = ranges.some((range) => range.first <= value && value <= range.last);
        expect(inside).toBe(isIn(cidr, value) && !except.some((hole) => isIn(hole, value)));
      }),
    );
  });

  test('pieces cover the family without a gap, neighbours differ, and each address has the union of its layers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(block, fc.integer({ min: 0, max: 3 })), { maxLength: 5 }),
        address,
        (given, value) => {
          const layers = given.map(([cidr, bit]) => ({ ranges: rangesOfBlock(ipv4, cidr, []), value: 1 << bit }));
          const pieces = layAddresses(ipv4, 0, layers, (a, b) => a | b);
          expect(pieces[0]?.first).toBe(0);
          expect(pieces.at(-1)?.last).toBe(0xffffffff);
          for (const [index, piece] of pieces.slice(1).entries()) {
            expect(piece.first).toBe((pieces[index]?.last ?? 0) + 1);
            expect(piece.value).not.toBe(pieces[index]?.value);
          }
          const expected = given.reduce((sum, [cidr, bit]) => (isIn(cidr, value) ? sum | (1 << bit) : sum), 0);
          expect(pieces[firstPieceFrom(pieces, value)]?.value).toBe(expected);
        },
      ),
    );
  });

  test('ranges read from first to last address, of either family', () => {
    expect(formatRange(ipv4, { first: 0x0a000000, last: 0x0affffff })).toBe('10.0.0.0-10.255.255.255');
    expect(formatRange(ipv6, ipv6)).toBe('::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
  });
});

describe('addresses as text', () => {
  test('every range comes back from its text, IPv4-mapped addresses too: what is written can be read', () => {
    const mapped = fc.bigInt({ min: 0xfffe_ffff_ffffn, max: 0x1_0000_0000_0000n });
    const addresses = fc.oneof(mapped, fc.bigInt({ min: 0n, max: ipv6.last }));
    fc.assert(
      fc.property(addresses, addresses, (a, b) => {
        const [first, last] = a < b ? [a, b] : [b, a];
        expect(parseRange(formatRange(ipv6, { first, last }))).toEqual({ family: 6, first, last });
      }),
    );
  });

  test('every IPv6 address comes back from its canonical text, unless it is an IPv4-mapped one', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: ipv6.last }), (value) => {
        const isMapped = value >> 32n === 0xffffn;
        expect(parseAddress(formatAddress({ family: 6, value }))?.value).toBe(isMapped ? undefined : value);
      }),
    );
  });

  test.each(['010.0.0.1', '1.2.3', '1.2.3.256', '1.2.3.4.5', ':::', '1::2::3', '::ffff:1.2.3.4', '12345::', ''])(
    '%j is no address',
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );

  test('host bits are masked, and said', () => {
    const cidr = cidrOf('10.1.2.3/8');
    expect(formatCidr(cidr)).toBe('10.0.0.0/8');
    expect(cidr.hasHostBits).toBe(true);
    expect(parseCidr('10.0.0.0/33')).toBeUndefined();
    expect(parseCidr('10.0.0.0/08')).toBeUndefined();
  });
});
