import { cidr, cluster, denyAll, flow, namespace } from 'netpact';
import type { Finding } from '../../lib/diagnostics/finding';
import { codesOf, compile, onlyFinding } from './compiling';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080, metrics: 9090 } });
const api = shop.workload('api', { ports: { https: 8443 } });

/** The error that one flow of a good namespace meets. */
const refusedFlow = (value: unknown): Finding => onlyFinding(compile([shop], [value]));

describe('CIDRs', () => {
  const to = (ranges: readonly string[], except?: readonly string[]) =>
    flow(web)
      .to(cidr('block', ranges, except ? { except } : {}))
      .port(443);
  it.each<[string, readonly string[], readonly string[] | undefined, string, readonly string[]]>([
    [
      'host bits',
      ['10.1.2.3/8'],
      undefined,
      'cidr-host-bits',
      ['say 10.0.0.0/8 for the block, or a longer prefix for fewer addresses'],
    ],
    [
      'leading zeros',
      ['010.0.0.0/8'],
      undefined,
      'cidr-invalid',
      ['write address/prefix without leading zeros, like 10.20.0.0/16 or 2001:db8::/32'],
    ],
    ['an address', ['192.0.2.7'], undefined, 'cidr-invalid', ['say the prefix as well: 192.0.2.7/32 is one address']],
    [
      'an IPv4-mapped address',
      ['::ffff:10.0.0.0/104'],
      undefined,
      'cidr-invalid',
      ['write address/prefix without leading zeros, like 10.20.0.0/16 or 2001:db8::/32'],
    ],
    [
      'a hole elsewhere',
      ['198.51.100.0/24'],
      ['203.0.113.0/25'],
      'cidr-except-outside',
      ['an exception must lie strictly inside a range: correct it, or leave it out'],
    ],
    [
      'a hole as large as its block',
      ['198.51.100.0/24'],
      ['198.51.100.0/24'],
      'cidr-except-outside',
      ['an exception must lie strictly inside a range: correct it, or leave it out'],
    ],
    [
      'a hole of the other family',
      ['198.51.100.0/24'],
      ['2001:db8::/48'],
      'cidr-except-family',
      ['add an IPv6 range, or leave the exception out'],
    ],
    ['no range', [], undefined, 'cidr-empty', ['list at least one CIDR, or leave out the flows that use it']],
  ])('%s', (_, ranges, except, code, help) => {
    expect(refusedFlow(to(ranges, except))).toMatchObject({ code, severity: 'error', help });
  });

  describe('that overlap the cluster', () => {
    const profile = cluster({ podCidrs: ['10.1.0.0/16'], serviceCidrs: ['10.2.0.0/16'] });
    const codes = (value: unknown) => codesOf(compile([shop], [value], { cluster: profile }));

    it('are refused with the remedy', () => {
      const found = onlyFinding(compile([shop], [to(['10.0.0.0/8'])], { cluster: profile }));
      expect(found).toMatchObject({
        code: 'cidr-covers-pods',
        message:
          "10.0.0.0/8 in cidr 'block' overlaps the cluster's own 10.1.0.0/16: whether it then admits pods depends on the CNI",
        help: [
          "leave the cluster out (except: ['10.1.0.0/16']) and name pods by their labels, or accept it: .includingPods()",
        ],
      });
    });

    it('are refused as long as one block of the cluster is left in', () => {
      expect(codes(to(['10.0.0.0/8'], ['10.1.0.0/16']))).toEqual(['cidr-covers-pods']);
      expect(codes(to(['10.0.0.0/8'], ['10.1.0.0/16', '10.2.0.0/16']))).toEqual([]);
      expect(codes(to(['10.0.0.0/8'], ['10.0.0.0/14']))).toEqual([]);
    });

    it('are accepted if that is said, and only where it is', () => {
      const block = cidr('block', ['10.0.0.0/8']);
      expect(codes(flow(web).to(block.includingPods()).port(443))).toEqual([]);
      expect(
        codesOf(
          compile([shop], [flow(web).to(block.includingPods()).port(443), flow(api).to(block).port(443)], {
            cluster: profile,
          }),
        ),
      ).toEqual(['cidr-covers-pods']);
    });

    it('do not exist without a profile', () => {
      expect(codesOf(compile([shop], [to(['10.0.0.0/8'])]))).toEqual([]);
    });
  });
});
