import { redundantPolicy } from '../../../lib/audit/rules/hygiene/redundant-policy';
import { oneSideDenied } from '../../../lib/audit/rules/traps/one-side-denied';
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
      message: 'NetworkPolicy shop/narrow: it changes nothing: what it allows is allowed by wide as well',
      help: ['remove it, or narrow wide if that is what is meant'],
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

test('of those that say the same one is left, which the others name', () => {
  const text = web + ingress(api, 'shop/b') + ingress(api, 'shop/c') + ingress(api, 'shop/a');
  expect(findingsOf(rule, text)).toMatchObject([
    { subject: 'NetworkPolicy shop b', message: expect.stringContaining('allowed by a as well') },
    { subject: 'NetworkPolicy shop c', message: expect.stringContaining('allowed by a as well') },
  ]);
});

test('what covers one that covers others is named by them all', () => {
  const port = (range: string, name: string) => ingress(`  - ports: [${range}]`, name);
  const text =
    port('{port: 4, endPort: 5}', 'shop/z') +
    port('{port: 3, endPort: 6}', 'shop/n2') +
    port('{port: 1, endPort: 9}', 'shop/a');
  const messages = findingsOf(rule, web + text).map(({ message }) => message);
  expect(messages).toEqual([
    'NetworkPolicy shop/n2: it changes nothing: what it allows is allowed by a as well',
    'NetworkPolicy shop/z: it changes nothing: what it allows is allowed by a as well',
  ]);
});

test('only those are named that cover it', () => {
  const other = ingress('  - from: [{podSelector: {matchLabels: {app: admin}}}]', 'shop/admin');
  const dns = policyYaml('shop/dns', 'podSelector: {}\npolicyTypes: [Egress]\negress: [{ports: [{port: 53}]}]');
  const text = other + dns + ingress('  - from: [{podSelector: {}}]', 'shop/wide') + ingress(api, 'shop/narrow');
  expect(findingsOf(rule, web + text).map(({ message }) => message)).toEqual([
    'NetworkPolicy shop/admin: it changes nothing: what it allows is allowed by wide as well',
    'NetworkPolicy shop/narrow: it changes nothing: what it allows is allowed by wide as well',
  ]);
});

test('the isolation of a direction without rules is covered too, by a policy that denies', () => {
  const both = policyYaml(
    'shop/narrow',
    'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress, Egress]\ningress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]',
  );
  const wide = ingress('  - from: [{podSelector: {}}]', 'shop/wide');
  expect(findingsOf(rule, web + wide + both)).toEqual([]);
  const deny = policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Egress]');
  expect(findingsOf(rule, web + wide + both + deny)).toMatchObject([
    { message: expect.stringContaining('allowed by deny and wide as well') },
  ]);
});

test('not one that waits for its other half: one-side-denied says so', () => {
  const client = podYaml('shop/api');
  const halves = ingress(api, 'shop/a') + ingress(api, 'shop/b');
  const deny = policyYaml('shop/deny', 'podSelector: {matchLabels: {app: api}}\npolicyTypes: [Egress]');
  expect(findingsOf(oneSideDenied, web + client + halves + deny)).toHaveLength(2);
  expect(findingsOf(rule, web + client + halves + deny)).toEqual([]);
  expect(findingsOf(rule, web + client + halves)).toHaveLength(1);
});

test('several policies together may cover one', () => {
  const ports = (list: string, name: string) => ingress(`  - ports: [${list}]`, name);
  const text =
    ports('{port: 1, endPort: 10}', 'shop/a') +
    ports('{port: 8, endPort: 20}', 'shop/b') +
    ports('{port: 5, endPort: 15}', 'shop/c');
  expect(findingsOf(rule, web + text)).toMatchObject([
    { subject: 'NetworkPolicy shop c', message: expect.stringContaining('allowed by a and b as well') },
  ]);
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
