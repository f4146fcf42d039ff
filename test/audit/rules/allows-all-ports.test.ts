import { allowsAllPorts } from '../../../lib/audit/rules/reach/allows-all-ports';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = allowsAllPorts;

const ingress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);
const egress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n${rules}`);

test('without ports: at the rule', () => {
  expect(findingsOf(rule, ingress('  - from: [{podSelector: {matchLabels: {app: api}}}]'))).toMatchObject([
    {
      at: '8:7',
      subject: 'NetworkPolicy shop web',
      message:
        'NetworkPolicy shop/web: it lets pods with app=api of the namespace shop reach pods with app=web on every port',
    },
  ]);
});

test('a protocol alone: at its item; the ports that the pods declare are offered', () => {
  const text =
    podYaml('shop/web', ['8080']) + ingress('  - from: [{podSelector: {}}]\n    ports: [{port: 80}, {protocol: UDP}]');
  expect(findingsOf(rule, text)).toMatchObject([{ at: '14:27', help: [expect.stringContaining('declare TCP 8080')] }]);
});

test.each([
  ['a port', ingress('  - ports: [{port: 80}]')],
  ['a port name', ingress('  - ports: [{port: http}]')],
  ['a range', ingress('  - ports: [{port: 1, endPort: 65535}]')],
  ['no rule', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Ingress]\ningress: []')],
  ['a rule that is not in force', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Ingress]\negress: [{}]')],
])('%s is not every port', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});

test('what netpact wrote was said out loud: info', () => {
  const text = policyYaml('shop/web', 'podSelector: {}\ningress: [{}]', 'labels: {netpact.dev/app: shop}');
  expect(findingsOf(rule, text)).toMatchObject([{ severity: 'info' }]);
  expect(egress('')).not.toBe('');
});
