import { redundantPolicy } from '../../../lib/audit/rules/hygiene/redundant-policy';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = redundantPolicy;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

const web = podYaml('shop/web', ['8080']);
const api = '  - from: [{podSelector: {matchLabels: {app: api}}}]\n    ports: [{port: 8080}]';

test('what a wider policy allows: at the name', () => {
  const text = web + ingress('  - from: [{podSelector: {}}]', 'shop/wide') + ingress(api, 'shop/narrow');
  expect(findingsOf(rule, text)).toMatchObject([
    {
      at: '17:18',
      text: 'narrow',
      message:
        'NetworkPolicy shop/narrow: it changes nothing: what it allows is allowed by wide as well, or refused at the other end',
    },
  ]);
});

test.each([
  ['it lets everything pass, as if no policy selected its pods', ingress('  - {}', 'shop/a')],
  [
    'the other end refuses all that it allows',
    policyYaml('shop/deny', 'podSelector: {}') +
      policyYaml('ops/deny', 'podSelector: {}\npolicyTypes: [Egress]') +
      ingress('  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]', 'shop/a'),
  ],
])('without another that allows the same: %s', (why, text) => {
  expect(findingsOf(rule, web + text)).toMatchObject([
    { subject: 'NetworkPolicy shop a', message: `NetworkPolicy shop/a: it changes nothing: ${why}` },
  ]);
});

test('of two that say the same both could go', () => {
  expect(findingsOf(rule, web + ingress(api, 'shop/a') + ingress(api, 'shop/b'))).toHaveLength(2);
});

test('several policies together may cover one', () => {
  const ports = (list: string, name: string) => ingress(`  - ports: [${list}]`, name);
  const text =
    ports('{port: 1, endPort: 10}', 'shop/a') +
    ports('{port: 8, endPort: 20}', 'shop/b') +
    ports('{port: 5, endPort: 15}', 'shop/c');
  expect(findingsOf(rule, web + text).map(({ subject }) => subject)).toEqual(['NetworkPolicy shop c']);
});

test.each([
  [
    'one without rules',
    policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Ingress]') +
      policyYaml('shop/deny-too', 'podSelector: {}\npolicyTypes: [Ingress]'),
  ],
  ['one that alone isolates', ingress(api, 'shop/a')],
  [
    'one that selects other pods too',
    ingress('  - from: [{podSelector: {}}]', 'shop/wide') +
      policyYaml('shop/more', 'podSelector: {}\ningress: [{from: [{podSelector: {}}]}]'),
  ],
  [
    'one for a namespace that the input does not have',
    ingress('  - from: [{podSelector: {}}]', 'shop/wide') +
      ingress('  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]', 'shop/ops'),
  ],
  [
    'one that adds an address',
    ingress('  - from: [{ipBlock: {cidr: 10.0.0.0/9}}]', 'shop/a') +
      ingress('  - from: [{ipBlock: {cidr: 10.0.0.0/8}}]', 'shop/b').replace('shop/b', 'shop/b'),
  ],
])('not: %s', (_, text) => {
  const names = findingsOf(rule, web + text).map(({ subject }) => subject);
  expect(names.filter((name) => !['NetworkPolicy shop wide', 'NetworkPolicy shop a'].includes(name))).toEqual([]);
});

test('not where no workload of the input is selected', () => {
  expect(findingsOf(rule, ingress(api, 'shop/a') + ingress(api, 'shop/b'))).toEqual([]);
});
