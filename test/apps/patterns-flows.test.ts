import { factsOf, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const files = manifestsOf('patterns');
const policies = policiesIn(...files.values());
const { allows, denies } = factsOf(policies);

const outside = '203.0.113.7';
const controllerLabels = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' };
const controller = pod('ingress-nginx', controllerLabels);

/** What every row of flows leaves alone: the target's own connections, and the other pods of its namespace. */
function leavesTheRestAlone(namespace: string, targetLabels: Readonly<Record<string, string>>): void {
  const target = pod(namespace, targetLabels);
  const bystander = pod(namespace, { app: 'bystander' });
  allows(target, outside, 443, '53/UDP');
  allows(target, bystander, 80);
  allows(outside, bystander, 80);
}

test('F1: frontend to backend on 80', () => {
  const [frontend, backend] = [pod('f1-shop', { app: 'frontend' }), pod('f1-shop', { app: 'backend' })];
  allows(frontend, backend, 80);
  denies(frontend, backend, 81, 8080, '80/UDP', '80/SCTP');
  denies(pod('f1-shop', { app: 'front' }), backend, 80);
  denies(pod('f1-shop'), backend, 80);
  denies(pod('elsewhere', { app: 'frontend' }), backend, 80);
  denies(outside, backend, 80);
  allows(backend, frontend, 80);
  leavesTheRestAlone('f1-shop', { app: 'backend' });
});

test('F2: frontend to api on 8080, in production', () => {
  const [frontend, api] = [pod('f2-production', { app: 'frontend' }), pod('f2-production', { app: 'api' })];
  allows(frontend, api, 8080);
  denies(frontend, api, 80, 8081, '8080/UDP');
  denies(pod('f2-staging', { app: 'frontend' }), api, 8080);
  denies(pod('f2-production', { app: 'api' }), api, 8080);
  denies(outside, api, 8080);
  allows(pod('f2-staging'), pod('f2-staging', { app: 'api' }), 8080);
  leavesTheRestAlone('f2-production', { app: 'api' });
});

test('F3: the namespace by label AND the pod, on 8443', () => {
  const api = pod('f3-orders', { app: 'orders-api' });
  const storefront = { team: 'storefront' };
  allows(pod('any', { app: 'frontend' }, storefront), api, 8443);
  denies(pod('any', { app: 'frontend' }, storefront), api, 443, 8080, '8443/UDP');
  denies(pod('any', { app: 'other' }, storefront), api, 8443);
  denies(pod('any', { app: 'frontend' }, { team: 'search' }), api, 8443);
  denies(pod('storefront', { app: 'frontend' }), api, 8443);
  denies(pod('f3-orders', { app: 'frontend' }), api, 8443);
  expect(policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toContain(
    'f3-orders/allow-frontend-to-orders-api',
  );
  leavesTheRestAlone('f3-orders', { app: 'orders-api' });
});

test('F4: blog of another namespace to guestbook on 8080', () => {
  const guestbook = pod('f4-guestbook', { app: 'guestbook' });
  allows(pod('f4-blog', { app: 'blog' }), guestbook, 8080);
  denies(pod('f4-blog', { app: 'blog' }), guestbook, 80, '8080/UDP');
  denies(pod('f4-blog', { app: 'other' }), guestbook, 8080);
  denies(pod('f4-guestbook', { app: 'blog' }), guestbook, 8080);
  denies(pod('elsewhere', { app: 'blog' }), guestbook, 8080);
  leavesTheRestAlone('f4-guestbook', { app: 'guestbook' });
});

test('F5: of an application only its api is restricted, to one role', () => {
  const api = pod('f5-books', { app: 'bookstore', role: 'api' });
  allows(pod('f5-books', { role: 'frontend' }), api, 8080);
  allows(pod('f5-books', { app: 'bookstore', role: 'frontend' }), api, 8080);
  denies(pod('f5-books', { role: 'frontend' }), api, 80, '8080/UDP');
  denies(pod('f5-books', { app: 'bookstore', role: 'search' }), api, 8080);
  denies(pod('elsewhere', { role: 'frontend' }), api, 8080);
  allows(outside, pod('f5-books', { app: 'bookstore', role: 'search' }), 8080);
  allows(outside, pod('f5-books', { app: 'other', role: 'api' }), 8080);
  leavesTheRestAlone('f5-books', { app: 'bookstore', role: 'api' });
});

test('F6: monitoring reaches the port with metrics and not the one with the application', () => {
  const api = pod('f6-shop', { app: 'api' });
  allows(pod('f6-shop', { role: 'monitoring' }), api, 5000);
  denies(pod('f6-shop', { role: 'monitoring' }), api, 8000, '5000/UDP');
  denies(pod('f6-shop', { role: 'other' }), api, 5000, 8000);
  denies(pod('monitoring', { role: 'monitoring' }), api, 5000);
  leavesTheRestAlone('f6-shop', { app: 'api' });
});

test('F7: every pod of one namespace, on every port', () => {
  const web = pod('f7-shop', { app: 'web' });
  for (const labels of [{}, { app: 'prometheus' }])
    allows(pod('f7-monitoring', labels), web, 1, 80, 65535, '80/UDP', '80/SCTP');
  denies(pod('monitoring'), web, 80);
  denies(pod('elsewhere', {}, { name: 'f7-monitoring' }), web, 80);
  denies(pod('f7-shop', { app: 'other' }), web, 80);
  leavesTheRestAlone('f7-shop', { app: 'web' });
});

test('F8: one pod of one namespace, on every port', () => {
  const web = pod('f8-shop', { app: 'web' });
  allows(pod('f8-foo', { app: 'foo-pod' }), web, 1, 80, 65535, '80/UDP', '80/SCTP');
  denies(pod('f8-foo', { app: 'other' }), web, 80);
  denies(pod('f8-shop', { app: 'foo-pod' }), web, 80);
  denies(pod('foo', { app: 'foo-pod' }), web, 80);
  leavesTheRestAlone('f8-shop', { app: 'web' });
});

test('F9: every pod of one namespace to every pod of another, on one port or on all', () => {
  for (const labels of [{}, { app: 'any' }]) {
    allows(pod('f9-apps', labels), pod('f9-data', labels), 5432);
    denies(pod('f9-apps', labels), pod('f9-data', labels), 5433, '5432/UDP');
    allows(pod('f9-apps', labels), pod('f9-logs', labels), 1, 514, '514/UDP', '9/SCTP');
    denies(pod('f9-data', labels), pod('f9-logs', labels), 514);
    denies(pod('f9-data', labels), pod('f9-data', { app: 'other' }), 5432);
    denies(pod('elsewhere', labels), pod('f9-data', labels), 5432);
    allows(pod('f9-data', labels), pod('f9-apps', labels), 80);
  }
});

test('F10: either production namespaces, all their pods, or the frontends of its own', () => {
  const web = pod('f10-shop', { app: 'web' });
  const prod = { env: 'prod' };
  allows(pod('any', { role: 'frontend' }, prod), web, 80, '80/UDP');
  allows(pod('any', { role: 'batch' }, prod), web, 80);
  allows(pod('any', {}, prod), web, 80);
  allows(pod('f10-shop', { role: 'frontend' }), web, 80, '80/UDP');
  denies(pod('f10-shop', { role: 'batch' }), web, 80);
  denies(pod('any', { role: 'frontend' }), web, 80);
  denies(pod('any', { env: 'prod' }, { env: 'dev' }), web, 80);
  const entries = policies.flatMap(({ metadata, spec }) =>
    metadata.namespace === 'f10-shop' ? (spec.ingress ?? []).map((rule) => rule?.from?.length) : [],
  );
  expect(entries).toEqual([2]);
  leavesTheRestAlone('f10-shop', { app: 'web' });
});

test('F11: production namespaces AND their frontends', () => {
  const web = pod('f11-shop', { app: 'web' });
  const prod = { env: 'prod' };
  allows(pod('any', { role: 'frontend' }, prod), web, 80, '80/UDP');
  denies(pod('any', { role: 'batch' }, prod), web, 80);
  denies(pod('any', {}, prod), web, 80);
  denies(pod('f11-shop', { role: 'frontend' }), web, 80);
  allows(pod('f11-shop', { role: 'frontend' }, prod), pod('f11-shop', { app: 'web' }, prod), 80);
  denies(pod('any', { role: 'frontend' }), web, 80);
  const entries = policies.flatMap(({ metadata, spec }) =>
    metadata.namespace === 'f11-shop' ? (spec.ingress ?? []).map((rule) => rule?.from?.length) : [],
  );
  expect(entries).toEqual([1]);
  leavesTheRestAlone('f11-shop', { app: 'web' });
});

test('F12: the controller pods only, or every pod of their namespace', () => {
  const [narrow, broad] = [pod('f12-controller', { tier: 'web' }), pod('f12-namespace', { tier: 'web' })];
  for (const web of [narrow, broad]) {
    allows(controller, web, 80);
    denies(controller, web, 443, 8080, '80/UDP');
    denies(pod('elsewhere', controllerLabels), web, 80);
    denies(pod(web.namespace, controllerLabels), web, 80);
    denies(outside, web, 80);
  }
  const webhookJob = pod('ingress-nginx', {
    'app.kubernetes.io/name': 'ingress-nginx',
    'app.kubernetes.io/component': 'admission-webhook',
  });
  for (const other of [pod('ingress-nginx'), webhookJob]) {
    denies(other, narrow, 80);
    allows(other, broad, 80);
  }
  leavesTheRestAlone('f12-controller', { tier: 'web' });
  leavesTheRestAlone('f12-namespace', { tier: 'web' });
});

test('F13: each tier is reached from the one before it, and web never reaches db', () => {
  const tier = (name: string) => pod('f13-tiers', { tier: name });
  allows(controller, tier('web'), 80);
  allows(tier('web'), tier('api'), 8080);
  allows(tier('api'), tier('db'), 5432);
  denies(controller, tier('web'), 8080, '80/UDP');
  denies(tier('web'), tier('api'), 80, '8080/UDP');
  denies(tier('api'), tier('db'), 5431, '5432/UDP');
  denies(tier('web'), tier('db'), 5432, 80, 8080, '5432/UDP');
  denies(controller, tier('api'), 8080);
  denies(controller, tier('db'), 5432);
  denies(tier('db'), tier('api'), 8080);
  denies(tier('api'), tier('web'), 80);
  denies(pod('elsewhere', { tier: 'api' }), tier('db'), 5432);
  leavesTheRestAlone('f13-tiers', { tier: 'web' });
});

test('F14: api reaches the database, which opens no connection, DNS included', () => {
  const [api, database] = [pod('f14-shop', { app: 'api' }), pod('f14-shop', { app: 'database' })];
  allows(api, database, 5432);
  denies(api, database, 5433, '5432/UDP');
  denies(pod('f14-shop', { app: 'web' }), database, 5432);
  denies(pod('elsewhere', { app: 'api' }), database, 5432);
  denies(database, pod('kube-system', { 'k8s-app': 'kube-dns' }), 53, '53/UDP');
  denies(database, api, 8080);
  denies(database, outside, 443);
  allows(api, outside, 443);
  allows(outside, api, 80);
});
