import { denyAll, denyEgress, denyIngress, flow, foreignNamespace, namespace, open, providedBy } from 'netpact';
import { isOpen, pod } from '../evaluator/facts';
import { codesOf, compile, compileCharts, namesOf, policiesOf, specOf } from './compiling';

describe('halves', () => {
  it('are written only where an end is owned and isolated in its direction', () => {
    const [tight, ingressOnly] = [
      namespace('tight', { baseline: denyAll({ dns: false }) }),
      namespace('in', { baseline: denyIngress() }),
    ];
    const far = foreignNamespace('far').workload('x');
    const [a, b] = [tight.workload('a'), ingressOnly.workload('b')];
    const names = (value: unknown) =>
      namesOf(compile([tight, ingressOnly], [value])).filter((name) => !name.includes('default'));
    expect(names(flow(a).to(b).port(80))).toEqual(['in/allow-tight-a-to-b', 'tight/allow-a-to-in-b-egress']);
    expect(names(flow(b).to(a).port(80))).toEqual(['tight/allow-in-b-to-a']);
    expect(names(flow(far).to(a).port(80))).toEqual(['tight/allow-far-x-to-a']);
    expect(names(flow(a).to(far).port(80))).toEqual(['tight/allow-a-to-far-x-egress']);
  });

  it('never stand in a namespace that no chart lists, and never isolate its pods', () => {
    const shop = namespace('shop', { baseline: denyAll() });
    const far = foreignNamespace('far').workload('x');
    const policies = policiesOf(compile([shop], [flow(shop.workload('web')).to(far).port(80)]));
    expect(new Set(policies.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['shop']));
    expect(isOpen(policies, pod('any'), pod('far', { app: 'x' }), 443)).toBe(true);
    expect(isOpen(policies, pod('shop', { app: 'web' }), pod('far', { app: 'x' }), 80)).toBe(true);
    expect(isOpen(policies, pod('shop', { app: 'web' }), pod('far', { app: 'x' }), 81)).toBe(false);
  });

  it('make a foreign value owned where a chart lists its name', () => {
    const listed = namespace('monitoring', { baseline: denyEgress({ dns: false }) });
    const prometheus = foreignNamespace('monitoring').workload('prometheus');
    const shop = namespace('shop', { baseline: denyIngress() });
    const compiled = compile([shop, listed], [flow(prometheus).to(shop.workload('web')).port(9090)]);
    expect(namesOf(compiled)).toContain('monitoring/allow-prometheus-to-shop-web-egress');
  });

  it('go to the chart that owns the namespace, whichever chart declares the flow', () => {
    const [a, b] = [
      namespace('a', { baseline: denyAll({ dns: false }) }),
      namespace('b', { baseline: denyAll({ dns: false }) }),
    ];
    const compiled = compileCharts([
      { id: 'one', namespaces: [a], flows: [flow(a.workload('x')).to(b.workload('y')).port(80)] },
      { id: 'two', namespaces: [b] },
    ]);
    const half = policiesOf(compiled).find(({ metadata }) => metadata.name === 'allow-a-x-to-y');
    expect(half?.metadata).toMatchObject({ namespace: 'b', annotations: { 'netpact.dev/chart': 'one' } });
  });

  it('are allowed by both ends for exactly the declared packets', () => {
    const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
    const [web, api] = [shop.workload('web'), shop.workload('api', { ports: { http: 8080, admin: 9000 } })];
    const policies = policiesOf(compile([shop], [flow(web).to(api).port('http')]));
    const [webPod, apiPod] = [pod('shop', { app: 'web' }), pod('shop', { app: 'api' })];
    expect(isOpen(policies, webPod, apiPod, 8080)).toBe(true);
    expect(isOpen(policies, webPod, apiPod, '8080/UDP')).toBe(false);
    expect(isOpen(policies, webPod, apiPod, 9000)).toBe(false);
    expect(isOpen(policies, apiPod, webPod, 8080)).toBe(false);
    expect(isOpen(policies, pod('other', { app: 'web' }), apiPod, 8080)).toBe(false);
    expect(isOpen(policies, '203.0.113.9', apiPod, 8080)).toBe(false);
  });
});

describe('a baseline that another tool provides', () => {
  it('is not written, but isolates: flows get their halves, and DNS comes unless the tool allows it', () => {
    const names = (provided: Parameters<typeof providedBy>[1]) => {
      const ns = namespace('n', { baseline: providedBy('kyverno/default-deny', provided) });
      const far = foreignNamespace('far').workload('x');
      return namesOf(compile([ns], [flow(ns.workload('a')).to(far).port(80)]));
    };
    expect(names({ ingress: true, egress: true, dns: true })).toEqual(['n/allow-a-to-far-x-egress']);
    expect(names({ egress: true })).toEqual(['n/allow-a-to-far-x-egress', 'n/allow-dns']);
  });

  it('isolates only in the directions that it says', () => {
    const ns = namespace('n', { baseline: providedBy('kyverno/x', { ingress: true }) });
    const far = foreignNamespace('far').workload('x');
    expect(codesOf(compile([ns], [flow(ns.workload('a')).to(far).port(80)]))).toEqual(['flow-writes-nothing']);
  });
});

describe('a workload isolated on its own in an open namespace', () => {
  const opened = () => namespace('opened', { baseline: open('being closed step by step') });

  it.each([
    ['ingress', ['opened/isolate-db-ingress']],
    ['egress', ['opened/allow-db-dns', 'opened/isolate-db-egress']],
    ['all', ['opened/allow-db-dns', 'opened/isolate-db-all']],
  ] as const)('isolate: %s', (isolate, expected) => {
    const ns = opened();
    ns.workload('db', { isolate });
    expect(namesOf(compile([ns]))).toEqual(expected);
  });

  it('denies what its neighbours may still do', () => {
    const ns = opened();
    const db = ns.workload('db', { isolate: 'ingress' });
    const api = ns.workload('api');
    const policies = policiesOf(compile([ns], [flow(api).to(db).port(5432)]));
    const [dbPod, apiPod, other] = [pod('opened', { app: 'db' }), pod('opened', { app: 'api' }), pod('opened')];
    expect(isOpen(policies, apiPod, dbPod, 5432)).toBe(true);
    expect(isOpen(policies, apiPod, dbPod, 5433)).toBe(false);
    expect(isOpen(policies, other, dbPod, 5432)).toBe(false);
    expect(isOpen(policies, other, apiPod, 80)).toBe(true);
    expect(isOpen(policies, dbPod, other, 80)).toBe(true);
  });

  it('is isolated in the direction that the baseline leaves open, DNS refused as well (pattern F14)', () => {
    const ns = namespace('n', { baseline: denyIngress() });
    const db = ns.workload('db', { isolate: 'all', dns: false });
    const compiled = compile([ns], [flow(ns.workload('api')).to(db).port(5432)]);
    expect(namesOf(compiled)).toEqual(['n/allow-api-to-db', 'n/default-deny-ingress', 'n/isolate-db-egress']);
    expect(isOpen(policiesOf(compiled), pod('n', { app: 'db' }), '203.0.113.9', '53/UDP')).toBe(false);
  });

  it('gives flows of overlapping ends to the isolated part only, named after it', () => {
    const ns = opened();
    ns.workload('db', { labels: { app: 'db' }, isolate: 'ingress' });
    const backend = ns.pods('backend', { tier: 'backend' });
    const client = foreignNamespace('far').workload('client');
    const compiled = compile([ns], [flow(client).to(backend).port(5432)]);
    expect(specOf(compiled, 'opened/allow-far-client-to-backend-in-db').podSelector).toEqual({
      matchLabels: { app: 'db', tier: 'backend' },
    });
    const policies = policiesOf(compiled);
    const from = pod('far', { app: 'client' });
    expect(isOpen(policies, from, pod('opened', { app: 'db', tier: 'backend' }), 5432)).toBe(true);
    expect(isOpen(policies, from, pod('opened', { app: 'db' }), 5432)).toBe(false);
    // What nobody isolated stays as open as it was.
    expect(isOpen(policies, pod('any'), pod('opened', { tier: 'backend' }), 1)).toBe(true);
  });

  it('takes whole ends that lie inside it', () => {
    const ns = opened();
    ns.workload('db', { labels: { app: 'db' }, isolate: 'ingress' });
    const primary = ns.workload('primary', { labels: { app: 'db', role: 'primary' } });
    const compiled = compile([ns], [flow(foreignNamespace('far').workload('c')).to(primary).port(5432)]);
    expect(namesOf(compiled)).toContain('opened/allow-far-c-to-primary');
  });

  it('makes one part for each isolated workload that an end overlaps', () => {
    const ns = opened();
    ns.workload('a', { isolate: 'ingress' });
    ns.workload('b', { isolate: 'ingress' });
    const compiled = compile([ns], [flow(foreignNamespace('far').workload('c')).to(ns.allPods()).port(80)]);
    expect(namesOf(compiled).slice(0, 2)).toEqual(['opened/allow-far-c-to-all-in-a', 'opened/allow-far-c-to-all-in-b']);
  });

  it('said in two directions by two statements is one policy', () => {
    const ns = opened();
    ns.workload('db', { isolate: 'ingress' });
    ns.workload('db', { isolate: 'egress', dns: false });
    expect(namesOf(compile([ns]))).toContain('opened/isolate-db-all');
  });
});

describe('merging', () => {
  const shop = namespace('shop', { baseline: denyIngress(), owner: 'storefront' });
  const [web, api] = [shop.workload('web'), shop.workload('api', { ports: { http: 80, admin: 9000 } })];

  it('makes the same flow said twice one, and different ports of a pair one policy; reasons are sorted', () => {
    const first = flow(web).to(api).port('http').because('shows orders');
    const second = flow(web).to(api).port('admin', 80).because('cancels orders');
    const compiled = compile([shop], [first, first, second]);
    expect(specOf(compiled, 'shop/allow-web-to-api').ingress).toEqual([
      {
        ports: [
          { protocol: 'TCP', port: 80 },
          { protocol: 'TCP', port: 9000 },
        ],
        from: [{ podSelector: { matchLabels: { app: 'web' } } }],
      },
    ]);
    expect(compiled.policies[0]?.manifest.metadata.annotations).toMatchObject({
      'netpact.dev/reason': 'cancels orders; shows orders',
    });
    expect(compiled.flowCount).toBe(1);
  });

  it('keeps a name of its own apart', () => {
    const compiled = compile(
      [shop],
      [flow(web).to(api).port('http'), flow(web).to(api).port('admin').named('administration')],
    );
    expect(namesOf(compiled).slice(0, 2)).toEqual(['shop/administration', 'shop/allow-web-to-api']);
  });

  it('lets every port win over single ones, and leaves out ports that a range has', () => {
    const db = shop.workload('db');
    expect(
      specOf(compile([shop], [flow(web).to(db).port(80), flow(web).to(db).allPorts()]), 'shop/allow-web-to-db').ingress,
    ).toEqual([{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }]);
    const ranged = compile([shop], [flow(web).to(db).port('8000-8010/TCP', 8005, '8005/UDP')]);
    expect(specOf(ranged, 'shop/allow-web-to-db').ingress?.[0]?.ports).toEqual([
      { protocol: 'TCP', port: 8000, endPort: 8010 },
      { protocol: 'UDP', port: 8005 },
    ]);
  });

  it('annotates with the owner of the exception, else of the namespace', () => {
    const until = '2027-03-31';
    const exception = flow(web).to(api).port('admin').exception({ owner: 'payments', ticket: 'SEC-142', until });
    const [plain, exceptional] = compile([shop], [flow(web).to(api).port('http'), exception]).policies;
    expect(plain?.manifest.metadata).toMatchObject({
      labels: { 'app.kubernetes.io/managed-by': 'netpact', 'netpact.dev/app': 'test' },
      annotations: {
        'netpact.dev/flow': 'shop/web may reach shop/api on TCP 80',
        'netpact.dev/owner': 'storefront',
        'netpact.dev/chart': 'chart',
      },
    });
    expect(exceptional?.manifest.metadata.annotations).toMatchObject({
      'netpact.dev/owner': 'payments',
      'netpact.dev/ticket': 'SEC-142',
      'netpact.dev/expires': until,
    });
    expect(exceptional?.comment).toBe(
      'shop/web may reach shop/api on TCP 9000 (exception of payments until 2027-03-31)',
    );
  });

  it('writes no empty reason', () => {
    const [policy] = compile([shop], [flow(web).to(api).port('http').because(' ')]).policies;
    expect(policy?.comment).toBe('shop/web may reach shop/api on TCP 80');
  });
});
