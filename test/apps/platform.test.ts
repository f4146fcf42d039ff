import { factsOf, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const files = manifestsOf('platform');
const { allows, denies } = factsOf(policiesIn(...files.values()));

const outside = '203.0.113.7';
const node = '10.0.3.4';
const apiServer = '10.0.0.10';
const controller = pod('ingress-nginx', {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
});
const prometheus = pod('monitoring', { 'app.kubernetes.io/name': 'prometheus' });
const grafana = pod('monitoring', { 'app.kubernetes.io/name': 'grafana' });
const coredns = pod('resolvers', { app: 'coredns' });
const orderApi = pod('orders', { app: 'order-api' });
const orderDb = pod('orders', { app: 'order-db' });
const searchApi = pod('search', { app: 'search-api' });
const index = pod('search', { app: 'index' });
const teams = [orderApi, orderDb, searchApi, index];

test('its manifests are those that were reviewed', () => {
  for (const [name, text] of files) expect(text).toMatchSnapshot(name);
});

test('users enter through the controller only', () => {
  for (const address of [outside, node]) {
    allows(address, controller, 80, 443);
    denies(address, controller, 8080, 10254, '443/UDP');
    for (const workload of [...teams, grafana, prometheus, coredns]) denies(address, workload, 80, 3000, 8080, 9090);
  }
  allows(controller, orderApi, 8080);
  allows(controller, searchApi, 8080);
  allows(controller, grafana, 3000);
  denies(controller, orderApi, 9090);
  denies(controller, orderDb, 5432);
  denies(controller, index, 9200);
});

test('Prometheus reaches metrics and nothing else of the teams', () => {
  allows(prometheus, orderApi, 9090);
  allows(prometheus, searchApi, 9090);
  allows(prometheus, index, 9114);
  allows(prometheus, coredns, 9153);
  allows(prometheus, controller, 10254);
  denies(prometheus, orderApi, 8080);
  denies(prometheus, index, 9200);
  denies(prometheus, orderDb, 5432);
  denies(pod('elsewhere', prometheus.labels), orderApi, 9090);
  denies(grafana, orderApi, 9090);
});

test("everybody uses the platform's resolvers, which alone leave the cluster for names", () => {
  for (const workload of [...teams, controller, prometheus, grafana]) {
    allows(workload, coredns, 53, '53/UDP');
    denies(workload, coredns, 80);
    denies(workload, pod('kube-system', { 'k8s-app': 'kube-dns' }), 53, '53/UDP');
    denies(workload, '10.0.0.2', 53, '53/UDP');
  }
  allows(pod('anybody'), coredns, 53, '53/UDP');
  denies(outside, coredns, 53, '53/UDP');
  allows(coredns, '10.0.0.2', 53, '53/UDP');
  denies(coredns, '10.0.0.3', 53, '53/UDP');
  denies(coredns, outside, 53, '53/UDP', 443);
});

test('the API server is reached by those who watch it, and reaches the webhook only', () => {
  allows(controller, apiServer, 443, 6443);
  allows(prometheus, apiServer, 443, 6443);
  for (const workload of [...teams, grafana, coredns]) denies(workload, apiServer, 443, 6443);
  allows(apiServer, controller, 8443);
  denies('10.0.0.11', controller, 8443);
});

test('teams reach each other where they agreed to, in one direction', () => {
  allows(orderApi, searchApi, 8080);
  denies(orderApi, index, 9200);
  denies(searchApi, orderApi, 8080);
  denies(index, orderDb, 5432);
});

test('exceptions open exactly what they name, and carry owner, ticket and end', () => {
  allows(orderApi, '10.50.7.15', 1414);
  denies(orderApi, '10.50.7.16', 1414);
  denies(orderApi, '10.50.7.1', 1415);
  denies(searchApi, '10.50.7.1', 1414);
  allows(grafana, index, 9200);
  denies(grafana, index, 9114);
  const annotations = ['netpact.dev/owner: team-search', 'netpact.dev/ticket: OPS-77', 'netpact.dev/expires: '];
  for (const file of ['search.k8s.yaml', 'monitoring.k8s.yaml'])
    for (const annotation of annotations) expect(files.get(file)).toContain(annotation);
});
