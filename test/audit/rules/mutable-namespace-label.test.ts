import { mutableNamespaceLabel } from '../../../lib/audit/rules/hygiene/mutable-namespace-label';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = mutableNamespaceLabel;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

test('a label of namespaces: at the selector', () => {
  expect(
    findingsOf(
      rule,
      ingress('  - from: [{namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: b}}}]'),
    ),
  ).toMatchObject([
    {
      at: '8:15',
      message:
        'NetworkPolicy shop/web: it lets pods with app=b of every namespace with team=a reach pods with app=web on every port: whoever edits a namespace may set team',
    },
  ]);
});

test('a label of pods in any namespace', () => {
  expect(
    findingsOf(rule, ingress('  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: b}}}]')),
  ).toMatchObject([
    { at: '8:38', message: expect.stringContaining('whoever creates a pod in any namespace may set app') },
  ]);
});

test.each([
  [
    'a namespace by its name',
    ingress(
      '  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}, podSelector: {matchLabels: {app: b}}}]',
    ),
  ],
  [
    'its name and a label',
    ingress('  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a, team: b}}}]'),
  ],
  ['pods of its own namespace', ingress('  - from: [{podSelector: {matchLabels: {app: b}}}]')],
  [
    'egress',
    policyYaml(
      'shop/web',
      'podSelector: {}\npolicyTypes: [Egress]\negress: [{to: [{namespaceSelector: {matchLabels: {team: a}}}]}]',
    ),
  ],
])('%s is fine', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});
