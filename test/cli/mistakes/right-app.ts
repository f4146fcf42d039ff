/** An app of two teams without a mistake, in plain JavaScript. */
export const rightApp: Readonly<Record<string, string>> = {
  'apps/main.js': `import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows as ordersFlows, orders } from './orders/flows';
import { invariants, flows as shopFlows, shop } from './shop/flows';

const app = new PolicyApp();
new FlowChart(app, 'shop', { namespaces: [shop], flows: shopFlows, invariants });
new FlowChart(app, 'orders', { namespaces: [orders], flows: ordersFlows });
app.synth();
`,
  'apps/workloads.js': `import { denyAll, namespace } from 'netpact';

export const shop = namespace('shop', { baseline: denyAll() });
export const web = shop.workload('web', { ports: { http: 8080, metrics: 9090 } });
export const cart = shop.workload('cart', { ports: { grpc: 7070 } });
export const orders = namespace('orders', { baseline: denyAll() });
export const api = orders.workload('api', { labels: { app: 'orders-api' }, ports: { http: 8443 } });
export const db = orders.workload('db', { ports: { sql: 5432 } });
`,
  'apps/shop/flows.js': `import { flow, internet, never, only } from 'netpact';
import { api, cart, db, web } from '../workloads';

export { shop } from '../workloads';
export const flows = [
  flow(web).to(cart).port('grpc').because('carts'),
  flow(web).to(api).port('http').because('checkout places orders'),
];
export const invariants = [never(internet()).to(db), only(api).mayReach(db)];
`,
  'apps/orders/flows.js': `import { flow } from 'netpact';
import { api, db } from '../workloads';

export { orders } from '../workloads';
export const flows = [flow(api).to(db).port('sql').because('orders are kept')];
`,
};
