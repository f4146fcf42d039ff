import { factsOf, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const files = manifestsOf('patterns');
const { allows, denies } = factsOf(policiesIn(...files.values()));

const outside = '203.0.113.7';
const stranger = pod('elsewhere', { app: 'stranger' });
const kubeDns = pod('kube-system', { 'k8s-app': 'kube-dns' });

test('the manifests of every row are those that were reviewed', () => {
  for (const [name, text] of files) expect(text).toMatchSnapshot(name);
});

test.each(['b1-deny-ingress', 'b4-isolated'])(
  'B1 and B4, %s: nobody reaches a pod, pods reach everybody',
  (namespace) => {
    const [one, other] = [pod(namespace, { app: 'one' }), pod(namespace)];
    denies(other, one, 80, '80/UDP', '80/SCTP');
    denies(one, other, 80);
    denies(stranger, one, 80);
    denies(outside, one, 80);
    allows(one, stranger, 80, '53/UDP');
    allows(one, outside, 443, '443/UDP');
  },
);

test('B4 says its empty list out loud, B1 does not', () => {
  expect(files.get('b4-isolated.k8s.yaml')).toContain('ingress: []');
  expect(files.get('b1-deny-ingress.k8s.yaml')).not.toContain('ingress:');
});

test('B2: pods open no connection, everybody reaches pods', () => {
  const one = pod('b2-deny-egress', { app: 'one' });
  denies(one, pod('b2-deny-egress'), 80);
  denies(one, stranger, 80);
  denies(one, outside, 443);
  denies(one, kubeDns, 53, '53/UDP');
  allows(stranger, one, 80, '80/UDP');
  allows(outside, one, 80);
});

test('B3: neither', () => {
  const one = pod('b3-deny-all', { app: 'one' });
  for (const end of [pod('b3-deny-all'), stranger, outside, kubeDns]) {
    denies(one, end, 53, 80, '53/UDP');
    denies(end, one, 80, '80/UDP');
  }
});

test('B5: pods of the namespace reach each other, nobody else does, and pods reach everybody', () => {
  const one = pod('b5-same-namespace', { app: 'one' });
  allows(pod('b5-same-namespace'), one, 80, '80/UDP', '80/SCTP');
  denies(pod('b5', { app: 'one' }), one, 80);
  denies(stranger, one, 80);
  denies(outside, one, 80);
  allows(one, stranger, 80);
  allows(one, outside, 443);
});

test('B6: web is reached from its namespace only; other pods are left as they are', () => {
  const [web, other] = [pod('b6-shop', { app: 'web' }), pod('b6-shop', { app: 'other' })];
  allows(other, web, 80, '80/UDP');
  allows(pod('b6-shop'), web, 80);
  denies(stranger, web, 80);
  denies(pod('elsewhere', { app: 'web' }), web, 80);
  denies(outside, web, 80);
  allows(outside, other, 80);
  allows(web, outside, 443);
});

test('B7: pods reach their namespace and 10.0.0.0/16, and nothing else', () => {
  const one = pod('b7-internal', { app: 'one' });
  allows(one, pod('b7-internal'), 80, '80/UDP');
  allows(one, '10.0.0.0', 443);
  allows(one, '10.0.255.255', 443, '123/UDP');
  denies(one, '10.1.0.0', 443);
  denies(one, '9.255.255.255', 443);
  denies(one, stranger, 80);
  denies(one, kubeDns, 53, '53/UDP');
  denies(one, outside, 443);
  allows(stranger, one, 80);
});

test('B8: pods resolve names in kube-system, and nothing else', () => {
  const one = pod('b8-dns', { app: 'one' });
  allows(one, kubeDns, 53, '53/UDP');
  denies(one, kubeDns, 54, 9153, '5353/UDP', '53/SCTP');
  denies(one, pod('kube-system', { 'k8s-app': 'metrics-server' }), 53, '53/UDP');
  denies(one, pod('dns', { 'k8s-app': 'kube-dns' }), 53, '53/UDP');
  denies(one, '8.8.8.8', 53, '53/UDP');
  denies(one, pod('b8-dns'), 80);
  allows(stranger, one, 80);
});

test('B8, asked for any namespace: DNS pods anywhere, by their label', () => {
  const one = pod('b8-dns-anywhere', { app: 'one' });
  allows(one, kubeDns, 53, '53/UDP');
  allows(one, pod('dns', { 'k8s-app': 'kube-dns' }), 53, '53/UDP');
  allows(one, pod('b8-dns-anywhere', { 'k8s-app': 'kube-dns' }), 53, '53/UDP');
  denies(one, pod('dns', { 'k8s-app': 'dns' }), 53, '53/UDP');
  denies(one, kubeDns, 80);
});

test('B9: every address but the metadata service', () => {
  const one = pod('b9-no-metadata', { app: 'one' });
  allows(one, '169.254.169.253', 80);
  allows(one, '169.254.169.255', 80, '123/UDP');
  allows(one, '10.0.0.1', 80);
  allows(one, outside, 443);
  denies(one, '169.254.169.254', 80, '80/UDP', 443);
  denies(one, '2001:db8::1', 80);
});

test('B9, the safer form: public addresses only, of both families', () => {
  const one = pod('b9-internet', { app: 'one' });
  allows(one, outside, 443, '443/UDP');
  allows(one, '2606:4700::1111', 443);
  for (const address of [
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.255.255',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
  ])
    denies(one, address, 80, 443);
  for (const address of ['9.255.255.255', '100.128.0.0', '168.63.129.17', '172.32.0.0', '192.169.0.0', '198.20.0.0'])
    allows(one, address, 443);
  denies(one, stranger, 80);
});
