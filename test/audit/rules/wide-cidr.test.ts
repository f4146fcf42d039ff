import { wideCidr } from '../../../lib/audit/rules/reach/wide-cidr';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = wideCidr;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

const block = (text: string) => ingress(`  - from: [{ipBlock: ${text}}]`);

test.each([
  ['10.0.0.0/8', '{cidr: 10.0.0.0/8}'],
  ['172.16.0.0/15', '{cidr: 172.16.0.0/15}'],
  ['most of it', '{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}'],
])('%s', (_, text) => {
  expect(findingsOf(rule, block(text))).toMatchObject([
    { at: '8:31', message: expect.stringContaining('reach pods with app=web on every port') },
  ]);
});

test('IPv6 has a limit of its own', () => {
  expect(findingsOf(rule, block("{cidr: '2001:d00::/24'}"))).toHaveLength(1);
  expect(findingsOf(rule, block("{cidr: '2001:db8::/32'}"))).toEqual([]);
});

test.each([
  ['a /16', '{cidr: 10.0.0.0/16}'],
  ['a block of which a /16 is left', '{cidr: 10.0.0.0/15, except: [10.1.0.0/16]}'],
  ['anywhere', '{cidr: 0.0.0.0/0}'],
])('%s is not wide', (_, text) => {
  expect(findingsOf(rule, block(text))).toEqual([]);
});

test('the threshold can be set', () => {
  expect(findingsOf(rule, block('{cidr: 10.0.0.0/20}'), { thresholds: { wideIpv4Prefix: 24 } })).toHaveLength(1);
});
