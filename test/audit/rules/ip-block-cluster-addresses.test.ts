import { cniProfiles, upstreamCni } from '../../../lib/analyze/model/cni-profiles';
import { ipBlockClusterAddresses as rule } from '../../../lib/audit/rules/traps/ip-block-cluster-addresses';
import { audit, findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const to = (...blocks: string[]) =>
  policyYaml(
    'shop/web',
    `podSelector: {}\npolicyTypes: [Egress]\negress:\n  - to: [${blocks.map((block) => `{ ipBlock: ${block} }`).join(', ')}]`,
  );
const cluster = {
  podCidrs: ['10.244.0.0/16', 'fd00:10::/56'],
  serviceCidrs: ['10.96.0.0/12'],
  nodeCidrs: ['172.18.0.0/16'],
};

describe('ip-block-cluster-addresses', () => {
  it('fires on its bad example: the address of a pod that runs', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '13:31',
        text: '10.244.1.7/32',
        severity: 'warning',
        message: expect.stringContaining('which holds 10.244.1.7 of shop/db[Pod]'),
      },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('names every CIDR of the profile that the block touches', () => {
    expect(findingsOf(rule, to('{ cidr: 10.0.0.0/8 }'), { cluster })[0]?.message).toContain(
      'is 10.0.0.0/8, which holds the pod CIDR 10.244.0.0/16 and the service CIDR 10.96.0.0/12',
    );
    expect(findingsOf(rule, to('{ cidr: 172.18.3.0/24 }'), { cluster })).toMatchObject([
      { message: expect.stringContaining('the node CIDR') },
    ]);
    expect(findingsOf(rule, to("{ cidr: 'fd00::/8' }"), { cluster })).toHaveLength(1);
  });

  it('subtracts exceptions, also several that cover a CIDR together', () => {
    const without = '{ cidr: 10.0.0.0/8, except: [10.96.0.0/12, 10.244.0.0/17, 10.244.128.0/17] }';
    expect(findingsOf(rule, to(without), { cluster })).toEqual([]);
    expect(
      findingsOf(rule, to('{ cidr: 10.0.0.0/8, except: [10.96.0.0/12, 10.244.0.0/17] }'), { cluster }),
    ).toHaveLength(1);
  });

  it('says what the block means to a named plugin', () => {
    const note = (name: string) =>
      findingsOf(rule, to('{ cidr: 10.244.0.0/16 }'), {
        cluster,
        cni: cniProfiles[name] ?? upstreamCni,
      })[0]?.notes.join();
    expect(note('calico')).toContain('to calico the block means these pods');
    expect(note('cilium')).toContain('to cilium an ipBlock never means pods');
  });

  it('does not fire on addresses outside', () => {
    expect(findingsOf(rule, to('{ cidr: 198.51.100.0/24 }', '{ cidr: 10.0.0.0/16 }'), { cluster })).toEqual([]);
  });

  it('cannot tell where the addresses of the cluster are not known', () => {
    expect(audit(rule, to('{ cidr: 10.0.0.0/8 }'))).toMatchObject({
      findings: [],
      unknown: [expect.stringContaining('--cluster')],
    });
    expect(audit(rule, policyYaml('shop/web', 'podSelector: {}'))).toEqual({ findings: [], unknown: [] });
  });
});
