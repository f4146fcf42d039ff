import { catalogue } from '../../lib/audit/catalogue';
import { auditTexts, withRelated } from './audit-texts';
import { podYaml, policyYaml } from './shop-yaml';

/** A policy of the cluster administrator on some pods; `rules` are its directions. */
const admin = (pods: string, rules = 'ingress: [{action: Deny}], egress: [{action: Deny}]') =>
  `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: rule-all}
spec: {subject: {pods: {namespaceSelector: {}, podSelector: ${pods}}}, ${rules}}
---
`;
const web = podYaml('shop/web', ['http:8080/TCP']);
const api = podYaml('shop/api');
const openWeb = policyYaml('shop/web', 'podSelector: {matchLabels: {app: web}}\ningress: [{}]');

/** What the audit finds and what it cannot tell, as `rule kind/name`. */
function said(text: string) {
  const { report } = auditTexts({ 'a.yaml': text });
  const titles = (all: readonly { rule: { name: string }; subject: { kind: string; name: string } }[]) =>
    all.map(({ rule, subject }) => `${rule.name} ${subject.kind}/${subject.name}`);
  return { found: titles(withRelated(report.findings)), open: titles(report.undetermined), report };
}

test('every rule about reach says of what it speaks', () => {
  const silent = catalogue.filter(({ category, reach }) => category === 'reach' && !reach);
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('of pods to which a policy that is not evaluated may apply it cannot tell, of the others it can', () => {
  const { found, open, report } = said(web + api + admin('{matchLabels: {app: web}}'));
  expect(found).toEqual(expect.arrayContaining(['pod-not-isolated Pod/api']));
  expect(found).not.toContain('pod-not-isolated Pod/web');
  expect(open).toEqual(
    expect.arrayContaining([
      'pod-not-isolated Pod/web',
      'dns-blocked Pod/web',
      'accidental-isolation Pod/web',
      'no-default-deny-ingress Namespace/shop',
      'no-default-deny-egress Namespace/shop',
      'allows-anywhere-ingress AdminNetworkPolicy/rule-all',
    ]),
  );
  expect(open.filter((each) => each.endsWith('Pod/api'))).toEqual([]);
  const reason = report.undetermined.find(({ rule }) => rule.name === 'pod-not-isolated')?.reason;
  expect(reason).toMatch(
    /^AdminNetworkPolicy rule-all may apply to it, and is not evaluated; by NetworkPolicies alone: no policy isolates/,
  );
});

test('a direction for which the policy has no rules stays as it is', () => {
  const { found, open } = said(web + admin('{}', 'ingress: [{action: Allow}]'));
  expect(found).toEqual(expect.arrayContaining(['no-default-deny-egress Namespace/shop', 'pod-not-isolated Pod/web']));
  expect(open).toContain('pod-not-isolated Pod/web');
  expect(open).not.toContain('dns-blocked Pod/web');
});

test('what a NetworkPolicy grants stands, unless all of its pods are covered', () => {
  const rule = 'allows-anywhere-ingress NetworkPolicy/web';
  expect(said(web + openWeb).found).toContain(rule);
  expect(said(web + openWeb + admin('{matchLabels: {app: api}}')).found).toContain(rule);
  const covered = said(web + openWeb + admin('{matchLabels: {app: web}}'));
  expect([covered.found.includes(rule), covered.open.includes(rule)]).toEqual([false, true]);
});

test('of policies without workloads the pods that they could select are asked', () => {
  const rule = 'allows-anywhere-ingress NetworkPolicy/web';
  expect(said(openWeb + admin('{}')).open).toContain(rule);
  expect(said(openWeb + admin('{matchLabels: {app: web, tier: a}}')).found).toContain(rule);
});

test('a Service that leads to covered pods may be cut off, or not', () => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}\n---\n';
  const closed = policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Ingress]');
  expect(said(web + service + closed).found).toContain('ingress-backend-blocked Service/web');
  const { found, open } = said(web + service + closed + admin('{}'));
  expect(found).not.toContain('ingress-backend-blocked Service/web');
  expect(open).toContain('ingress-backend-blocked Service/web');
});

test('a set of addresses alone leaves nothing open', () => {
  const { open, report } = said(
    `${web}apiVersion: projectcalico.org/v3\nkind: GlobalNetworkSet\nmetadata: {name: a}\nspec: {nets: [10.0.0.0/8]}\n`,
  );
  expect([open, report.failures]).toEqual([[], []]);
});
