import { layAddresses } from '../../algebra/address-map';
import { type AddressSpace, commonRange, ipv4, ipv6, rangeOfCidr, rangesOfBlock } from '../../algebra/address-space';
import { type IpFamily, parseCidr } from '../../algebra/cidr';
import type { AddressBlock, PolicyRule } from '../../analyze/model/policy-rules';
import { blockPeers } from '../directed-rules';

/** Where the addresses of the internet are: IPv4 below multicast, IPv6 global unicast. Source: the registries of IANA. */
const publicSpace: Readonly<Record<IpFamily, readonly string[]>> = {
  4: ['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3'],
  6: ['2000::/3'],
};

/** The addresses that a rule means, block by block; for everyone one entry without a block. */
export function addressEntries(rule: PolicyRule): readonly { readonly field: string; readonly block?: AddressBlock }[] {
  if (!rule.peers) return [{ field: rule.path }];
  return blockPeers(rule).map(({ path, block }) => ({ field: `${path}.ipBlock.cidr`, block }));
}

/** How many addresses a block holds, less its exceptions. */
export function addressCount({ cidr, except }: AddressBlock): bigint {
  const count = <A extends number | bigint>(space: AddressSpace<A>) =>
    rangesOfBlock(space, cidr, except).reduce((sum, { first, last }) => sum + BigInt(last) - BigInt(first) + 1n, 0n);
  return cidr.family === 4 ? count(ipv4) : count(ipv6);
}

/**
 * The families of which the blocks of a rule hold "anywhere": more than three quarters of the public addresses, whether
 * as 0.0.0.0/0, less some exceptions, or as 0.0.0.0/1 and 128.0.0.0/1.
 */
export function anywhereFamilies(rule: PolicyRule): readonly IpFamily[] {
  const blocks = blockPeers(rule).map(({ block }) => block);
  // A family is never three quarters full of blocks longer than /8, as no rule lists hundreds of those.
  const families = new Set(blocks.filter(({ cidr }) => cidr.prefix <= 8).map(({ cidr }) => cidr.family));
  return ([4, 6] as const).filter((family) => families.has(family) && isMostOfPublic(family, blocks));
}

function isMostOfPublic(family: IpFamily, blocks: readonly AddressBlock[]): boolean {
  return family === 4 ? coversMost(ipv4, blocks) : coversMost(ipv6, blocks);
}

function coversMost<A extends number | bigint>(space: AddressSpace<A>, blocks: readonly AddressBlock[]): boolean {
  const layers = blocks.map(({ cidr, except }) => ({ ranges: rangesOfBlock(space, cidr, except), value: true }));
  const pieces = layAddresses(space, false, layers, (a, b) => a || b).filter(({ value }) => value);
  const everything = publicSpace[space.family].flatMap((text) => parseCidr(text) ?? []);
  let covered = 0n;
  let total = 0n;
  for (const cidr of everything) {
    const range = rangeOfCidr(space, cidr);
    total += BigInt(range.last) - BigInt(range.first) + 1n;
    for (const piece of pieces) {
      const common = commonRange(piece, range);
      if (common) covered += BigInt(common.last) - BigInt(common.first) + 1n;
    }
  }
  return covered * 4n > total * 3n;
}
