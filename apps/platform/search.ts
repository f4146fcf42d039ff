import { denyAll, flow, namespace, never } from 'netpact';
import { grafana, ingressNginx, prometheus } from 'netpact/platform';
import { orderApi } from './orders';
import { sharedDns } from './shared';

const search = namespace('search', { baseline: denyAll({ dns: sharedDns }), owner: 'team-search' });

const searchApi = search.workload('search-api', { ports: { http: 8080, metrics: 9090 } });
const index = search.workload('index', { ports: { http: 9200, metrics: 9114 } });

export const namespaces = [search];

export const flows = [
  flow(ingressNginx).to(searchApi).port('http').because('customers search'),
  flow(prometheus).to(searchApi, index).port('metrics'),
  flow(searchApi).to(index).port('http'),
  flow(orderApi).to(searchApi).port('http').because('orders suggest similar products'),
  flow(grafana)
    .to(index)
    .port('http')
    .because('slow queries are examined')
    .exception({ owner: 'team-search', ticket: 'OPS-77', until: '2027-03-31' }),
];

export const invariants = [never(ingressNginx, orderApi).to(index), never(search.allPods()).to(orderApi)];
