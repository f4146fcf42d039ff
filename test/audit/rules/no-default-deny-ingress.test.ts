import { noDefaultDenyIngress } from '../../../lib/audit/rules/reach/no-default-deny-ingress';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = noDefaultDenyIngress;

const deny = (selector: string, name = 'deny') =>
  policyYaml(`shop/${name}`, `podSelector: ${selector}\npolicyTypes: [Ingress]`);
const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n';

test('a namespace without policies: at its object, else at its first workload', () => {
  expect(findingsOf(rule, namespace + podYaml('shop/web'))).toMatchObject([
    {
      at: '4:9',
      text: 'shop',
      subject: 'Namespace shop',
      message: expect.stringContaining('has no policy for ingress'),
    },
  ]);
  expect(findingsOf(rule, podYaml('shop/web'))).toMatchObject([{ at: '3:18', text: 'web' }]);
});

test.each([
  ['one that selects some pods, whatever it is called', deny('{matchLabels: {app: web}}', 'default-deny')],
  ['one for the other direction', policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Egress]')],
  ['one in another namespace', policyYaml('other/deny', 'podSelector: {}\npolicyTypes: [Ingress]')],
  ['pods without the label are left out', deny('{matchExpressions: [{key: app, operator: Exists}]}')],
])('no default deny: %s', (_, text) => {
  expect(findingsOf(rule, podYaml('shop/web') + text)).toHaveLength(1);
});

test('it says which pod would be open', () => {
  const both =
    deny('{matchExpressions: [{key: app, operator: DoesNotExist}]}', 'a') + deny('{matchLabels: {app: web}}', 'b');
  expect(findingsOf(rule, podYaml('shop/web') + both)[0]?.message).toMatch(
    /a pod with app=any is outside all 2 policies/,
  );
});

test.each([
  ['the empty selector', deny('{}')],
  [
    'selectors that complete each other',
    deny('{matchLabels: {app: web}}', 'a') +
      deny('{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}', 'b'),
  ],
  [
    'three of them over two keys',
    deny('{matchExpressions: [{key: a, operator: Exists}]}', 'a') +
      deny('{matchExpressions: [{key: a, operator: DoesNotExist}, {key: b, operator: Exists}]}', 'b') +
      deny('{matchExpressions: [{key: b, operator: DoesNotExist}]}', 'c'),
  ],
])('a default deny by %s', (_, text) => {
  expect(findingsOf(rule, podYaml('shop/web') + text)).toEqual([]);
});

test('a namespace without workloads needs none', () => {
  expect(
    findingsOf(
      rule,
      namespace + policyYaml('shop/a', 'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]'),
    ),
  ).toEqual([]);
});

test('pods on the host network are not said to be open for want of a default deny', () => {
  const agent = podYaml('shop/agent', [], '', 'hostNetwork: true');
  const policy = policyYaml('shop/web', 'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]');
  expect(findingsOf(rule, agent + podYaml('shop/web') + policy)).toMatchObject([
    { notes: [expect.stringContaining('but for those on the host network, where no policy applies')] },
  ]);
  expect(findingsOf(rule, agent + podYaml('shop/web'))).toMatchObject([{ notes: ['open now: web'] }]);
});
