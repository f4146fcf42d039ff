import { factsOf, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const { allows, denies } = factsOf(policiesIn(...manifestsOf('patterns').values()));

const outside = '203.0.113.7';
const kubeDns = pod('kube-system', { 'k8s-app': 'kube-dns' });

test('X1: 192.168.1.0/24 on 443, and no other connection', () => {
  const backend = pod('x1-shop', { app: 'backend' });
  allows(backend, '192.168.1.0', 443);
  allows(backend, '192.168.1.255', 443);
  denies(backend, '192.168.1.7', 80, 444, '443/UDP');
  denies(backend, '192.168.0.255', 443);
  denies(backend, '192.168.2.0', 443);
  denies(backend, kubeDns, 53, '53/UDP');
  denies(backend, pod('x1-shop'), 443);
  allows(outside, backend, 80);
  allows(pod('x1-shop', { app: 'other' }), outside, 443);
});

test('X2: 10.0.0.0/8 less 10.0.1.0/24 on 443', () => {
  const backend = pod('x2-shop', { app: 'backend' });
  for (const address of ['10.0.0.0', '10.0.0.255', '10.0.2.0', '10.255.255.255']) allows(backend, address, 443);
  for (const address of ['10.0.1.0', '10.0.1.255', '9.255.255.255', '11.0.0.0']) denies(backend, address, 443);
  denies(backend, '10.0.0.1', 80, '443/UDP');
  denies(backend, kubeDns, 53, '53/UDP');
  allows(outside, backend, 80);
});

test('X3: a partner on 443, less half of its block', () => {
  const web = pod('x3-edge', { app: 'external-facing' });
  for (const address of ['198.51.100.0', '198.51.100.127']) allows(address, web, 443);
  for (const address of ['198.51.100.128', '198.51.100.255', '198.51.99.255', '198.51.101.0'])
    denies(address, web, 443);
  denies('198.51.100.1', web, 80, '443/UDP');
  denies(pod('x3-edge'), web, 443);
  allows(web, outside, 443);
});

test("X4: the API server, from the cluster's own network, on every port", () => {
  const apiServer = pod('kube-system', { component: 'kube-apiserver' });
  for (const address of ['10.0.0.0', '10.0.255.255']) allows(address, apiServer, 6443, 80, '80/UDP', '9/SCTP');
  for (const address of ['10.1.0.0', '9.255.255.255', outside]) denies(address, apiServer, 6443);
  denies(pod('kube-system'), apiServer, 6443);
  allows(outside, pod('kube-system', { component: 'etcd' }), 2379);
  allows(apiServer, outside, 443);
});

test("X5: the API server's addresses on 443 and 6443, and no other connection", () => {
  const operator = pod('x5-ops', { app: 'operator' });
  allows(operator, '10.0.0.10', 443, 6443);
  denies(operator, '10.0.0.10', 80, 6444, '443/UDP');
  denies(operator, '10.0.0.9', 443, 6443);
  denies(operator, '10.0.0.11', 443, 6443);
  denies(operator, pod('kube-system', { component: 'kube-apiserver' }), 6443);
  denies(operator, kubeDns, 53, '53/UDP');
  allows(outside, operator, 80);
});
