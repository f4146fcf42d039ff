import { orInsteadOfAnd as rule } from '../../../lib/audit/rules/traps/or-instead-of-and';
import { audit, findingsOf } from '../findings-of';
import { namespaceYaml, podYaml, policyYaml } from '../shop-yaml';

const from = (...entries: string[]) =>
  policyYaml(
    'orders/allow',
    `podSelector: {}\ningress:\n  - from:\n${entries.map((entry) => `      - ${entry}`).join('\n')}`,
  );
const store = 'namespaceSelector: { matchLabels: { team: store } }';
const front = 'podSelector: { matchLabels: { app: front } }';
const cluster =
  namespaceYaml('store', 'team: store') + podYaml('store/front') + podYaml('store/crawler') + podYaml('orders/api');

describe('or-instead-of-and', () => {
  it('fires on its bad example at the second entry, and shows the difference', () => {
    const [finding, ...others] = findingsOf(rule, rule.examples.bad);
    expect(finding).toMatchObject({ at: '25:11', severity: 'warning', field: 'spec.ingress[0].from[0]' });
    expect(finding?.message).toContain(
      'so that storefront/crawler[Pod] is meant too; in one entry they mean only storefront/frontend[Pod]',
    );
    expect(finding?.notes).toEqual(['no workload of orders has app=frontend']);
    expect(others).toEqual([]);
    expect(findingsOf(rule, rule.examples.good)).toEqual([]);
  });

  it('fires whichever selector comes first', () => {
    expect(findingsOf(rule, from(front, store) + cluster)).toMatchObject([{ at: '9:11' }]);
  });

  it('writes the entry that was meant', () => {
    expect(findingsOf(rule, from(store, front) + cluster)[0]?.help).toEqual([
      'remove the dash before the second selector: - { namespaceSelector: { matchLabels: { team: store } }, podSelector: { matchLabels: { app: front } } }',
    ]);
  });

  it('takes two entries for what they are where the labels exist in the own namespace', () => {
    expect(findingsOf(rule, from(store, front) + cluster + podYaml('orders/front'))).toEqual([]);
  });

  it('does not fire where nobody has both', () => {
    expect(findingsOf(rule, from(store, 'podSelector: { matchLabels: { app: nobody } }') + cluster)).toEqual([]);
  });

  it('leaves other neighbours alone', () => {
    const one = `{ ${store}, ${front} }`;
    for (const entries of [
      [one],
      [one, front],
      [store, 'podSelector: {}'],
      [store, store],
      [front, front],
      [store, 'ipBlock: { cidr: 198.51.100.0/24 }'],
      [`{ ${store}, podSelector: {} }`, front],
    ])
      expect(findingsOf(rule, from(...entries) + cluster)).toEqual([]);
  });

  it('cannot tell without workloads', () => {
    expect(audit(rule, from(store, front))).toMatchObject({ findings: [], unknown: [expect.any(String)] });
  });
});

describe('or-instead-of-and, of pods that the input does not have', () => {
  const name = (value: string) => `namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${value} } }`;
  const app = (value: string) => `podSelector: { matchLabels: { app.kubernetes.io/name: ${value} } }`;
  const own = podYaml('orders/api');
  const nginx = [name('ingress-nginx'), app('ingress-nginx')];

  it('fires where both entries speak of one namespace', () => {
    expect(findingsOf(rule, from(...nginx) + own)).toEqual([
      expect.objectContaining({
        at: '9:11',
        severity: 'warning',
        field: 'spec.ingress[0].from[0]',
        message: expect.stringContaining('both speak of ingress-nginx, so that one entry was likely meant'),
        notes: ['no workload of orders has app.kubernetes.io/name=ingress-nginx'],
        help: [
          'remove the dash before the second selector: - { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } }, podSelector: { matchLabels: { app.kubernetes.io/name: ingress-nginx } } }',
        ],
      }),
    ]);
    for (const [first, second] of [
      [app('nginx-ingress'), name('ingress-nginx')],
      [
        'namespaceSelector: { matchLabels: { name: istio-system } }',
        'podSelector: { matchLabels: { istio: gateway } }',
      ],
      [name('frontend'), 'podSelector: { matchLabels: { app: frontend } }'],
    ])
      expect(findingsOf(rule, from(first ?? '', second ?? '') + own)).toMatchObject([{ severity: 'warning' }]);
  });

  it('is an info where the input has nothing of the own namespace either', () => {
    expect(findingsOf(rule, from(...nginx))).toMatchObject([
      { severity: 'info', notes: ['the input has no workload of orders'] },
    ]);
  });

  it('knows the DNS of a cluster', () => {
    const dns = (namespaces: string, ports: string) =>
      policyYaml(
        'orders/dns',
        `podSelector: {}
policyTypes: [Egress]
egress:
  - to:
      - ${namespaces}
      - podSelector: { matchLabels: { k8s-app: kube-dns } }
    ${ports}`,
      ) + own;
    const ask = 'ports: [{ port: 53, protocol: UDP }]';
    for (const [namespaces, ports, count] of [
      [name('kube-system'), ask, 1],
      [name('kube-system'), '', 1],
      ['namespaceSelector: {}', ask, 1],
      ['namespaceSelector: {}', '', 0],
      [name('monitoring'), ask, 0],
    ] as const)
      expect(findingsOf(rule, dns(namespaces, ports))).toHaveLength(count);
  });

  it('takes entries that are about two things for what they are', () => {
    for (const entries of [
      [name('monitoring'), app('checkout')],
      [name('kube-system'), app('kube-state-metrics')],
      [name('ingress-nginx'), app('ingress')],
      [name('kafka-connect'), app('kafka')],
      ['namespaceSelector: { matchLabels: { team: store } }', 'podSelector: { matchLabels: { team: store } }'],
      [name('orders'), app('orders')],
      [name('redis'), 'podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [redis, api] }] }'],
    ])
      expect(findingsOf(rule, from(...entries) + own)).toEqual([]);
  });

  it('does not fire where something of the own namespace is called so, or may be made there', () => {
    const redis = from(name('redis'), app('redis'));
    expect(findingsOf(rule, redis + own)).toHaveLength(1);
    expect(findingsOf(rule, redis + own + podYaml('orders/redis-cache'))).toEqual([]);
    expect(findingsOf(rule, from(...nginx) + own + podYaml('orders/nginx'))).toHaveLength(1);
    expect(findingsOf(rule, from(...nginx) + own + podYaml('orders/nginx-ingress'))).toEqual([]);
    const cache = policyYaml('orders/cache', 'podSelector: { matchLabels: { role: redis } }');
    expect(findingsOf(rule, redis + cache)).toEqual([]);
    const prometheus = from(name('prometheus'), app('prometheus')) + own;
    const made = 'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: k8s, namespace: orders }\n';
    expect(findingsOf(rule, prometheus)).toHaveLength(1);
    expect(findingsOf(rule, prometheus + made)).toEqual([]);
  });

  it('does not propose an entry that would mean nobody', () => {
    expect(findingsOf(rule, from(...nginx) + own + podYaml('ingress-nginx/other'))).toEqual([]);
  });
});
