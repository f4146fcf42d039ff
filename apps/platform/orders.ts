import { cidr, denyAll, flow, internet, namespace, never, only } from 'netpact';
import { ingressNginx, prometheus } from 'netpact/platform';
import { sharedDns } from './shared';

const orders = namespace('orders', { baseline: denyAll({ dns: sharedDns }), owner: 'team-orders' });

export const orderApi = orders.workload('order-api', { ports: { http: 8080, metrics: 9090 } });
const database = orders.workload('order-db', { ports: { postgres: 5432 } });
const mainframe = cidr('mainframe', ['10.50.7.0/28']);

export const namespaces = [orders];

export const flows = [
  flow(ingressNginx).to(orderApi).port('http').because('customers order'),
  flow(prometheus).to(orderApi).port('metrics'),
  flow(orderApi).to(database).port('postgres'),
  flow(orderApi)
    .to(mainframe)
    .port(1414)
    .because('orders are booked on the mainframe until it is retired')
    .exception({ owner: 'team-orders', ticket: 'SEC-142', until: '2027-06-30' }),
];

export const invariants = [only(orderApi).mayReach(database), never(internet()).to(orderApi, database)];
