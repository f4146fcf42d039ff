import { analyze } from '../../lib/analyze/analysis';
import { connectivityByClass } from '../../lib/analyze/connectivity/class-rows';
import { type ConnectivityFilter, connectivityRows } from '../../lib/analyze/connectivity/connectivity';
import { withRepresentatives } from '../../lib/analyze/possible/representatives';
import { cluster, namespace, policy, workload } from './cluster';

const shop = cluster([
  namespace('shop', {}),
  workload('shop/web', { app: 'web' }),
  workload('shop/api', { app: 'api' }, { ports: ['http:8080'] }),
  policy('shop/deny', '{ podSelector: {}, policyTypes: [Ingress, Egress] }'),
  policy(
    'shop/api',
    '{ podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: http }] }, { from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }, { ipBlock: { cidr: 11.0.0.0/8 } }], ports: [{ port: 443 }] }] }',
  ),
  policy(
    'shop/web',
    "{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }, { to: [{ ipBlock: { cidr: '2001:db8::/32' } }] }] }",
  ),
]);
const rowsOf = (filter?: ConnectivityFilter) =>
  [...connectivityRows(analyze(shop), filter)].map(({ src, dst, conn }) => `${src} => ${dst} : ${conn}`);

describe('connectivity rows', () => {
  test('are sorted, IPv4 unless asked, with neighbouring ranges joined and nothing empty', () => {
    expect(rowsOf()).toEqual([
      '10.0.0.0-10.0.255.255 => shop/api[Deployment] : TCP 443',
      '10.2.0.0-11.255.255.255 => shop/api[Deployment] : TCP 443',
      'shop/web[Deployment] => shop/api[Deployment] : TCP 8080',
    ]);
  });

  test('have IPv6 where asked', () => {
    expect(rowsOf({ families: [6] })).toEqual([
      'shop/web[Deployment] => 2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff : All Connections',
      'shop/web[Deployment] => shop/api[Deployment] : TCP 8080',
    ]);
  });

  test('keep only what a filter asks for', () => {
    const api = new Set(['shop/api[Deployment]']);
    expect(rowsOf({ port: 8080 })).toEqual(['shop/web[Deployment] => shop/api[Deployment] : TCP 8080']);
    expect(rowsOf({ protocol: 'UDP' })).toEqual([]);
    expect(rowsOf({ focus: api, direction: 'ingress' })).toHaveLength(3);
    expect(rowsOf({ focus: api, direction: 'egress' })).toEqual([]);
    expect(rowsOf({ focus: new Set(['shop/web[Deployment]']), direction: 'egress' })).toHaveLength(1);
  });

  test('join ranges that only a filtered port tells apart', () => {
    const parts = [
      workload('shop/web', {}),
      policy(
        'shop/p',
        '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }, { ports: [{ port: 80 }] }] }',
      ),
    ];
    const rows = [...connectivityRows(analyze(cluster(parts)), { port: 80, protocol: 'TCP' })];
    expect(rows.map(({ src, dst }) => [src, dst])).toContainEqual(['0.0.0.0-255.255.255.255', 'shop/web[Deployment]']);
  });

  test('a cluster without policies is one row by class, whatever its namespaces', () => {
    const workloads = Array.from({ length: 40 }, (_, index) =>
      workload(`ns-${index % 4}/w${index}`, { app: `w${index}` }),
    );
    const analysis = analyze(cluster(workloads));
    const [first, ...others] = connectivityByClass(analysis);
    expect(first?.src).toMatchObject({ kind: 'pods', isEveryone: true });
    expect(first?.dst).toMatchObject({ kind: 'pods', isEveryone: true });
    expect(others.map(({ src, dst }) => [src.kind, dst.kind])).toEqual([
      ['pods', 'addresses'],
      ['addresses', 'pods'],
    ]);
    expect([...connectivityRows(analysis)]).toHaveLength(40 * 39 + 80);
  });
});

describe('exposure', () => {
  test('names any pod of known and unknown namespaces, and the pods that selectors describe', () => {
    const parts = [
      workload('shop/api', { app: 'api' }),
      policy(
        'shop/api',
        '{ podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ namespaceSelector: { matchLabels: { env: prod } }, podSelector: { matchLabels: { role: front } } }], ports: [{ port: 80 }] }, { from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 81 }] }] }',
      ),
    ];
    const exposed = withRepresentatives(analyze(cluster(parts)));
    const rows = [...connectivityRows(exposed)].filter(({ dst }) => dst === 'shop/api[Deployment]');
    expect(rows.map(({ src, conn }) => `${src} ${conn}`)).toEqual([
      '[env=prod]/[role=front] TCP 80',
      'shop/[app=web] TCP 81',
    ]);
    expect(exposed.universe.pods.map((pods) => pods.name)).toEqual(
      expect.arrayContaining(['[*]/[*]', 'shop/[*]', '[env=prod]/[*]']),
    );
  });

  test('has nobody stand in for a workload that exists', () => {
    const parts = [
      workload('shop/web', { app: 'web' }),
      policy('shop/p', '{ podSelector: { matchLabels: { app: web } } }'),
    ];
    const names = withRepresentatives(analyze(cluster(parts))).universe.pods.map((pods) => pods.name);
    expect(names).not.toContain('shop/[app=web]');
  });
});
