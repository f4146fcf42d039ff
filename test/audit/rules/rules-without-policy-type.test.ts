import { rulesWithoutPolicyType as rule } from '../../../lib/audit/rules/traps/rules-without-policy-type';
import { fired } from '../one-rule';
import { podYaml, policyYaml } from '../shop-yaml';

const peer = 'from: [{ podSelector: { matchLabels: { app: web } } }]';

describe('rules-without-policy-type', () => {
  it('fires on its bad example, at the name of the rules', () => {
    expect(fired(rule, rule.examples.bad)).toMatchObject([
      {
        at: '7:3',
        text: 'ingress',
        severity: 'error',
        subject: 'NetworkPolicy shop/allow-web-to-db',
        field: 'spec.ingress',
      },
    ]);
  });

  it('does not fire on its good example', () => expect(fired(rule, rule.examples.good)).toEqual([]));

  it('counts the rules and says which pods stay open', () => {
    const yaml = policyYaml('shop/db', `podSelector: {}\npolicyTypes: [Egress]\ningress:\n  - ${peer}\n  - ${peer}`);
    const [finding] = fired(rule, yaml + podYaml('shop/db'));
    expect(finding?.message).toBe(
      'NetworkPolicy shop/db: policyTypes is [Egress], so that the 2 ingress rules have no effect',
    );
    expect(finding?.notes).toBe('no policy isolates shop/db[Pod] for ingress: everything is allowed there');
    expect(finding?.help).toBe('write policyTypes: [Egress, Ingress], or remove the ingress rules');
  });

  it('does not call pods open that another policy isolates', () => {
    const yaml = policyYaml('shop/db', `podSelector: {}\npolicyTypes: [Egress]\ningress:\n  - ${peer}`);
    const other = policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Ingress]');
    expect(fired(rule, yaml + other + podYaml('shop/db'))).toMatchObject([{ at: '7:3', notes: '' }]);
  });

  it('fires on egress rules beside policyTypes: [Ingress]', () => {
    const yaml = policyYaml('shop/db', 'podSelector: {}\npolicyTypes: [Ingress]\negress:\n  - {}');
    expect(fired(rule, yaml)).toMatchObject([{ at: '7:3', text: 'egress' }]);
  });

  it('leaves alone what Kubernetes fills in, and lists without rules', () => {
    expect(fired(rule, policyYaml('shop/a', 'podSelector: {}\negress:\n  - {}'))).toEqual([]);
    expect(fired(rule, policyYaml('shop/a', `podSelector: {}\npolicyTypes: []\ningress:\n  - ${peer}`))).toEqual([]);
    expect(fired(rule, policyYaml('shop/a', 'podSelector: {}\npolicyTypes: [Egress]\ningress: []'))).toEqual([]);
    expect(fired(rule, policyYaml('shop/a', 'podSelector: {}\npolicyTypes: [Egress]\ningress:'))).toEqual([]);
  });
});
