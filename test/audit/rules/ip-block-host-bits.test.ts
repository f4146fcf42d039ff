import { ipBlockHostBits as rule } from '../../../lib/audit/rules/traps/ip-block-host-bits';
import { findingsInRefused } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const block = (text: string) =>
  policyYaml('shop/a', `podSelector: {}\npolicyTypes: [Egress]\negress:\n  - to:\n      - ipBlock: ${text}`);

describe('ip-block-host-bits', () => {
  it('fires on its bad example and not on its good one', () => {
    expect(findingsInRefused(rule, rule.examples.bad)).toMatchObject([
      {
        at: '8:28',
        text: '198.51.100.7/24',
        severity: 'warning',
        help: ['write 198.51.100.0/24 for the block, or 198.51.100.7/32 for the one address'],
      },
    ]);
    expect(findingsInRefused(rule, rule.examples.good)).toEqual([]);
  });

  it('finds host bits in exceptions and in IPv6', () => {
    expect(findingsInRefused(rule, block('{ cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.3.4/16] }'))).toMatchObject([
      { text: '10.2.3.4/16', field: 'spec.egress[0].to[0].ipBlock.except[1]' },
    ]);
    expect(findingsInRefused(rule, block("{ cidr: '2001:db8::1/32' }"))).toMatchObject([
      {
        message: expect.stringContaining('which is the block 2001:db8::/32'),
        help: [expect.stringContaining('2001:db8::1/128')],
      },
    ]);
  });

  it('leaves alone single addresses and clean blocks', () => {
    for (const cidr of ['10.0.0.7/32', '10.0.0.0/8', '0.0.0.0/0', "'::/0'"])
      expect(findingsInRefused(rule, block(`{ cidr: ${cidr} }`))).toEqual([]);
  });
});
