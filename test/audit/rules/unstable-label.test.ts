import { unstableLabel } from '../../../lib/audit/rules/hygiene/unstable-label';
import { findingsOf } from '../findings-of';
import { policyYaml } from '../shop-yaml';

const rule = unstableLabel;

test.each(['pod-template-hash', 'helm.sh/chart', 'app.kubernetes.io/version', 'version', 'controller-uid'])(
  '%s: at its value',
  (key) => {
    expect(findingsOf(rule, policyYaml('shop/web', `podSelector:\n  matchLabels:\n    ${key}: abc`))).toMatchObject([
      { at: `7:${key.length + 9}`, text: 'abc', message: expect.stringContaining(`selects its pods by ${key}=abc`) },
    ]);
  },
);

test('of a peer, as an expression: at its key', () => {
  const text = policyYaml(
    'shop/web',
    'podSelector: {}\ningress:\n  - from: [{podSelector: {matchExpressions: [{key: version, operator: In, values: [v1]}]}}]',
  );
  expect(findingsOf(rule, text)).toMatchObject([
    { at: '7:54', text: 'version', message: expect.stringContaining('a peer') },
  ]);
});

test.each([
  ['a label that stays', policyYaml('shop/web', 'podSelector: {matchLabels: {app.kubernetes.io/name: web}}')],
  [
    'whether the label exists',
    policyYaml('shop/web', 'podSelector: {matchExpressions: [{key: version, operator: Exists}]}'),
  ],
  [
    'a rule that is not in force',
    policyYaml(
      'shop/web',
      'podSelector: {}\npolicyTypes: [Egress]\ningress: [{from: [{podSelector: {matchLabels: {version: v1}}}]}]',
    ),
  ],
])('%s is fine', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});
