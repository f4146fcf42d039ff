import { nameUnderstatesReach } from '../../../lib/audit/rules/reach/name-understates-reach';
import { findingsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = nameUnderstatesReach;

const ingress = (rules: string, name = 'shop/web') =>
  policyYaml(name, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:\n${rules}`);

test.each([
  ['every namespace', '  - from: [{namespaceSelector: {}}]', 'every pod of every namespace'],
  ['everyone', '  - {}', 'everyone'],
  ['everyone on a port', '  - ports: [{port: 9090}]', 'everyone'],
  ['any address', '  - from: [{ipBlock: {cidr: 0.0.0.0/0}}]', 'any address'],
])('allow-monitoring that admits %s: at the name', (_, rules, who) => {
  expect(findingsOf(rule, ingress(rules, 'shop/allow-monitoring'))).toMatchObject([
    { at: '3:18', text: 'allow-monitoring', severity: 'info', message: expect.stringContaining(who) },
  ]);
});

const monitoring = '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}';
const namespace = `  - from: [${monitoring}]`;
const anyNamespace = '  - from: [{namespaceSelector: {}}]\n    ports: [{port: 8080}]';
const workloads = podYaml('monitoring/prometheus') + podYaml('monitoring/grafana');

test('a name that means one workload among others of the namespace that is admitted', () => {
  expect(findingsOf(rule, ingress(namespace, 'shop/allow-from-prometheus') + workloads)).toMatchObject([
    {
      message:
        'NetworkPolicy shop/allow-from-prometheus: its name speaks of prometheus, and spec.ingress[0] admits every pod of the namespace monitoring',
      help: ['admit only what the name says', 'or say it: allow-from-prometheus-namespace'],
    },
  ]);
});

test('the same in its own namespace, and where another entry of the rule is what the name says', () => {
  const pods = podYaml('shop/front') + podYaml('shop/admin');
  expect(findingsOf(rule, ingress('  - from: [{podSelector: {}}]', 'shop/allow-front-to-web') + pods)).toMatchObject([
    { message: expect.stringContaining('speaks of front, and spec.ingress[0] admits every pod of the namespace shop') },
  ]);
  const two = `  - from: [${monitoring}, {podSelector: {}}]`;
  expect(findingsOf(rule, ingress(two, 'shop/allow-front-to-web') + pods + workloads)).toHaveLength(1);
});

// As repositories write them.
test.each([
  ['the name speaks of the namespace', ingress(namespace, 'shop/allow-monitoring') + workloads],
  [
    'the name speaks of the namespace and of its own pods',
    policyYaml(
      'istio-system/allow-knative-to-istio-gateways',
      `podSelector: {matchExpressions: [{key: istio, operator: In, values: [ingressgateway, cluster-local-gateway]}]}
ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: knative-serving}}}]}]`,
    ) +
      podYaml('knative-serving/activator') +
      podYaml('knative-serving/controller'),
  ],
  [
    'the name speaks of the namespace by its labels',
    ingress(
      '  - from: [{namespaceSelector: {matchLabels: {network.openshift.io/policy-group: ingress}}}]',
      'shop/allow-from-openshift-ingress',
    ),
  ],
  [
    'nothing of the input is what the name says',
    ingress(
      '  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: traefik}}}]',
      'shop/allow-ingress-controller',
    ),
  ],
  [
    'the namespace has nobody else',
    ingress(namespace, 'shop/allow-from-prometheus') + podYaml('monitoring/prometheus'),
  ],
  ['the name speaks of a purpose: scraping', ingress(anyNamespace, 'shop/allow-scraping')],
  ['the name speaks of a purpose: webhooks', ingress(anyNamespace, 'shop/allow-webhooks')],
  [
    'the name speaks of the API server',
    policyYaml(
      'shop/allow-kube-apiserver',
      'podSelector: {}\npolicyTypes: [Egress]\negress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}]',
    ),
  ],
  [
    'the name speaks of the port',
    policyYaml('shop/allow-postgres', 'podSelector: {}\ningress: [{ports: [{port: postgres}]}]'),
  ],
  [
    'the other direction is what the name says',
    policyYaml(
      'shop/allow-front-to-web',
      `podSelector: {matchLabels: {app: web}}
ingress: [{from: [{podSelector: {matchLabels: {app: front}}}]}]
egress: [{}]`,
    ),
  ],
  ['the name speaks of its own pods only', ingress(namespace, 'shop/allow-web')],
  ['the name says how wide it is', ingress('  - {}', 'shop/allow-monitoring-everywhere')],
  ['the name is of no allowance', ingress('  - {}', 'shop/monitoring')],
  [
    'only some pods are admitted',
    ingress(
      '  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prometheus}}}]',
      'shop/allow-monitoring',
    ),
  ],
  [
    'netpact wrote the whole sentence',
    policyYaml('shop/allow-prod', 'podSelector: {}\ningress: [{}]', 'labels: {netpact.dev/app: a}'),
  ],
])('not where %s', (_, text) => {
  expect(findingsOf(rule, text)).toEqual([]);
});
