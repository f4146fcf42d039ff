import { rulesWithoutPolicyType as rule } from '../../../lib/audit/rules/traps/rules-without-policy-type';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const peer = 'from: [{ podSelector: { matchLabels: { app: web } } }]';

describe('rules-without-policy-type', () => {
  it('fires on its bad example, at the name of the rules', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '7:3',
        text: 'ingress',
        severity: 'error',
        subject: 'NetworkPolicy shop allow-web-to-db',
        field: 'spec.ingress',
      },
    ]);
  });

  it('does not fire on its good example', () => expect(findingsOf(rule, rule.examples.good)).toEqual([]));

  it('counts the rules and says which pods stay open', () => {
    const yaml = policyYaml('shop/db', `podSelector: {}\npolicyTypes: [Egress]\ningress:\n  - ${peer}\n  - ${peer}`);
    const [finding] = findingsOf(rule, yaml + podYaml('shop/db'));
    expect(finding?.message).toBe(
      'NetworkPolicy shop/db: policyTypes is [Egress], so that the 2 ingress rules have no effect',
    );
    expect(finding?.notes).toEqual(['no policy isolates shop/db[Pod] for ingress: everything is allowed there']);
    expect(finding?.help).toEqual(['write policyTypes: [Egress, Ingress], or remove the ingress rules']);
  });

  it('does not call pods open that another policy isolates', () => {
    const yaml = policyYaml('shop/db', `podSelector: {}\npolicyTypes: [Egress]\ningress:\n  - ${peer}`);
    const other = policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Ingress]');
    expect(findingsOf(rule, yaml + other + podYaml('shop/db'))).toMatchObject([{ at: '7:3', notes: [] }]);
  });

  it('fires on egress rules beside policyTypes: [Ingress]', () => {
    const yaml = policyYaml('shop/db', 'podSelector: {}\npolicyTypes: [Ingress]\negress:\n  - {}');
    expect(findingsOf(rule, yaml)).toMatchObject([{ at: '7:3', text: 'egress' }]);
  });

  it('leaves alone what Kubernetes fills in, and lists without rules', () => {
    expect(findingsOf(rule, policyYaml('shop/a', 'podSelector: {}\negress:\n  - {}'))).toEqual([]);
    expect(findingsOf(rule, policyYaml('shop/a', `podSelector: {}\npolicyTypes: []\ningress:\n  - ${peer}`))).toEqual(
      [],
    );
    expect(findingsOf(rule, policyYaml('shop/a', 'podSelector: {}\npolicyTypes: [Egress]\ningress: []'))).toEqual([]);
    expect(findingsOf(rule, policyYaml('shop/a', 'podSelector: {}\npolicyTypes: [Egress]\ningress:'))).toEqual([]);
  });
});
