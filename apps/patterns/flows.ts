import { denyIngress, flow, foreignNamespace, namespace, namespacesWhere, never, only, open } from 'netpact';
import type { FlowChartProps } from 'netpact/cdk8s';
import { ingressNginx } from 'netpact/platform';

// Most patterns speak of one workload: it is isolated on its own, and the rest of its namespace is left as it is.
const elsewhere = open('the pattern speaks of one workload');

/** F1: frontend to backend. */
export function f1(): FlowChartProps {
  const shop = namespace('f1-shop', { baseline: elsewhere });
  const frontend = shop.workload('frontend');
  const backend = shop.workload('backend', { ports: { http: 80 }, isolate: 'ingress' });
  return { namespaces: [shop], flows: [flow(frontend).to(backend).port('http')] };
}

/** F2: frontend to api, in production. */
export function f2(): FlowChartProps {
  const production = namespace('f2-production', { baseline: elsewhere });
  const frontend = production.workload('frontend');
  const api = production.workload('api', { ports: { http: 8080 }, isolate: 'ingress' });
  return { namespaces: [production], flows: [flow(frontend).to(api).port('http')] };
}

/** F3: the storefront's frontend to orders: the namespace by label AND the pod. */
export function f3(): FlowChartProps {
  const orders = namespace('f3-orders', { baseline: elsewhere });
  const api = orders.workload('orders-api', { ports: { https: 8443 }, isolate: 'ingress' });
  const frontend = namespacesWhere('storefront', { team: 'storefront' }).pods('frontend', { app: 'frontend' });
  return { namespaces: [orders], flows: [flow(frontend).to(api).port('https').named('allow-frontend-to-orders-api')] };
}

/** F4: the blog of another namespace to the guestbook. */
export function f4(): FlowChartProps {
  const books = namespace('f4-guestbook', { baseline: elsewhere });
  const guestbook = books.workload('guestbook', { ports: { http: 8080 }, isolate: 'ingress' });
  const blog = foreignNamespace('f4-blog').workload('blog');
  return { namespaces: [books], flows: [flow(blog).to(guestbook).port('http')] };
}

/** F5: an application may be reached by one role only. */
export function f5(): FlowChartProps {
  const books = namespace('f5-books', { baseline: elsewhere });
  const frontend = books.workload('frontend', { labels: { role: 'frontend' } });
  const api = books.workload('bookstore-api', {
    labels: { app: 'bookstore', role: 'api' },
    ports: { http: 8080 },
    isolate: 'ingress',
  });
  return { namespaces: [books], flows: [flow(frontend).to(api).port('http')] };
}

/** F6: of two ports, monitoring reaches the one with metrics. */
export function f6(): FlowChartProps {
  const shop = namespace('f6-shop', { baseline: elsewhere });
  const api = shop.workload('api', { ports: { http: 8000, metrics: 5000 }, isolate: 'ingress' });
  const monitoring = shop.pods('monitoring', { role: 'monitoring' });
  return { namespaces: [shop], flows: [flow(monitoring).to(api).port('metrics')] };
}

/** F7: a whole namespace, on every port. */
export function f7(): FlowChartProps {
  const shop = namespace('f7-shop', { baseline: elsewhere });
  const web = shop.workload('web', { isolate: 'ingress' });
  return { namespaces: [shop], flows: [flow(foreignNamespace('f7-monitoring').allPods()).to(web).allPorts()] };
}

/** F8: one pod of another namespace, on every port. */
export function f8(): FlowChartProps {
  const shop = namespace('f8-shop', { baseline: elsewhere });
  const web = shop.workload('web', { isolate: 'ingress' });
  return { namespaces: [shop], flows: [flow(foreignNamespace('f8-foo').workload('foo-pod')).to(web).allPorts()] };
}

/** F9: every pod of one namespace to every pod of another, on one port or on all. */
export function f9(): FlowChartProps {
  const apps = foreignNamespace('f9-apps');
  const data = namespace('f9-data', { baseline: denyIngress() });
  const logs = namespace('f9-logs', { baseline: denyIngress() });
  return {
    namespaces: [data, logs],
    flows: [flow(apps.allPods()).to(data.allPods()).port(5432), flow(apps.allPods()).to(logs.allPods()).allPorts()],
  };
}

/** F10: pods of production namespaces OR frontends of the own namespace: two entries of one policy. */
export function f10(): FlowChartProps {
  const shop = namespace('f10-shop', { baseline: elsewhere });
  const web = shop.workload('web', { isolate: 'ingress' });
  const frontend = shop.pods('frontend', { role: 'frontend' });
  const prod = namespacesWhere('prod', { env: 'prod' });
  return {
    namespaces: [shop],
    flows: [flow(prod, frontend).to(web).allPorts().named('allow-prod-or-frontend-to-web')],
  };
}

/** F11: frontends of production namespaces: one entry, both must hold. */
export function f11(): FlowChartProps {
  const shop = namespace('f11-shop', { baseline: elsewhere });
  const web = shop.workload('web', { isolate: 'ingress' });
  const both = namespacesWhere('prod', { env: 'prod' }).pods('frontend', { role: 'frontend' });
  return { namespaces: [shop], flows: [flow(both).to(web).allPorts()] };
}

/** F12: the ingress controller's pods to web; broader: every pod of the controller's namespace. */
export function f12(): FlowChartProps {
  const narrow = namespace('f12-controller', { baseline: elsewhere });
  const broad = namespace('f12-namespace', { baseline: elsewhere });
  const web = { labels: { tier: 'web' }, ports: { http: 80 }, isolate: 'ingress' } as const;
  return {
    namespaces: [narrow, broad],
    flows: [
      flow(ingressNginx).to(narrow.workload('web', web)).port('http'),
      flow(foreignNamespace('ingress-nginx').allPods()).to(broad.workload('web', web)).port('http'),
    ],
  };
}

/** F13: a chain of tiers, each reached from the one before it only. */
export function f13(): FlowChartProps {
  const tiers = namespace('f13-tiers', { baseline: elsewhere });
  const web = tiers.workload('web', { labels: { tier: 'web' }, ports: { http: 80 }, isolate: 'ingress' });
  const api = tiers.workload('api', { labels: { tier: 'api' }, ports: { http: 8080 }, isolate: 'ingress' });
  const db = tiers.workload('db', { labels: { tier: 'db' }, ports: { postgres: 5432 }, isolate: 'ingress' });
  return {
    namespaces: [tiers],
    flows: [flow(ingressNginx).to(web).port('http'), flow(web).to(api).port('http'), flow(api).to(db).port('postgres')],
    invariants: [never(web).to(db), only(api).mayReach(db)],
  };
}

/** F14: a database that one workload reaches and that opens no connection, not even to DNS. */
export function f14(): FlowChartProps {
  const shop = namespace('f14-shop', { baseline: elsewhere });
  const database = shop.workload('database', { ports: { postgres: 5432 }, isolate: 'all', dns: false });
  const api = shop.workload('api');
  return { namespaces: [shop], flows: [flow(api).to(database).port('postgres')] };
}
