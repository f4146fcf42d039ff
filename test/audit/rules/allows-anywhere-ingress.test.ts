import { allowsAnywhereIngress } from '../../../lib/audit/rules/reach/allows-anywhere-ingress';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = allowsAnywhereIngress;

const ingress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

test.each([
  ['everyone', '  - ports: [{port: 80}]', '8:7'],
  ['an empty list', '  - from: []', '8:7'],
  ['IPv4', '  - from: [{ipBlock: {cidr: 0.0.0.0/0}}]', '8:31'],
  ['IPv6', "  - from: [{ipBlock: {cidr: '::/0'}}]", '8:31'],
  ['all that is routed of IPv6', "  - from: [{ipBlock: {cidr: '2000::/3'}}]", '8:31'],
  ['less exceptions', '  - from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}}]', '8:31'],
  ['in halves', '  - from: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]', '8:31'],
])('%s', (_, rules, at) => {
  expect(findingsOf(rule, ingress(rules))).toMatchObject([{ at, subject: 'NetworkPolicy shop web' }]);
});

test.each([
  ['a large block', ingress('  - from: [{ipBlock: {cidr: 0.0.0.0/1}}]')],
  ['a private block', ingress('  - from: [{ipBlock: {cidr: 10.0.0.0/8}}]')],
  ['pods', ingress('  - from: [{namespaceSelector: {}}]')],
  ['no rule', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Ingress]\ningress: []')],
  ['the other direction', policyYaml('shop/web', 'podSelector: {}\npolicyTypes: [Egress]\ningress: [{}]')],
])('%s is not anywhere', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});

describe('the policy of an ingress controller is not advised to let one in', () => {
  const own = (labels: string, mark = '') =>
    policyYaml(
      'ingress-nginx/nginx',
      `podSelector: {matchLabels: {${labels}}}\npolicyTypes: [Ingress]\ningress: [{ports: [{port: 80}]}]`,
      mark,
    );
  const helpOf = (text: string) => findingsOf(rule, text).flatMap(({ help }) => help);
  const labels = 'app.kubernetes.io/name: ingress-nginx';
  const pod = podYaml('ingress-nginx/nginx', ['80'], `${labels}, app.kubernetes.io/component: controller`);
  const written =
    'labels: {netpact.dev/app: shop}, annotations: {netpact.dev/chart: shop, netpact.dev/flow: anywhere may reach ingress-nginx/nginx on TCP 80}';

  test.each([
    ['alone', own(labels)],
    ['beside its pods', pod + own(labels)],
    ['written by netpact', pod + own(labels, written)],
  ])('%s', (_, text) => {
    expect(helpOf(text).join()).toContain("flow(cidr('clients', ['198.51.100.0/24'])).to(");
    expect(helpOf(text).join()).not.toContain('ingressNginx');
  });

  test('others are', () => {
    expect(helpOf(own('app: web')).join()).toContain('flow(ingressNginx)');
  });
});

test('the flow that is there is not proposed', () => {
  const mark =
    'labels: {netpact.dev/app: shop}, annotations: {netpact.dev/chart: shop, netpact.dev/flow: internet may reach shop/web on TCP 8080}';
  const service = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 8080}]}
---
`;
  const policy = (peers: string, marks: string) =>
    policyYaml(
      'shop/web',
      `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress: [{from: [${peers}], ports: [{port: 8080}]}]`,
      marks,
    );
  const help = (marks: string) =>
    findingsOf(rule, podYaml('shop/web', ['8080']) + service + policy('{ipBlock: {cidr: 0.0.0.0/0}}', marks))[0]?.help;
  expect(help(mark)).toEqual(['the flow "internet may reach shop/web on TCP 8080" declares it (chart shop)']);
  expect(help(mark.replace('internet', 'anywhere'))?.[0]).toContain('write flow(internet()).to(web).port(8080)');
});
