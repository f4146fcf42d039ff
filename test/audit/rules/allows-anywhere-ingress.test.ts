import { allowsAnywhereIngress } from '../../../lib/audit/rules/reach/allows-anywhere-ingress';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = allowsAnywhereIngress;

const ingress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

test.each([
  ['everyone', '  - ports: [{port: 80}]', '8:7'],
  ['an empty list', '  - from: []', '8:7'],
  ['IPv4', '  - from: [{ipBlock: {cidr: 0.0.0.0/0}}]', '8:31'],
  ['IPv6', "  - from: [{ipBlock: {cidr: '::/0'}}]", '8:31'],
  ['all that is routed of IPv6', "  - from: [{ipBlock: {cidr: '2000::/3'}}]", '8:31'],
  ['less exceptions', '  - from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}}]', '8:31'],
  ['in halves', '  - from: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]', '8:31'],
])('%s', (_, rules, at) => {
  expect(findingsOf(rule, ingress(rules))).toMatchObject([{ at, subject: 'NetworkPolicy shop web' }]);
});

test.each([
  ['a large block', ingress('  - from: [{ipBlock: {cidr: 0.0.0.0/1}}]')],
  ['a private block', ingress('  - from: [{ipBlock: {cidr: 10.0.0.0/8}}]')],
  ['pods', ingress('  - from: [{namespaceSelector: {}}]')],
  ['no rule', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Ingress]\ningress: []')],
  ['the other direction', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Egress]\ningress: [{}]')],
])('%s is not anywhere', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});
