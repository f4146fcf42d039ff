import { accidentalIsolation } from '../../../lib/audit/rules/outages/accidental-isolation';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = accidentalIsolation;

const service = (type = 'ClusterIP', target = '8080') => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: ${type}
  selector: {app: web}
  ports: [{port: 443, targetPort: ${target}}]
---
`;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

const web = podYaml('shop/web', ['8080', '9090']);
const metrics = ingress('  - ports: [{port: 9090}]', 'shop/allow-metrics');

test('what the Service leads to is cut: at the policyTypes', () => {
  expect(findingsOf(rule, web + service() + metrics)).toMatchObject([
    {
      at: '19:3',
      text: 'policyTypes',
      subject: 'Pod shop web',
      message: expect.stringContaining('cuts everybody off from TCP 8080'),
    },
  ]);
});

test('without a Service the declared ports count', () => {
  expect(findingsOf(rule, web + metrics)).toHaveLength(1);
});

test('an egress policy without policyTypes isolates ingress', () => {
  const text = policyYaml('shop/allow-web-out', 'podSelector: {matchLabels: {app: web}}\negress: [{}]');
  expect(findingsOf(rule, web + text)).toMatchObject([{ help: ['add policyTypes: [Egress]', expect.anything()] }]);
  expect(findingsOf(rule, web + text.replace('egress:', 'policyTypes: [Egress]\n  egress:'))).toEqual([]);
});

test('egress to DNS alone, or to all but DNS', () => {
  const out = (rules: string) =>
    policyYaml('shop/allow-out', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n${rules}`);
  expect(findingsOf(rule, web + out('  - ports: [{protocol: UDP, port: 53}, {port: 53}]'))).toHaveLength(1);
  expect(findingsOf(rule, web + out('  - to: [{podSelector: {}}]'))).toHaveLength(1);
  expect(
    findingsOf(rule, web + out('  - ports: [{protocol: UDP, port: 53}, {port: 53}]\n  - ports: [{port: 443}]')),
  ).toEqual([]);
});

test.each([
  ['the namespace denies by default', policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Ingress]') + metrics],
  [
    'a policy denies these pods',
    policyYaml('shop/a', 'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]') + metrics,
  ],
  ['the name says that it isolates', ingress('  - ports: [{port: 9090}]', 'shop/isolate-web')],
  ['every served port is still open to somebody', metrics + ingress('  - ports: [{port: 8080}]', 'shop/allow-clients')],
  ['isolation is asked for', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Ingress, Egress]\ningress: [{}]')],
])('not where %s', (_, text) => {
  expect(findingsOf(rule, web + text)).toEqual([]);
});
