import { webhookBlocked } from '../../../lib/audit/rules/outages/webhook-blocked';
import { findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = webhookBlocked;

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

const hook = (more = '') => `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: checks}
webhooks:
  - name: a.example.com
    clientConfig: {service: {namespace: shop, name: web}}${more}
---
`;
const web = podYaml('shop/web', ['https:8443']) + service('ClusterIP', 'https');
const cluster = { apiServerCidrs: ['10.0.0.1/32'] };

test('selectors never match the API server: at the name of the Service', () => {
  expect(findingsOf(rule, hook() + web + ingress('  - from: [{namespaceSelector: {}}]'))).toMatchObject([
    {
      at: '6:53',
      text: 'web',
      subject: 'MutatingWebhookConfiguration checks',
      severity: 'error',
      message: expect.stringContaining('cannot reach shop/web[Pod] on TCP 8443'),
    },
  ]);
});

test('a webhook that may fail is a warning', () => {
  expect(findingsOf(rule, hook('\n    failurePolicy: Ignore') + web + ingress('  []'))).toMatchObject([
    { severity: 'warning' },
  ]);
});

test('an aggregated API is called by the API server as well', () => {
  const api =
    'apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.m}\nspec: {service: {namespace: shop, name: web}}\n---\n';
  expect(findingsOf(rule, api + web + ingress('  []'))).toMatchObject([{ at: '4:41', subject: 'APIService v1.m' }]);
});

test('blocks decide by the addresses of the cluster profile', () => {
  const from = (cidr: string) =>
    hook() + web + ingress(`  - from: [{ipBlock: {cidr: ${cidr}}}]\n    ports: [{port: 8443}]`);
  expect(findingsOf(rule, from('10.0.0.0/24'), { cluster })).toEqual([]);
  expect(findingsOf(rule, from('10.9.0.0/24'), { cluster })).toHaveLength(1);
  expect(findingsOf(rule, from('10.9.0.0/24'))).toEqual([]);
  expect(reasonsOf(rule, from('10.9.0.0/24'))[0]).toMatch(/apiServerCidrs/);
});

test.each([
  ['the port of the Service is not that of the pods', '  - ports: [{port: 443}]', 1],
  ['the port of the pods', '  - ports: [{port: 8443}]', 0],
  ['its name', '  - ports: [{port: https}]', 0],
])('%s', (_, rules, count) => {
  expect(findingsOf(rule, hook() + web + ingress(rules))).toHaveLength(count);
});

test('pods that nothing isolates are reached; what is not in the input is not known', () => {
  expect(findingsOf(rule, hook() + web)).toEqual([]);
  expect(reasonsOf(rule, hook())).toEqual(['Service shop/web is not in the input']);
});
