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

function partsOf(text: string): { readonly policies: readonly string[]; readonly usesRepresentatives: boolean } {
  const context = contextOf(loadTexts([{ file: 'a.yaml', text }]));
  let usesRepresentatives = false;
  const exposed = () => {
    usesRepresentatives = true;
    return context.exposed();
  };
  const { policies } = redundantParts({ ...context, exposed });
  return { policies: policies.map(({ owner }) => owner.policy.name), usesRepresentatives };
}

test('a policy for the DNS of a cluster that is not in the input is needed, and that is seen without representatives', () => {
  expect(partsOf(web + deny + policy('shop/allow-dns', dnsRule))).toEqual({ policies: [], usesRepresentatives: false });
});

test('two policies for the same absent pods are redundant, each beside the other', () => {
  const text = web + deny + policy('shop/allow-dns', dnsRule) + policy('shop/allow-dns-too', dnsRule);
  expect(partsOf(text)).toEqual({ policies: ['allow-dns', 'allow-dns-too'], usesRepresentatives: true });
});

test('a policy for absent pods that the other end refuses is redundant', () => {
  const closed = policy('kube-system/closed', 'podSelector: {}\npolicyTypes: [Ingress]');
  const parts = partsOf(web + deny + closed + policy('shop/allow-dns', dnsRule));
  expect(parts.policies).toEqual(['allow-dns']);
});
