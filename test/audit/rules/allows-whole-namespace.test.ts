import { allowsWholeNamespace } from '../../../lib/audit/rules/reach/allows-whole-namespace';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = allowsWholeNamespace;

const ingress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);
const egress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n${rules}`);

test.each([
  ['its own', '{podSelector: {}}', '8:15', 'every pod of the namespace shop'],
  [
    'another',
    '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}',
    '8:15',
    'every pod of the namespace ops',
  ],
  [
    'some by a label',
    '{namespaceSelector: {matchLabels: {env: prod}}, podSelector: {}}',
    '8:15',
    'every pod of every namespace with env=prod',
  ],
])('%s', (_, peer, at, who) => {
  expect(findingsOf(rule, ingress(`  - from: [${peer}]\n    ports: [{port: 80}]`))).toMatchObject([
    { at, message: `NetworkPolicy shop/web: it lets ${who} reach pods with app=web on TCP 80` },
  ]);
});

test('entries that complete each other are a whole namespace', () => {
  const peers =
    '{podSelector: {matchExpressions: [{key: a, operator: Exists}]}}, {podSelector: {matchExpressions: [{key: a, operator: DoesNotExist}]}}';
  expect(findingsOf(rule, ingress(`  - from: [${peers}]`))).toHaveLength(1);
});

test('it names the pods of the input that are admitted', () => {
  expect(
    findingsOf(rule, podYaml('shop/a') + podYaml('shop/b') + ingress('  - from: [{podSelector: {}}]'))[0]?.notes,
  ).toEqual(['these are now: shop/a[Pod] and shop/b[Pod]']);
});

test.each([
  [
    'pods of a namespace',
    ingress(
      '  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}, podSelector: {matchLabels: {app: a}}}]',
    ),
  ],
  ['every namespace', ingress('  - from: [{namespaceSelector: {}}]')],
  ['addresses', ingress('  - from: [{ipBlock: {cidr: 10.0.0.0/8}}]')],
  [
    'DNS',
    egress(
      '  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]\n    ports: [{protocol: UDP, port: 53}, {port: 53}]',
    ),
  ],
])('%s is no whole namespace', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});
