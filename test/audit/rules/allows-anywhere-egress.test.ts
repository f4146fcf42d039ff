import { allowsAnywhereEgress } from '../../../lib/audit/rules/reach/allows-anywhere-egress';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = allowsAnywhereEgress;

const egress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n${rules}`);

test.each([
  ['everyone', '  - ports: [{port: 80}]', '8:7'],
  ['an empty list', '  - to: []', '8:7'],
  ['IPv4', '  - to: [{ipBlock: {cidr: 0.0.0.0/0}}]', '8:29'],
  ['IPv6', "  - to: [{ipBlock: {cidr: '::/0'}}]", '8:29'],
  ['all that is routed of IPv6', "  - to: [{ipBlock: {cidr: '2000::/3'}}]", '8:29'],
  ['less exceptions', '  - to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}}]', '8:29'],
  ['in halves', '  - to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]', '8:29'],
])('%s', (_, rules, at) => {
  expect(findingsOf(rule, egress(rules))).toMatchObject([{ at, subject: 'NetworkPolicy shop web' }]);
});

test.each([
  ['a large block', egress('  - to: [{ipBlock: {cidr: 0.0.0.0/1}}]')],
  ['a private block', egress('  - to: [{ipBlock: {cidr: 10.0.0.0/8}}]')],
  ['pods', egress('  - to: [{namespaceSelector: {}}]')],
  ['no rule', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Egress]\negress: []')],
  ['named ports alone', egress('  - to: [{ipBlock: {cidr: 0.0.0.0/0}}]\n    ports: [{port: http}]')],
  ['the other direction', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Ingress]\negress: [{}]')],
])('%s is not anywhere', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});
