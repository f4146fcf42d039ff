import { allowsAllNamespaces } from '../../../lib/audit/rules/reach/allows-all-namespaces';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = allowsAllNamespaces;

const ingress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);
const egress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n${rules}`);

test.each([
  ['an empty namespaceSelector', '{namespaceSelector: {}}'],
  ['with an empty podSelector', '{namespaceSelector: {}, podSelector: {}}'],
  [
    'a label that every namespace has',
    '{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: Exists}]}}',
  ],
])('%s', (_, peer) => {
  expect(findingsOf(rule, ingress(`  - from: [${peer}]\n    ports: [{port: 80}]`))).toMatchObject([
    {
      at: '8:15',
      message: 'NetworkPolicy shop/web: it lets every pod of every namespace reach pods with app=web on TCP 80',
    },
  ]);
});

test('two selectors that complete each other', () => {
  const some = (operator: string) => `{namespaceSelector: {matchExpressions: [{key: env, operator: ${operator}}]}}`;
  expect(findingsOf(rule, ingress(`  - from: [${some('Exists')}, ${some('DoesNotExist')}]`))).toHaveLength(1);
});

test.each([
  [
    'some pods of every namespace',
    ingress('  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}]'),
  ],
  [
    'most namespaces',
    ingress(
      '  - from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [a]}]}}]',
    ),
  ],
  ['everyone, addresses included', ingress('  - {}')],
  ['DNS', egress('  - to: [{namespaceSelector: {}}]\n    ports: [{protocol: UDP, port: 53}]')],
])('%s', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});

test('the port of DNS is that of the cluster', () => {
  const text = egress('  - to: [{namespaceSelector: {}}]\n    ports: [{protocol: UDP, port: 5353}]');
  expect(findingsOf(rule, text)).toEqual([]);
  expect(findingsOf(rule, text, { cluster: { dns: 'openshift' } })).toEqual([]);
  expect(findingsOf(rule, text, { cluster: { dns: 'kube-dns' } })).toHaveLength(1);
});

test('egress to everyone by a port name means pods only', () => {
  expect(findingsOf(rule, egress('  - ports: [{port: http}]'))).toMatchObject([{ at: '8:7' }]);
  expect(podYaml('shop/web')).not.toBe('');
});
