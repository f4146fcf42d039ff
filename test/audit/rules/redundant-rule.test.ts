import { redundantRule } from '../../../lib/audit/rules/hygiene/redundant-rule';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = redundantRule;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

const web = podYaml('shop/web', ['8080']);

test('what another rule allows: at the rule', () => {
  const text = ingress('  - from: [{podSelector: {matchLabels: {app: api}}}]\n  - from: [{podSelector: {}}]');
  expect(findingsOf(rule, web + text)).toMatchObject([
    { at: '13:7', message: expect.stringContaining('NetworkPolicy shop/web: spec.ingress[0] changes nothing') },
  ]);
});

test('also one of another policy, as long as its own policy is needed', () => {
  const text =
    ingress('  - from: [{podSelector: {}}]', 'shop/wide') +
    ingress(
      '  - from: [{podSelector: {matchLabels: {app: a}}}]\n  - from: [{ipBlock: {cidr: 10.0.0.0/8}}]',
      'shop/two',
    );
  expect(findingsOf(rule, web + text)).toMatchObject([
    { subject: 'NetworkPolicy shop two', message: expect.stringContaining('spec.ingress[0]') },
  ]);
});

test.each([
  ['rules that overlap in part', ingress('  - ports: [{port: 1, endPort: 10}]\n  - ports: [{port: 5, endPort: 15}]')],
  [
    'a redundant policy is reported once',
    ingress('  - from: [{podSelector: {}}]', 'shop/wide') +
      ingress('  - from: [{podSelector: {matchLabels: {app: a}}}]', 'shop/narrow'),
  ],
])('%s', (_, text) => {
  expect(findingsOf(rule, web + text)).toEqual([]);
});

test('the only egress rule of a policy without policyTypes isolates egress', () => {
  expect(
    findingsOf(
      rule,
      web +
        policyYaml(
          'shop/a',
          'podSelector: {}\ningress: [{from: [{podSelector: {}}]}]\negress: [{to: [{podSelector: {}}]}]',
        ),
    ),
  ).toEqual([]);
});
