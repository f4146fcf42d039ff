import { nameUnderstatesReach } from '../../../lib/audit/rules/reach/name-understates-reach';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = nameUnderstatesReach;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

test.each([
  [
    'a namespace',
    '  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]',
    'every pod of the namespace monitoring',
  ],
  ['every namespace', '  - from: [{namespaceSelector: {}}]', 'every pod of every namespace'],
  ['everyone', '  - {}', 'everyone'],
  ['any address', '  - from: [{ipBlock: {cidr: 0.0.0.0/0}}]', 'any address'],
])('allow-monitoring that admits %s: at the name', (_, rules, who) => {
  expect(findingsOf(rule, ingress(rules, 'shop/allow-monitoring'))).toMatchObject([
    { at: '3:18', text: 'allow-monitoring', message: expect.stringContaining(who) },
  ]);
});

const namespace = '  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]';

test.each([
  ['the name says so', ingress(namespace, 'shop/allow-monitoring-namespace')],
  ['the name speaks of its own pods only', ingress(namespace, 'shop/allow-web')],
  ['the name is of no allowance', ingress(namespace, 'shop/monitoring')],
  [
    'only some pods are admitted',
    ingress(
      '  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prometheus}}}]',
      'shop/allow-monitoring',
    ),
  ],
  [
    'netpact wrote the whole sentence',
    policyYaml('shop/allow-prod', 'podSelector: {}\ningress: [{}]', 'labels: {netpact.dev/app: a}'),
  ],
])('not where %s', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});
