import { conversionWebhookBlocked } from '../../../lib/audit/rules/outages/conversion-webhook-blocked';
import { webhookBlocked } from '../../../lib/audit/rules/outages/webhook-blocked';
import { findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml, serviceYaml } from '../shop-yaml';

const rule = conversionWebhookBlocked;

const definition = (
  conversion: string,
  { version = 'v1', versions = ['v1', 'v1beta1'] } = {},
) => `apiVersion: apiextensions.k8s.io/${version}
kind: CustomResourceDefinition
metadata: {name: carts.shop.example.com}
spec:
  versions: [${versions.map((name) => `{name: ${name}}`).join(', ')}]
  conversion: ${conversion}
---
`;
const clientConfig = 'clientConfig: {service: {namespace: shop, name: web}}';
const carts = definition(`{strategy: Webhook, webhook: {${clientConfig}}}`);
const web = podYaml('shop/web', ['9443']) + serviceYaml('shop/web', ['443:9443']);
const ingress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);
const closed = ingress('  - from: [{namespaceSelector: {}}]');

test('selectors never match the API server: at the name of the Service', () => {
  expect(findingsOf(rule, carts + web + closed)).toMatchObject([
    {
      at: '6:93',
      text: 'web',
      severity: 'error',
      subject: 'CustomResourceDefinition carts.shop.example.com',
      message:
        'CustomResourceDefinition carts.shop.example.com: the API server cannot reach shop/web[Pod] on TCP 9443 through Service shop/web',
    },
  ]);
});

test('the field of v1beta1 says the same', () => {
  const old = definition(`{strategy: Webhook, webhookClientConfig: {service: {namespace: shop, name: web}}}`, {
    version: 'v1beta1',
  });
  expect(findingsOf(rule, old + web + closed)).toMatchObject([
    { text: 'web', field: 'spec.conversion.webhookClientConfig.service.name' },
  ]);
});

test('the definitions that one Service converts are one finding, of the first by name', () => {
  const named = (name: string) => carts.replace('carts.shop', `${name}.shop`);
  const three = named('wheels') + named('bells') + carts + web + closed;
  expect(findingsOf(rule, three)).toMatchObject([
    {
      subject: 'CustomResourceDefinition bells.shop.example.com',
      notes: expect.arrayContaining(['it converts carts.shop.example.com and wheels.shop.example.com too']),
    },
  ]);
  const apart = carts + named('bells').replace('name: web}', 'name: other}') + web + closed;
  expect(
    findingsOf(rule, apart + serviceYaml('shop/other', ['443:9443']).replace('app: other', 'app: web')),
  ).toHaveLength(2);
});

test.each([
  ['no conversion', definition('{strategy: None}')],
  ['a field that strategy None leaves unused', definition(`{strategy: None, webhook: {${clientConfig}}}`)],
  ['one version', definition(`{strategy: Webhook, webhook: {${clientConfig}}}`, { versions: ['v1'] })],
  ['a URL', definition('{strategy: Webhook, webhook: {clientConfig: {url: https://example.com}}}')],
  [
    'another port of the Service',
    definition(`{strategy: Webhook, webhook: {${clientConfig.replace('web}', 'web, port: 8443}')}}}`),
  ],
])('calls nothing that is blocked: %s', (_, text) => {
  expect(findingsOf(rule, text + web + closed)).toEqual([]);
});

test('the rule for admission webhooks leaves it alone, and this one leaves those', () => {
  const hook =
    'apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: h}\n' +
    `webhooks:\n  - name: h.example.com\n    ${clientConfig}\n---\n`;
  const both = carts + hook + web + closed;
  expect(findingsOf(webhookBlocked, both)).toMatchObject([{ subject: 'MutatingWebhookConfiguration h' }]);
  expect(findingsOf(rule, both)).toMatchObject([{ subject: 'CustomResourceDefinition carts.shop.example.com' }]);
});

test('the cluster profile decides about blocks; without it they are unclear', () => {
  const block = carts + web + ingress('  - from: [{ipBlock: {cidr: 10.9.0.0/24}}]');
  expect(findingsOf(rule, block)).toEqual([]);
  expect(reasonsOf(rule, block)[0]).toContain('apiServer of the cluster profile');
  expect(findingsOf(rule, block, { cluster: { apiServerCidrs: ['10.0.0.1/32'] } })).toHaveLength(1);
  expect(findingsOf(rule, block, { cluster: { apiServerCidrs: ['10.9.0.1/32'] } })).toEqual([]);
});

test.each([
  ['nothing isolates the pods', web],
  ['everyone is let in on their port', web + ingress('  - ports: [{port: 9443}]')],
  ['the Service is not in the input', closed],
])('is silent where %s', (_, text) => {
  expect(findingsOf(rule, carts + text)).toEqual([]);
});
