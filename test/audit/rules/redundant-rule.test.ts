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
    {
      at: '13:7',
      message:
        'NetworkPolicy shop/web: spec.ingress[0] changes nothing: what it allows is allowed by spec.ingress[1] as well',
      help: ['remove spec.ingress[0], or narrow spec.ingress[1] if that is what is meant'],
    },
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
    {
      subject: 'NetworkPolicy shop two',
      message: expect.stringContaining('spec.ingress[0] changes nothing: what it allows is allowed by wide as well'),
    },
  ]);
});

test('of rules that say the same one is left, which the others name', () => {
  const one = '  - from: [{podSelector: {matchLabels: {app: a}}}]\n';
  const found = findingsOf(rule, web + ingress(one + one + one));
  expect(found.map(({ message }) => message)).toEqual([
    'NetworkPolicy shop/web: spec.ingress[1] changes nothing: what it allows is allowed by spec.ingress[0] as well',
    'NetworkPolicy shop/web: spec.ingress[2] changes nothing: what it allows is allowed by spec.ingress[0] as well',
  ]);
});

test('a rule of the policy that is left of two that say the same', () => {
  const rules = '  - from: [{podSelector: {matchLabels: {app: a}}}]\n  - from: [{podSelector: {}}]';
  expect(findingsOf(rule, web + ingress(rules, 'shop/a') + ingress(rules, 'shop/b'))).toMatchObject([
    { subject: 'NetworkPolicy shop a', message: expect.stringContaining('spec.ingress[0] changes nothing') },
  ]);
});

test('not one that waits for its other half: one-side-denied says so', () => {
  const one = '  - from: [{podSelector: {matchLabels: {app: api}}}]\n';
  const text = web + podYaml('shop/api') + ingress(one + one);
  const deny = policyYaml('shop/deny', 'podSelector: {matchLabels: {app: api}}\npolicyTypes: [Egress]');
  expect(findingsOf(rule, text)).toHaveLength(1);
  expect(findingsOf(rule, text + deny)).toEqual([]);
});

test('not one that only the other end refuses', () => {
  const ops = '  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]';
  const text = web + ingress(`${ops}\n  - from: [{podSelector: {}}]`);
  expect(findingsOf(rule, text + policyYaml('ops/deny', 'podSelector: {}\npolicyTypes: [Egress]'))).toEqual([]);
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
