import { serviceSelectsNothing } from '../../../lib/audit/rules/traps/service-selects-nothing';
import { audit, findingsOf, reasonsOf } from '../findings-of';
import { podYaml } from '../shop-yaml';

const rule = serviceSelectsNothing;

const service = (selector: string, more = '') => `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {${more}selector: {${selector}}, ports: [{port: 80}]}
---
`;
const shop = podYaml('shop/frontend', ['8080']);

test('a selector that no workload satisfies is named at its label, with the one that was meant', () => {
  expect(findingsOf(rule, service('app: frontent') + shop)).toEqual([
    {
      at: '4:24',
      text: 'frontent',
      subject: 'Service shop web',
      field: 'spec.selector',
      severity: 'warning',
      message: 'Service shop/web selects nothing in the input: no workload of shop has app=frontent',
      notes: [],
      help: ['did you mean app=frontend?'],
    },
  ]);
  expect(findingsOf(rule, service('name: frontend') + shop)).toMatchObject([{ help: ['did you mean app=frontend?'] }]);
});

test('labels that no workload has together', () => {
  const two = podYaml('shop/a', [], 'tier: one') + podYaml('shop/b', [], 'tier: two');
  expect(findingsOf(rule, service('app: a, tier: two') + two)).toMatchObject([
    {
      severity: 'warning',
      message: expect.stringContaining('no workload of shop satisfies app=a, tier=two as a whole'),
    },
  ]);
  expect(findingsOf(rule, service('app: a, tier: one') + two)).toEqual([]);
});

test('pods of the host network are behind a Service like others', () => {
  const agent = podYaml('shop/agent', ['80'], '', 'hostNetwork: true');
  expect(audit(rule, service('app: agent') + agent)).toEqual({ findings: [], unknown: [] });
});

test.each([
  ['without a selector', ''],
  ['of another name', 'app: gone'],
])('a Service %s has no pods of its own', (_, selector) => {
  const text = service(selector, selector === '' ? '' : 'type: ExternalName, externalName: example.com, ');
  expect(audit(rule, text + shop)).toEqual({ findings: [], unknown: [] });
});

test('pods of another namespace are none of its own', () => {
  expect(findingsOf(rule, service('app: api') + shop + podYaml('orders/api'))).toMatchObject([
    { notes: ['orders/api[Pod] has app=api, and a Service selects pods of its own namespace only'] },
  ]);
});

describe('where the input does not tell', () => {
  const reason = (text: string) => {
    const { findings, unknown } = audit(rule, text);
    expect(findings).toEqual([]);
    return unknown;
  };

  test('it has no workload of the namespace', () => {
    expect(reason(service('app: web') + podYaml('orders/api'))).toEqual([
      'the input has no workload of the namespace shop',
    ]);
  });

  test('a controller assigns the label', () => {
    const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec: {template: {metadata: {labels: {app: db}}, spec: {containers: []}}}
---
`;
    expect(reason(service('statefulset.kubernetes.io/pod-name: db-0') + set)).toHaveLength(1);
    expect(reason(service('app: db, statefulset.kubernetes.io/pod-name: db-0') + set)).toHaveLength(1);
  });

  test('the cluster runs pods of its own, unless a label is nearly right', () => {
    const own = (text: string) => text.replaceAll('namespace: shop', 'namespace: kube-system');
    expect(reason(own(service('component: kube-scheduler') + shop))).toHaveLength(1);
    expect(findingsOf(rule, own(service('app: frontent') + shop))).toHaveLength(1);
  });

  const kafka = `apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: {name: events, namespace: shop}
---
`;

  test('an operator of the input makes the pods', () => {
    const made = 'strimzi.io/cluster: events, strimzi.io/kind: Kafka';
    expect(reason(service(made) + kafka + shop)).toEqual([expect.stringContaining('the operator of')]);
    expect(findingsOf(rule, service('app: frontent') + kafka + shop)).toMatchObject([
      { severity: 'warning', help: ['did you mean app=frontend?'] },
    ]);
    expect(findingsOf(rule, service('app: billing-batch') + kafka + shop)).toHaveLength(1);
  });
});

test('a label by which pods tell their part may be set while they run', () => {
  const vault = podYaml('shop/vault');
  expect(findingsOf(rule, service('app: vault, vault-active: "true"') + vault)).toMatchObject([
    { severity: 'info', notes: [expect.stringContaining('shop/vault[Pod] may set vault-active')] },
  ]);
  expect(findingsOf(rule, service('vault-active: "true"') + vault)).toMatchObject([{ severity: 'info' }]);
  expect(findingsOf(rule, service('role: vault') + vault)).toMatchObject([
    { severity: 'warning', help: ['did you mean app=vault?'] },
  ]);
  expect(findingsOf(rule, service('app: valut, vault-active: "true"') + vault)).toMatchObject([
    { severity: 'warning' },
  ]);
  expect(findingsOf(rule, service('app: vault, release: prod') + vault)).toMatchObject([{ severity: 'warning' }]);
  const roles = podYaml('shop/db', [], 'role: replica');
  expect(findingsOf(rule, service('app: db, role: primary') + roles)).toMatchObject([{ severity: 'warning' }]);
});

test('what a Service says of itself is heard', () => {
  const text = service('app: gone').replace(
    'namespace: shop}',
    'namespace: shop, annotations: {netpact.dev/ignore: service-selects-nothing, netpact.dev/ignore-reason: later}}',
  );
  expect(findingsOf(rule, text + shop)).toEqual([]);
  expect(reasonsOf(rule, text + shop)).toEqual([]);
});
