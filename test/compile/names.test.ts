import {
  anywhere,
  cidr,
  denyAll,
  denyEgress,
  denyIngress,
  flow,
  foreignNamespace,
  internet,
  namespace,
  namespacesWhere,
  sameNamespaceOnly,
} from 'netpact';
import { compile, compileCharts, namesOf, onlyFinding } from './compiling';

const ns = (name: string) => namespace(name, { baseline: denyAll({ dns: false }) });

/** Names of the policies that flows make, without the baselines. */
const flowNames = (...args: Parameters<typeof compile>) =>
  namesOf(compile(...args)).filter((name) => !name.includes('default-deny'));

describe('each end is named as seen from the namespace of the policy', () => {
  const orders = ns('orders');
  const shop = ns('shop');
  const web = shop.workload('web');
  const api = orders.workload('orders-api', { ports: { http: 8443 } });
  const far = foreignNamespace('far');

  it.each([
    [
      'two namespaces',
      flow(web).to(api).port('http'),
      ['orders/allow-shop-web-to-orders-api', 'shop/allow-web-to-orders-orders-api-egress'],
    ],
    [
      'one namespace',
      flow(web)
        .to(shop.workload('db', { ports: { sql: 5432 } }))
        .port('sql'),
      ['shop/allow-web-to-db', 'shop/allow-web-to-db-egress'],
    ],
    [
      'all pods',
      flow(shop.allPods()).to(api).port('http'),
      ['orders/allow-shop-all-to-orders-api', 'shop/allow-all-to-orders-orders-api-egress'],
    ],
    ['the internet', flow(web).to(internet()).port(443), ['shop/allow-web-to-internet-egress']],
    ['everyone', flow(anywhere()).to(api).port('http'), ['orders/allow-anywhere-to-orders-api']],
    [
      'a named block',
      flow(web)
        .to(cidr('corp', ['198.51.100.0/24']))
        .port(443),
      ['shop/allow-web-to-corp-egress'],
    ],
    [
      'pods by label',
      flow(shop.pods('scrapers', { role: 'm' }))
        .to(api)
        .port('http'),
      ['orders/allow-shop-scrapers-to-orders-api', 'shop/allow-scrapers-to-orders-orders-api-egress'],
    ],
    [
      'namespaces by label',
      flow(namespacesWhere('prod', { env: 'prod' }))
        .to(api)
        .port('http'),
      ['orders/allow-prod-to-orders-api'],
    ],
    [
      'pods of those',
      flow(namespacesWhere('prod', { env: 'prod' }).pods('fe', { a: 'b' }))
        .to(api)
        .port('http'),
      ['orders/allow-prod-fe-to-orders-api'],
    ],
    ['a foreign end', flow(far.workload('x')).to(api).port('http'), ['orders/allow-far-x-to-orders-api']],
    [
      'a name of its own',
      flow(web).to(api).port('http').named('checkout-pays'),
      ['orders/checkout-pays', 'shop/checkout-pays-egress'],
    ],
    [
      'an exception',
      flow(web).to(api).port('http').exception({ owner: 'payments', until: '2027-03-31' }),
      ['orders/allow-shop-web-to-orders-api-exception', 'shop/allow-web-to-orders-orders-api-egress-exception'],
    ],
  ])('%s', (_, value, expected) => {
    expect(flowNames([orders, shop], [value])).toEqual(expected);
  });
});

it.each([
  ['denyIngress', denyIngress(), ['x/default-deny-ingress']],
  ['denyEgress', denyEgress(), ['x/allow-dns', 'x/default-deny-egress']],
  ['denyAll', denyAll(), ['x/allow-dns', 'x/default-deny-all']],
  ['sameNamespaceOnly', sameNamespaceOnly(), ['x/same-namespace-only']],
])('the baseline %s', (_, baseline, expected) => {
  expect(namesOf(compile([namespace('x', { baseline })]))).toEqual(expected);
});

it('puts the prefix of the owning chart before every name in its namespaces, whichever chart declares the flow', () => {
  const [orders, shop] = [ns('orders'), ns('shop')];
  const declared = flow(shop.workload('web'))
    .to(orders.workload('api', { ports: { http: 80 } }))
    .port('http');
  const compiled = compileCharts([
    { id: 'orders', namespaces: [orders], namePrefix: 'team-a-' },
    { id: 'shop', namespaces: [shop], flows: [declared] },
  ]);
  expect(namesOf(compiled)).toEqual([
    'orders/team-a-allow-shop-web-to-api',
    'orders/team-a-default-deny-all',
    'shop/allow-web-to-orders-api-egress',
    'shop/default-deny-all',
  ]);
});

it('refuses a prefix that no name can begin with, once', () => {
  const found = onlyFinding(compileCharts([{ namespaces: [ns('shop')], namePrefix: 'Team_' }]));
  expect(found).toMatchObject({ code: 'name-prefix-invalid', severity: 'error', token: 'Team_' });
});

describe('several ends under one name', () => {
  const shop = ns('shop');
  const orders = ns('orders');
  const web = shop.workload('web');
  const [a, b] = [orders.workload('a', { ports: { http: 80 } }), orders.workload('b', { ports: { http: 80 } })];

  it('is one policy per subject, with an entry for each other end', () => {
    const compiled = compile([shop, orders], [flow(web).to(a, b).port('http').named('pay')]);
    expect(namesOf(compiled).filter((name) => name.includes('pay'))).toEqual([
      'orders/pay-a',
      'orders/pay-b',
      'shop/pay-egress',
    ]);
    const egress = compiled.policies.find(({ manifest }) => manifest.metadata.name === 'pay-egress');
    expect(egress?.manifest.spec.egress).toHaveLength(1);
    expect(egress?.manifest.spec.egress?.[0]?.to).toHaveLength(2);
  });

  it('does not depend on which of two statements with one name comes first', () => {
    const wide = flow(web).to(a, b).port('http').named('pay');
    const narrow = flow(web).to(a).port('http').named('pay');
    const names = (flows: readonly unknown[]) =>
      compile([shop, orders], flows).policies.map(({ manifest }) => manifest.metadata.name);
    expect(names([wide, narrow])).toEqual(names([narrow, wide]));
  });

  it('refuses two different flows with one name, and says both places', () => {
    const other = shop.workload('other');
    const found = compile(
      [shop, orders],
      [flow(web).to(a).port('http').named('pay'), flow(other).to(a).port('http').named('pay')],
    );
    const clash = found.findings[0];
    expect(clash).toMatchObject({
      code: 'policy-name-taken',
      severity: 'error',
      message:
        'two different policies of orders would be named pay: shop/web may reach orders/a on TCP 80; shop/other may reach orders/a on TCP 80',
      help: ["give one of the flows a name of its own: .named('…')"],
      related: [{ message: 'the other one is declared here' }],
    });
  });

  it('refuses names that two pairs of ends share by accident', () => {
    const [left, right] = [ns('a'), ns('a-b')];
    const target = orders.workload('t', { ports: { http: 80 } });
    const found = compile(
      [orders, left, right],
      [flow(left.workload('b-c')).to(target).port('http'), flow(right.workload('c')).to(target).port('http')],
    );
    expect(found.findings.map(({ code }) => code)).toEqual(['policy-name-taken']);
  });

  it('refuses names that are too long, and offers .named()', () => {
    const long = 'x'.repeat(63);
    const far = namespace(long, { baseline: denyAll() });
    const name = `${long}.${long}.${long}.${long}`;
    const found = onlyFinding(compile([far], [flow(far.workload('w')).to(far.workload('v')).port(1).named(name)]));
    expect(found).toMatchObject({
      code: 'policy-name-invalid',
      help: ["give the flow a name of its own: .named('…')"],
    });
  });
});

it('a file allows before it resolves names, and denies last, whatever the names', () => {
  const shop = namespace('shop', { baseline: denyAll() });
  const [web, api] = [shop.workload('web'), shop.workload('api')];
  expect(
    namesOf(compile([shop, ns('a')], [flow(web).to(api).port(80).named('z'), flow(api).to(web).port(80).named('b')])),
  ).toEqual([
    'a/default-deny-all',
    'shop/b',
    'shop/b-egress',
    'shop/z',
    'shop/z-egress',
    'shop/allow-dns',
    'shop/default-deny-all',
  ]);
});
