import {
  anywhere,
  cidr,
  denyAll,
  denyIngress,
  flow,
  foreignNamespace,
  internet,
  type Namespace,
  namespace,
  open,
  udp,
} from 'netpact';
import { resolveLocation } from '../../lib/diagnostics/finding';
import { flowModelOf } from '../../lib/dsl/model';
import { flowsAnnotation } from '../../lib/k8s/policy-declaration';
import {
  type CompileOptions,
  compile,
  compileCharts,
  must,
  namesOf,
  onlyFinding,
  policiesOf,
  renderedOf,
  specOf,
} from './compiling';

const form: CompileOptions = { policies: 'per-workload' };
const ns = (name: string) => namespace(name, { baseline: denyAll({ dns: false }) });
const http = { ports: { http: 80 } };

/** Names of the policies that flows make, without the baselines. */
const flowNames = (namespaces: readonly Namespace[], flows: readonly unknown[]) =>
  namesOf(compile(namespaces, flows, form)).filter((name) => !/default-deny|isolate-/.test(name));

const flowsOf = (...args: Parameters<typeof compile>) =>
  Object.fromEntries(
    policiesOf(compile(...args)).flatMap(({ metadata: { name, annotations } }) => {
      const flows = annotations?.[flowsAnnotation];
      return flows === undefined ? [] : [[name, flows.split('\n')]];
    }),
  );

describe('a policy is named after its pods and the direction', () => {
  const shop = ns('shop');
  const orders = ns('orders');
  const web = shop.workload('web');
  const api = orders.workload('orders-api', http);

  it.each([
    ['a workload', [flow(web).to(api).port('http')], ['orders/orders-api-ingress', 'shop/web-egress']],
    ['all pods', [flow(shop.allPods()).to(api).port('http')], ['orders/orders-api-ingress', 'shop/all-egress']],
    [
      'pods by label',
      [
        flow(shop.pods('scrapers', { role: 'm' }))
          .to(api)
          .port('http'),
      ],
      ['orders/orders-api-ingress', 'shop/scrapers-egress'],
    ],
    [
      'flows of several charts and ends',
      [flow(web).to(internet()).port(443), flow(web).to(api).port('http'), flow(anywhere()).to(web).allPorts()],
      ['orders/orders-api-ingress', 'shop/web-egress', 'shop/web-ingress'],
    ],
    [
      'a flow with a name of its own keeps that name, beside the policy of the others',
      [flow(web).to(api).port('http').named('checkout-pays'), flow(anywhere()).to(api).port('http')],
      ['orders/checkout-pays', 'orders/orders-api-ingress', 'shop/checkout-pays-egress'],
    ],
    [
      'an exception keeps a policy of its own',
      [
        flow(web).to(api).port('http').exception({ owner: 'payments', until: '2027-03-31' }),
        flow(foreignNamespace('far').allPods()).to(api).port('http'),
      ],
      [
        'orders/allow-shop-web-to-orders-api-exception',
        'orders/orders-api-ingress',
        'shop/allow-web-to-orders-orders-api-egress-exception',
      ],
    ],
  ])('%s', (_, flows, expected) => {
    expect(flowNames([orders, shop], flows)).toEqual(expected);
  });

  it('says the part, where only a part of the pods is isolated', () => {
    const edge = namespace('edge', { baseline: open('a demo') });
    const cache = edge.pods('cache', { tier: 'cache' });
    edge.workload('db', { labels: { app: 'db' }, isolate: 'ingress' });
    const compiled = compile([edge], [flow(anywhere()).to(cache).port(6379)], form);
    expect(namesOf(compiled)).toEqual(['edge/cache-in-db-ingress', 'edge/isolate-db-ingress']);
    expect(specOf(compiled, 'edge/cache-in-db-ingress').podSelector).toEqual({
      matchLabels: { app: 'db', tier: 'cache' },
    });
    expect(compiled.policies[0]?.comment).toBe('who may reach edge/cache, as far as it is in edge/db');
  });

  it('begins with the prefix of the chart that owns the namespace', () => {
    const compiled = compileCharts(
      [
        { id: 'orders', namespaces: [orders], namePrefix: 'team-a-' },
        { id: 'shop', namespaces: [shop], flows: [flow(web).to(api).port('http')] },
      ],
      form,
    );
    expect(namesOf(compiled)).toEqual([
      'orders/team-a-orders-api-ingress',
      'orders/team-a-default-deny-all',
      'shop/web-egress',
      'shop/default-deny-all',
    ]);
  });

  it('leaves DNS, baselines and what isolates one workload as they are', () => {
    const data = namespace('data', { baseline: denyIngress() });
    const db = data.workload('db', { ...http, isolate: 'egress' });
    const plain = compile([data], [flow(db).to(internet()).port(443)]);
    const shared = compile([data], [flow(db).to(internet()).port(443)], form);
    const rest = (names: readonly string[]) =>
      names.filter((name) => !/db-egress$|to-internet/.test(name) || /isolate/.test(name));
    expect(rest(namesOf(shared))).toEqual(rest(namesOf(plain)));
    expect(namesOf(shared)).toEqual([
      'data/db-egress',
      'data/allow-db-dns',
      'data/default-deny-ingress',
      'data/isolate-db-egress',
    ]);
  });
});

describe('the rules of a policy are its flows', () => {
  const shop = ns('shop');
  const web = shop.workload('web');
  const cron = shop.workload('cron');
  const api = shop.workload('api', { ports: { http: 8080, grpc: 9090, gossip: udp(7946) } });
  const prometheus = foreignNamespace('monitoring').workload('prometheus');

  it('each other end is one rule, in the order of their names, with all ports and reasons of the pair', () => {
    const flows = [
      flow(web).to(api).port('http').because('checkout'),
      flow(prometheus).to(api).port('grpc'),
      flow(cron, web).to(api).port('gossip').because('a second word'),
      flow(web).to(api).port('http').because('checkout'),
    ];
    expect(flowsOf([shop], flows, form)['api-ingress']).toEqual([
      'monitoring/prometheus may reach shop/api on TCP 9090',
      'shop/cron may reach shop/api on UDP 7946: a second word',
      'shop/web may reach shop/api on TCP 8080, UDP 7946: a second word; checkout',
    ]);
    const { ingress = [] } = specOf(compile([shop], flows, form), 'shop/api-ingress');
    expect(ingress?.map((rule) => rule?.ports?.map(({ port }) => port))).toEqual([[9090], [7946], [8080, 7946]]);
  });

  it('everyone on every port is a rule without words', () => {
    const compiled = compile([shop], [flow(anywhere()).to(web).allPorts(), flow(cron).to(web).port(80)], form);
    expect(specOf(compiled, 'shop/web-ingress').ingress).toEqual([
      {},
      { from: [{ podSelector: { matchLabels: { app: 'cron' } } }], ports: [{ protocol: 'TCP', port: 80 }] },
    ]);
  });

  it('one more flow is one more rule, one more line of the annotation, and nothing else', () => {
    const before = [flow(web).to(api).port('http').because('checkout'), flow(prometheus).to(api).port('grpc')];
    const lines = (flows: readonly unknown[]) =>
      must(renderedOf(compile([shop], flows, form))['shop.k8s.yaml']).split('\n');
    const [old, now] = [lines(before), lines([flow(anywhere()).to(api).port('grpc'), ...before])];
    expect(now.filter((line) => !old.includes(line))).toEqual([
      '      anywhere may reach shop/api on TCP 9090',
      '    # anywhere may reach shop/api on TCP 9090',
      '    - ports:',
    ]);
    expect(old.filter((line) => !now.includes(line))).toEqual([]);
  });

  it('is written for people to review', () => {
    const flows = [
      flow(web).to(api).port('http').because('checkout places orders'),
      flow(prometheus).to(api).port('grpc'),
    ];
    const text = must(renderedOf(compile([shop], flows, { ...form, name: 'store' }))['shop.k8s.yaml']);
    expect(
      text.slice(0, text.indexOf('---\n# what shop/web')),
    ).toBe(`# Written by netpact. Change the TypeScript source, not this file.
---
# who may reach shop/api
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: api-ingress
  namespace: shop
  labels:
    app.kubernetes.io/managed-by: netpact
    netpact.dev/app: store
  annotations:
    netpact.dev/chart: chart
    netpact.dev/flows: |-
      monitoring/prometheus may reach shop/api on TCP 9090
      shop/web may reach shop/api on TCP 8080: checkout places orders
spec:
  podSelector:
    matchLabels:
      app: api
  policyTypes:
    - Ingress
  ingress:
    # monitoring/prometheus may reach shop/api on TCP 9090
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: monitoring
          podSelector:
            matchLabels:
              app: prometheus
      ports:
        - protocol: TCP
          port: 9090
    # shop/web may reach shop/api on TCP 8080: checkout places orders
    - from:
        - podSelector:
            matchLabels:
              app: web
      ports:
        - protocol: TCP
          port: 8080
`);
  });

  it('no reason breaks out of its line, neither as a comment nor in the annotation', () => {
    const reason = 'a\n- from: []\r\u0085\u2028---\n# b\u0000\u001b[31m\ufffe\u202ec: d';
    const compiled = compile([shop], [flow(web).to(api).port('http').because(reason)], form);
    const text = must(renderedOf(compiled)['shop.k8s.yaml']);
    const line = 'shop/web may reach shop/api on TCP 8080: a - from: [] --- # b [31m c: d';
    expect(text.split('\n').filter((each) => each.includes('[31m'))).toEqual([
      `      ${line}`,
      `    # ${line}`,
      `      ${line}`,
      `    # ${line}`,
    ]);
    expect(policiesOf(compiled)[0]?.metadata.annotations?.[flowsAnnotation]).toBe(line);
  });

  it.each(['\u200b', '\u2028', '\ufeff \u0085'])('a reason that nobody can see is none: %j', (reason) => {
    const flows = [flow(web).to(api).port('http').because(reason)];
    expect(flowsOf([shop], flows, form)['api-ingress']).toEqual(['shop/web may reach shop/api on TCP 8080']);
    const [half] = compile([shop], flows).policies;
    expect(half?.comment).toBe('shop/web may reach shop/api on TCP 8080');
    expect(half?.manifest.metadata.annotations).not.toHaveProperty('netpact.dev/reason');
  });

  it('a reason that no file can hold is refused at its own flow', () => {
    const compiled = compile(
      [shop],
      [flow(cron).to(api).port('http'), flow(web).to(api).port('http').because('\ud800')],
      form,
    );
    const broken = compiled.findings.filter(({ code }) => code === 'text-not-unicode');
    expect(broken).toHaveLength(1);
    expect(resolveLocation(broken[0]?.at)?.line).toBe(must(compiled.policies[0]?.rules?.[1]).site()?.line);
  });

  it('knows the place of every flow', () => {
    const first = flow(web).to(api).port('http');
    const second = flow(cron).to(api).port('http');
    const { policies } = compile([shop], [first, second], form);
    const { rules = [] } = must(policies.find(({ manifest }) => manifest.metadata.name === 'api-ingress'));
    const lines = [second, first].map((value) => must(flowModelOf(value)).site()?.line);
    expect(lines[0]).not.toBe(lines[1]);
    expect(rules.map(({ site }) => site()?.line)).toEqual(lines);
  });
});

describe('a subject of thousands of flows', () => {
  const shop = ns('shop');
  const api = shop.workload('api', http);
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      flow(cidr(`office-${String(index).padStart(5, '0')}`, [`198.51.${index >> 8}.${index & 255}/32`]))
        .to(api)
        .port('http'),
    );

  it('keeps its annotations below the limit, and says how many flows they leave out', () => {
    const flows = must(flowsOf([shop], many(3000), form)['api-ingress']);
    expect(Buffer.byteLength(flows.join('\n'))).toBeLessThan(66 * 1024);
    expect(flows.at(-1)).toBe(`… and ${3000 - flows.length + 1} more`);
  });

  it('is a warning where kubectl apply could not keep its copy of it', () => {
    expect(compile([shop], many(600), form).findings).toEqual([]);
    const found = onlyFinding(compile([shop], many(3000), form));
    expect(found).toMatchObject({ code: 'policy-too-large', severity: 'warning', subject: { name: 'api-ingress' } });
    expect(found.message).toMatch(
      /^the policy shop\/api-ingress has 3000 peers and \d+ KiB, and kubectl apply takes no object/,
    );
    expect(found.help?.[0]).toContain('kubectl apply --server-side');
  });

  it.each(['per-flow', 'per-workload'] as const)('is one also where a long reason makes it so: %s', (policies) => {
    const long = flow(anywhere()).to(api).port('http').because('r'.repeat(140_000));
    const codes = compile([shop], [long], { policies }).findings.map(({ code, severity }) => [code, severity]);
    expect(codes).toEqual(policies === 'per-flow' ? [['policy-too-large', 'warning']] : []);
  });

  it('is an error at its flow where no cluster would take the annotations', () => {
    const flows = [flow(anywhere()).to(api).port('http').because('r'.repeat(300_000))];
    expect(onlyFinding(compile([shop], flows))).toMatchObject({
      code: 'policy-too-large',
      severity: 'error',
      message:
        'the annotations of the policy shop/allow-anywhere-to-api would have 294 KiB, and Kubernetes takes 256 KiB',
    });
  });

  it('leaves reasons out of the annotation before flows', () => {
    const flows = [
      flow(anywhere()).to(api).port('http').because('r'.repeat(70_000)),
      flow(shop.workload('web')).to(api).port('http').because('checkout'),
    ];
    expect(flowsOf([shop], flows, form)['api-ingress']).toEqual([
      'anywhere may reach shop/api on TCP 80',
      'shop/web may reach shop/api on TCP 80',
    ]);
    const [policy] = compile([shop], flows, form).policies;
    expect(policy?.rules?.[1]?.comment).toBe('shop/web may reach shop/api on TCP 80: checkout');
  });
});
