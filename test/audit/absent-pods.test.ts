import { redundantParts } from '../../lib/audit/redundancy/redundant-parts';
import { loadTexts } from '../../lib/k8s/load';
import { cluster, namespace, workload, policy as written } from '../analyze/cluster';
import { contextOf, contextOfResources } from './findings-of';
import { podYaml, policyYaml } from './shop-yaml';

const deny = policyYaml('shop/default-deny', 'podSelector: {}\npolicyTypes: [Egress]');
const dnsRule = `podSelector: {}
policyTypes: [Egress]
egress:
  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
    ports: [{port: 53, protocol: UDP}]`;
const web = podYaml('shop/web', ['8080']);

function redundantIn(text: string): readonly string[] {
  const { policies } = redundantParts(contextOf(loadTexts([{ file: 'a.yaml', text }])));
  return policies.map(({ owner }) => owner.policy.name);
}

test('a policy for the DNS of a cluster that is not in the input is needed', () => {
  expect(redundantIn(web + deny + policyYaml('shop/allow-dns', dnsRule))).toEqual([]);
});

test('two policies for the same absent pods are redundant, each beside the other', () => {
  const text = web + deny + policyYaml('shop/allow-dns', dnsRule) + policyYaml('shop/allow-dns-too', dnsRule);
  expect(redundantIn(text)).toEqual(['allow-dns', 'allow-dns-too']);
});

test('a policy for absent pods that the other end refuses is redundant', () => {
  const closed = policyYaml('kube-system/closed', 'podSelector: {}\npolicyTypes: [Ingress]');
  expect(redundantIn(web + deny + closed + policyYaml('shop/allow-dns', dnsRule))).toEqual(['allow-dns']);
});

test('a namespace that a selector only excludes may exist too', () => {
  const from = (selector: string) =>
    `podSelector: {}\npolicyTypes: [Ingress]\ningress: [{from: [{namespaceSelector: ${selector}}]}]`;
  const but = '{matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [bar]}]}';
  const text = `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n${web}`;
  expect(redundantIn(text + policyYaml('shop/a', from('{}')) + policyYaml('shop/b', from(but)))).toEqual(['b']);
});

test('where there are more pods than can be listed, pods that could exist are still asked', () => {
  const pods = Array.from({ length: 5200 }, (_, index) => workload(`shop/w${index}`, { app: 'web' }));
  const from = (labels: string) =>
    `{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: ${labels}}}]}]}`;
  const policies = [written('shop/all', from('{app: web}')), written('shop/admin', from('{role: admin}'))];
  const context = contextOfResources(cluster([namespace('shop'), ...pods, ...policies]));
  expect(redundantParts(context).policies).toEqual([]);
});
