import {
  allNamespaces,
  anywhere,
  cidr,
  cluster,
  denyAll,
  disjoint,
  foreignNamespace,
  internet,
  namespace,
  namespacesWhere,
  nodes,
  type Peer,
} from 'netpact';
import type { Finding } from '../../lib/diagnostics/finding';
import { compileCharts } from './compiling';

/** Computed lists escape the types. */
const loosely = disjoint as (
  ...ends: readonly unknown[]
) => ReturnType<typeof disjoint<[Peer<never, 'inside the cluster'>, Peer<never, 'inside the cluster'>]>>;

const shop = namespace('shop', { baseline: denyAll(), labels: { team: 'storefront' } });
const web = shop.workload('web');
const api = shop.workload('api', { labels: { name: 'api' } });
const agent = shop.workload('agent', { labels: { role: 'agent' }, hostNetwork: true });
const elsewhere = foreignNamespace('bank').workload('web');

function saidOf(...ends: readonly unknown[]): readonly string[] {
  const { findings } = compileCharts([{ namespaces: [shop], assumptions: [loosely(...ends)] }], {
    cluster: cluster({ nodeCidrs: ['192.0.2.0/24'] }),
  });
  return findings.map(({ code, severity, message }: Finding) => `${severity}[${code}]: ${message}`);
}

it('takes ends that labels do not keep apart', () => {
  expect(saidOf(web, api)).toEqual([]);
  expect(saidOf(web, api, elsewhere)).toEqual([]);
  expect(saidOf(api, shop.pods('front', { tier: ['a', 'b'] }), namespacesWhere('labs', { env: 'lab' }))).toEqual([]);
});

it('refuses fewer than two ends', () => {
  expect(saidOf()).toEqual([
    'error[disjoint-without-ends]: disjoint() got no end, and says that no pod is in two of its ends',
  ]);
  expect(saidOf(web)).toEqual([
    'error[disjoint-without-ends]: disjoint() got one end, shop/web, and says that no pod is in two of its ends',
  ]);
});

it('refuses what is no peer', () => {
  expect(saidOf(web, shop)).toEqual([
    'error[flow-peer-invalid]: end 2 of disjoint() is no peer but the namespace shop',
  ]);
  expect(saidOf([web, api])).toEqual(['error[flow-peer-invalid]: end 1 of disjoint() is no peer but a list']);
});

it.each([
  [internet(), 'internet, an end of disjoint(), stands for addresses, and an address is no pod'],
  [cidr('office', ['198.51.100.0/24']), 'office, an end of disjoint(), stands for addresses, and an address is no pod'],
  [nodes(), 'nodes, an end of disjoint(), stands for addresses, and an address is no pod'],
  [anywhere(), 'anywhere, an end of disjoint(), is everybody'],
  [
    agent,
    'shop/agent, an end of disjoint(), is on the host network, where policies see addresses of nodes and no labels',
  ],
])('refuses what has no labels (%#)', (end, message) => {
  expect(saidOf(web, end)).toEqual([`error[disjoint-addresses]: ${message}`]);
});

it('refuses ends of which one has all pods of the other', () => {
  expect(saidOf(web, web)).toEqual([
    'error[disjoint-overlap]: shop/web is named twice by disjoint(), and cannot be disjoint from itself',
  ]);
  expect(saidOf(web, shop.pods('fronts', { app: 'web' }))).toEqual([
    'error[disjoint-overlap]: shop/web and shop/fronts are the same pods, and cannot be disjoint',
  ]);
  const inside = (outer: string) => [
    `error[disjoint-overlap]: every pod of shop/web is a pod of ${outer} too, so that they cannot be disjoint`,
  ];
  expect(saidOf(web, shop.allPods())).toEqual(inside('shop'));
  expect(saidOf(allNamespaces(), api, web)).toEqual([
    'error[disjoint-overlap]: every pod of shop/api is a pod of all-namespaces too, so that they cannot be disjoint',
  ]);
  expect(saidOf(web, namespacesWhere('storefront', { team: 'storefront' }))).toEqual(inside('storefront'));
  expect(saidOf(shop.pods('any-web', { app: ['web', 'www'] }), web)).toEqual(inside('shop/any-web'));
});

it('warns where it says nothing new', () => {
  expect(saidOf(web, shop.workload('db'), elsewhere)).toEqual([
    'warning[disjoint-needless]: disjoint() says nothing new: their selectors and namespaces say already that no pod is in two of shop/web, shop/db and bank/web',
  ]);
  expect(saidOf(shop.allPods(), elsewhere)).toHaveLength(1);
});
