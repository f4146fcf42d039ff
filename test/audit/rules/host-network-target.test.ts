import { cniProfiles, upstreamCni } from '../../../lib/analyze/model/cni-profiles';
import { hostNetworkTarget as rule } from '../../../lib/audit/rules/traps/host-network-target';
import { audit, findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const agent = podYaml('shop/agent', ['9100'], '', 'hostNetwork: true');

describe('host-network-target', () => {
  it('fires on its bad example and not on its good one', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '15:3',
        severity: 'warning',
        field: 'spec.podSelector',
        message: expect.stringContaining('monitoring/node-exporter[DaemonSet] on the host network'),
      },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('names only the pods on the host network', () => {
    const [finding, ...others] = findingsOf(
      rule,
      policyYaml('shop/all', 'podSelector: {}') + agent + podYaml('shop/web'),
    );
    expect(finding).toMatchObject({ at: '5:3', text: 'podSelector: {}' });
    expect(finding?.message).not.toContain('shop/web');
    expect(others).toEqual([]);
  });

  it('is info where the policy is for whatever runs in the namespace, as the default deny that is proposed', () => {
    const severities = (selector: string) =>
      findingsOf(rule, policyYaml('shop/p', `podSelector: ${selector}`) + agent).map(({ severity }) => severity);
    expect(severities('{}')).toEqual(['info']);
    expect(severities('{matchExpressions: [{key: app, operator: Exists}]}')).toEqual(['info']);
    expect(severities('{matchLabels: {app: agent}}')).toEqual(['warning']);
  });

  it('says what a named plugin does, and is silent where it selects such pods', () => {
    const yaml = policyYaml('shop/all', 'podSelector: {}') + agent;
    const { calico = upstreamCni } = cniProfiles;
    const matching = { ...upstreamCni, name: 'own', hostNetworkPodsAreMatched: true };
    expect(findingsOf(rule, yaml, { cni: calico })[0]?.message).toContain(
      'no effect on them: to calico they are their nodes',
    );
    expect(findingsOf(rule, yaml, { cni: matching })).toEqual([]);
  });

  it('cannot tell without workloads', () => {
    const yaml = policyYaml('shop/all', 'podSelector: {}');
    expect(audit(rule, yaml)).toEqual({ findings: [], unknown: ['the input has no workloads'] });
  });

  it('says nothing of host-network pods that the policy does not select', () => {
    expect(findingsOf(rule, policyYaml('shop/web', 'podSelector: { matchLabels: { app: web } }') + agent)).toEqual([]);
    expect(findingsOf(rule, policyYaml('blog/all', 'podSelector: {}') + agent)).toEqual([]);
  });
});
