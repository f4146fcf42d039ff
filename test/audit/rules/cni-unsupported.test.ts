import { type CniProfile, cniProfiles, upstreamCni } from '../../../lib/analyze/model/cni-profiles';
import { cniUnsupported as rule } from '../../../lib/audit/rules/traps/cni-unsupported';
import { audit, findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const withPort = (port: string) => policyYaml('shop/a', `podSelector: {}\ningress:\n  - ports:\n      - ${port}`);
const plugin = (more: Partial<CniProfile>): { cni: CniProfile } => ({ cni: { ...upstreamCni, name: 'old', ...more } });

describe('cni-unsupported', () => {
  it('fires on its bad example for a plugin and pod CIDRs, and not on its good one', () => {
    const analyze = { cni: cniProfiles.cilium ?? upstreamCni, cluster: { podCidrs: ['10.244.0.0/16'] } };
    expect(findingsOf(rule, rule.examples.bad, analyze)).toMatchObject([
      {
        at: '9:31',
        text: '10.244.1.0/24',
        severity: 'error',
        message: expect.stringContaining('cilium matches no pods by address'),
      },
    ]);
    expect(findingsOf(rule, rule.examples.good, analyze)).toEqual([]);
    expect(findingsOf(rule, rule.examples.bad, { ...analyze, cni: cniProfiles.calico ?? upstreamCni })).toEqual([]);
  });

  it('says once that a plugin enforces nothing', () => {
    const yaml = policyYaml('shop/a', 'podSelector: {}') + policyYaml('shop/b', 'podSelector: {}');
    expect(findingsOf(rule, yaml, { cni: cniProfiles.flannel ?? upstreamCni })).toMatchObject([
      {
        at: '3:18',
        message: expect.stringContaining('flannel enforces no NetworkPolicy: all 2 policies have no effect'),
      },
    ]);
  });

  it.each([
    ['{ port: 80, endPort: 90 }', { supportsEndPort: false }, '90', 'spec.ingress[0].ports[0].endPort'],
    ['{ port: 80, protocol: SCTP }', { supportsSctp: false }, 'SCTP', 'spec.ingress[0].ports[0].protocol'],
    ['{ port: http }', { supportsNamedPorts: false }, 'http', 'spec.ingress[0].ports[0].port'],
  ])('finds %s where the plugin ignores it', (port, missing, text, field) => {
    expect(findingsOf(rule, withPort(port), plugin(missing))).toMatchObject([{ text, field, severity: 'error' }]);
    expect(findingsOf(rule, withPort(port), plugin({}))).toEqual([]);
    expect(findingsOf(rule, withPort('{ port: 80, endPort: 80 }'), plugin(missing))).toEqual([]);
  });

  it('cannot tell where no plugin is named', () => {
    expect(audit(rule, withPort('{ port: http }'))).toMatchObject({
      findings: [],
      unknown: [expect.stringContaining('--cni')],
    });
    expect(audit(rule, podYaml('shop/web'))).toEqual({ findings: [], unknown: [] });
  });
});
