import { emptyFromAllowsAll as rule } from '../../../lib/audit/rules/traps/empty-from-allows-all';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml, serviceYaml } from '../shop-yaml';

const ingress = (...rules: string[]) =>
  policyYaml('shop/db', ['podSelector: {}', 'policyTypes: [Ingress]', 'ingress:', ...rules].join('\n'));
const egress = (...rules: string[]) =>
  policyYaml('shop/db', ['podSelector: {}', 'policyTypes: [Egress]', 'egress:', ...rules].join('\n'));

describe('empty-from-allows-all', () => {
  it('fires on its bad example and not on its good one', () => {
    expect(findingsOf(rule, rule.examples.bad)).toMatchObject([
      {
        at: '8:7',
        text: 'from: []',
        severity: 'error',
        field: 'spec.ingress[0].from',
        message:
          'NetworkPolicy shop/lock-db: spec.ingress[0].from is []: every pod and every address may connect to pods with app=db of shop on every port',
      },
    ]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('tells the five ways of writing nothing apart', () => {
    expect(findingsOf(rule, ingress('  - from: []'))).toMatchObject([{ at: '8:7', severity: 'error' }]);
    expect(findingsOf(rule, ingress('  - from:'))).toMatchObject([
      { at: '8:7', severity: 'error', message: expect.stringContaining('from is null') },
    ]);
    expect(findingsOf(rule, ingress('  -'))).toMatchObject([
      { severity: 'error', field: 'spec.ingress[0]', message: expect.stringContaining('is null') },
    ]);
    expect(findingsOf(rule, ingress('  - {}'))).toMatchObject([{ at: '8:7', text: '{}', severity: 'warning' }]);
    expect(findingsOf(rule, ingress('  - ports: []'))).toMatchObject([{ severity: 'warning' }]);
  });

  it('is an info where the API server calls on the ports that it opens, and an error where it opens more', () => {
    const webhook = `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: defaults}
webhooks: [{name: a.example.com, clientConfig: {service: {namespace: shop, name: hook}}}]
---
`;
    const hook = podYaml('shop/hook', ['9443']) + serviceYaml('shop/hook', ['443:9443']) + webhook;
    const policy = (ports: string) =>
      policyYaml('shop/hook', `podSelector: {matchLabels: {app: hook}}\ningress: [{from: [], ports: [${ports}]}]`);
    expect(findingsOf(rule, policy('{port: 9443}') + hook)).toMatchObject([{ severity: 'info' }]);
    expect(findingsOf(rule, policy('{port: 9443}, {port: 8080}') + hook)).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(rule, policy('{port: 9443}') + podYaml('shop/hook', ['9443']))).toMatchObject([
      { severity: 'error' },
    ]);
  });

  it('says in egress who may be reached, and names the workloads', () => {
    const [finding] = findingsOf(rule, egress('  - to: []', '    ports: [{ port: 443 }]') + podYaml('shop/db'));
    expect(finding).toMatchObject({ at: '8:7', text: 'to: []', severity: 'warning' });
    expect(finding?.message).toContain('shop/db[Pod] may connect to every pod and every address on its ports');
  });

  it('takes an empty to beside ports for meant; not one without, nor an empty from', () => {
    const severityOf = (text: string) => findingsOf(rule, text).map(({ severity }) => severity);
    expect(severityOf(egress('  - to: []'))).toEqual(['error']);
    expect(severityOf(egress('  - to: []', '    ports: []'))).toEqual(['error']);
    expect(severityOf(egress('  - to:', '    ports: [{ port: 443 }]'))).toEqual(['error']);
    expect(severityOf(ingress('  - from: []\n    ports: [{ port: 443 }]'))).toEqual(['error']);
  });

  it('leaves alone rules that name only ports or only peers', () => {
    expect(findingsOf(rule, ingress('  - ports: [{ port: 443 }]'))).toEqual([]);
    expect(findingsOf(rule, ingress('  - from: [{ podSelector: {} }]'))).toEqual([]);
  });

  it('leaves alone rules of a direction that is not in force', () => {
    expect(
      findingsOf(rule, policyYaml('shop/db', 'podSelector: {}\npolicyTypes: [Egress]\ningress:\n  - from: []')),
    ).toEqual([]);
  });
});
