import { ipv4, ipv6, rangesOfBlock } from '../algebra/address-space';
import { parseCidr, parseRange } from '../algebra/cidr';

/**
 * What is not public address space. Sources: the IANA special-purpose address registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry);
 * 168.63.129.16 is Azure's platform address (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
 */
export const notPublic = {
  4: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '168.63.129.16/32',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  6: ['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
} as const;

/** Where people number their own networks: RFC 1918, RFC 6598 and RFC 4193. */
export const privateNetworks = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'] as const;

/** A partner's block is smaller; the internet, whatever is left out of it, has runs of this size. */
const internetAddresses = { 4: 2n ** 24n, 6: 2n ** 108n };

/** Whether ranges (`8.0.0.0-9.255.255.255`) hold a large part of the public address space. */
export function holdsInternet(ranges: readonly string[]): boolean {
  return publicRuns(ranges).some(({ family, count }) => count >= internetAddresses[family]);
}

/** Whether ranges hold a public address. */
export function holdsPublicAddress(ranges: readonly string[]): boolean {
  return publicRuns(ranges).length > 0;
}

const holes = [...notPublic[4], ...notPublic[6]].flatMap((text) => parseCidr(text) ?? []);

/** The public addresses of ranges, run by run, counted. */
function publicRuns(ranges: readonly string[]) {
  return ranges.flatMap((text) => {
    const range = parseRange(text);
    // What cannot be read must not pass for private.
    if (!range) throw new RangeError(`${text} is no range of addresses`);
    const runs = [...rangesOfBlock(ipv4, range, holes), ...rangesOfBlock(ipv6, range, holes)];
    return runs.map(({ first, last }) => ({ family: range.family, count: BigInt(last) - BigInt(first) + 1n }));
  });
}
