import { redundantParts } from '../../lib/audit/redundant-parts';
import { loadTexts } from '../../lib/k8s/load';
import { contextOf, pod, policy } from './findings-of';

const deny = policy('shop/default-deny', 'podSelector: {}\npolicyTypes: [Egress]');
const dnsRule = `podSelector: {}
policyTypes: [Egress]
egress:
  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
    ports: [{port: 53, protocol: UDP}]`;
const web = pod('shop/web', ['8080']);

function redundantIn(text: string): readonly string[] {
  const { policies } = redundantParts(contextOf(loadTexts([{ file: 'a.yaml', text }])));
  return policies.map(({ owner }) => owner.policy.name);
}

test('a policy for the DNS of a cluster that is not in the input is needed', () => {
  expect(redundantIn(web + deny + policy('shop/allow-dns', dnsRule))).toEqual([]);
});

test('two policies for the same absent pods are redundant, each beside the other', () => {
  const text = web + deny + policy('shop/allow-dns', dnsRule) + policy('shop/allow-dns-too', dnsRule);
  expect(redundantIn(text)).toEqual(['allow-dns', 'allow-dns-too']);
});

test('a policy for absent pods that the other end refuses is redundant', () => {
  const closed = policy('kube-system/closed', 'podSelector: {}\npolicyTypes: [Ingress]');
  expect(redundantIn(web + deny + closed + policy('shop/allow-dns', dnsRule))).toEqual(['allow-dns']);
});
