import { loadTexts } from '../../lib/k8s/load';
import { namespacesNamed, renameNamespaces } from '../../lib/k8s/rename-namespaces';

const policies = (...namespaces: readonly [string, string, string]) => {
  const [own, other, third] = namespaces;
  return loadTexts([
    {
      file: 'a.yaml',
      text: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: from-shop-dev, namespace: ${own} }
spec:
  podSelector: { matchLabels: { kubernetes.io/metadata.name: shop-dev } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${other}, team: shop-dev } }
          podSelector: { matchLabels: { app: shop-dev } }
        - podSelector: { matchLabels: { kubernetes.io/metadata.name: shop-dev } }
        - namespaceSelector: {}
  egress:
    - to:
        - namespaceSelector:
            matchExpressions:
              - { key: kubernetes.io/metadata.name, operator: In, values: [${own}, ${third}] }
              - { key: kubernetes.io/metadata.name, operator: NotIn, values: [${other}] }
              - { key: kubernetes.io/metadata.name, operator: Exists }
              - { key: team, operator: In, values: [shop-dev] }
        - ipBlock: { cidr: 10.0.0.0/8 }
    - ports: [{ port: 53, protocol: UDP }]
`,
    },
  ]).resources.policies.map(({ origin: _, ...policy }) => ({ ...policy, origin: { file: '', span: () => none } }));
};
const none = { file: '', line: 1, column: 1 };
const plain = (some: readonly object[]): unknown => JSON.parse(JSON.stringify(some));

it('renames where a policy is and the namespaces that it names, and no label of pods or of anything else', () => {
  const names = new Map([
    ['shop-dev', 'shop-prod'],
    ['pay', 'pay-prod'],
  ]);
  const renamed = renameNamespaces(policies('shop-dev', 'pay', 'kube-system'), names);
  expect(plain(renamed)).toEqual(plain(policies('shop-prod', 'pay-prod', 'kube-system')));
});

it('renames all at once, so that two may swap their names, and swapping twice is nothing', () => {
  const swap = new Map([
    ['blue', 'green'],
    ['green', 'blue'],
  ]);
  const before = policies('blue', 'green', 'blue');
  const swapped = renameNamespaces(before, swap);
  expect(plain(swapped)).toEqual(plain(policies('green', 'blue', 'green')));
  expect(plain(renameNamespaces(swapped, swap))).toEqual(plain(before));
});

it('knows every namespace that policies are in or name', () => {
  expect([...namespacesNamed(policies('a', 'b', 'c'))].sort()).toEqual(['a', 'b', 'c']);
});
