import { cidr, cluster, denyAll, dnsService, flow, internet, namespace, never, open, udp } from 'netpact';
import { takeDeclaredFlows } from '../../lib/dsl/declared';
import { compile, specOf } from '../compile/compiling';

const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
const web = shop.workload('web', { ports: { http: 8080 } });
const api = shop.workload('api', { ports: { http: 80, admin: 9000 } });

it.each<[string, object]>([
  ['a namespace', shop],
  ['a workload', web],
  ['pods', shop.pods('p', { a: 'b' })],
  ['all pods', shop.allPods()],
  ['a block', cidr('corp', ['198.51.100.0/24'])],
  ['a place', internet()],
  ['a baseline', denyAll()],
  ['a DNS', dnsService({ cidrs: ['192.0.2.1/32'] })],
  ['a cluster', cluster()],
  ['the first word of a flow', flow(web)],
  ['a flow', flow(web).to(api).port('http')],
  ['an invariant', never(web).to(api)],
])('%s is frozen', (_, value) => {
  expect(Object.isFrozen(value)).toBe(true);
  expect(
    Object.getOwnPropertySymbols(value).every((key) => !Object.getOwnPropertyDescriptor(value, key)?.writable),
  ).toBe(true);
});

it('a flow that is described further stays as it was', () => {
  const plain = flow(web).to(api).port('http');
  const described = plain.because('checkout').named('pay');
  const names = (value: unknown) =>
    compile([shop], [value]).policies.map(({ manifest, comment }) => `${manifest.metadata.name}: ${comment}`);
  expect(names(plain)[0]).toBe('allow-web-to-api: shop/web may reach shop/api on TCP 80');
  expect(names(described)[0]).toBe('pay: shop/web may reach shop/api on TCP 80: checkout');
  expect(described).not.toBe(plain);
});

it('a half-said flow can be continued in two ways', () => {
  const toApi = flow(web).to(api);
  expect(specOf(compile([shop], [toApi.port('http')]), 'shop/allow-web-to-api').ingress?.[0]?.ports).toEqual([
    { protocol: 'TCP', port: 80 },
  ]);
  expect(specOf(compile([shop], [toApi.port('admin')]), 'shop/allow-web-to-api').ingress?.[0]?.ports).toEqual([
    { protocol: 'TCP', port: 9000 },
  ]);
});

it('what the author changes afterwards in the objects that were handed over changes nothing', () => {
  const labels: Record<string, string> = { app: 'web' };
  const ports: Record<string, number> = { http: 80 };
  const ranges = ['198.51.100.0/24'];
  const namespaceLabels: Record<string, string> = { team: 'a' };
  const ns = namespace('n', { baseline: denyAll({ dns: false }), labels: namespaceLabels });
  const target = ns.workload('w', { labels, ports });
  const corp = cidr('corp', ranges);
  labels.app = 'other';
  ports.http = 81;
  ranges.push('nonsense');
  namespaceLabels['not a key'] = 'x';
  const compiled = compile([ns], [flow(corp).to(target).port(80)]);
  expect(specOf(compiled, 'n/allow-corp-to-w')).toMatchObject({ podSelector: { matchLabels: { app: 'web' } } });
});

it('complete flows are remembered until they are derived from, so that forgotten ones can be told', () => {
  takeDeclaredFlows();
  const base = flow(web).to(api).port('http');
  base.because('a').named('b');
  flow(web).to(api);
  flow(web).to(api).port('admin');
  expect(takeDeclaredFlows().map(({ name }) => name)).toEqual(['b', undefined]);
  expect(takeDeclaredFlows()).toEqual([]);
});

it('ports are words that can be printed and compared', () => {
  expect(udp(53)).toBe('53/UDP');
  expect(open('x')).not.toBe(open('x'));
});
