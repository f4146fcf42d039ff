import { ingressBackendBlocked } from '../../../lib/audit/rules/outages/ingress-backend-blocked';
import { findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = ingressBackendBlocked;

const service = (type = 'ClusterIP', target = '8080') => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: ${type}
  selector: {app: web}
  ports: [{port: 443, targetPort: ${target}}]
---
`;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

const site = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, namespace: shop}
spec:
  rules: [{http: {paths: [{backend: {service: {name: web, port: {number: 443}}}}]}}]
---
`;
const web = podYaml('shop/web', ['8080']) + podYaml('shop/api');
const from = (peers: string) => ingress(`  - from: [${peers}]\n    ports: [{port: 8080}]`);
const nginx = '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}';

test('only pods of its own namespace are let in: at the Service of the path', () => {
  expect(findingsOf(rule, site + web + service() + from('{podSelector: {matchLabels: {app: api}}}'))).toMatchObject([
    {
      at: '5:54',
      text: 'web',
      subject: 'Ingress shop site',
      message: expect.stringContaining('lets no ingress controller in on TCP 8080'),
    },
  ]);
});

test('the controller of the input is the one that counts', () => {
  const controller = podYaml('edge/gate').replace('{app: gate}', '{app.kubernetes.io/name: traefik}');
  expect(findingsOf(rule, site + web + service() + controller + from(nginx))).toHaveLength(1);
  expect(
    findingsOf(
      rule,
      site +
        web +
        service() +
        controller +
        from('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}'),
    ),
  ).toEqual([]);
});

test.each([
  ['the usual controller is let in', from(nginx)],
  ['everyone is let in', ingress('  - {}')],
  ['nothing isolates the pods', ''],
])('not where %s', (_, text) => {
  expect(findingsOf(rule, site + web + service() + text)).toEqual([]);
  expect(reasonsOf(rule, site + web + service() + text)).toEqual([]);
});

test.each([
  ['addresses', '{ipBlock: {cidr: 10.0.0.0/24}}'],
  ['pods of another namespace', '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateways}}}'],
  ['pods that the input does not have', '{podSelector: {matchLabels: {app: my-gateway}}}'],
])('%s may be the controller', (_, peer) => {
  expect(findingsOf(rule, site + web + service() + from(peer))).toEqual([]);
  expect(reasonsOf(rule, site + web + service() + from(peer))).toHaveLength(1);
});

test('a load balancer comes from addresses', () => {
  const text = web + from('{namespaceSelector: {}}');
  expect(findingsOf(rule, service('LoadBalancer') + text)).toMatchObject([
    { at: '5:9', text: 'LoadBalancer', subject: 'Service shop web' },
  ]);
  expect(findingsOf(rule, service('ClusterIP') + text)).toEqual([]);
  expect(findingsOf(rule, service('LoadBalancer') + web + from('{ipBlock: {cidr: 203.0.113.0/24}}'))).toEqual([]);
});
