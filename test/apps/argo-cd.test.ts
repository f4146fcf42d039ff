import { factsOf, isOpen, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const files = manifestsOf('argo-cd');
const policies = policiesIn(...files.values());
const { allows, denies } = factsOf(policies);

const component = (name: string) =>
  pod('argocd', { 'app.kubernetes.io/name': `argocd-${name}`, 'app.kubernetes.io/part-of': 'argocd' });
const components = [
  'application-controller',
  'applicationset-controller',
  'dex-server',
  'notifications-controller',
  'redis',
  'repo-server',
  'server',
] as const;
const everyPort = [22, 80, 443, 5556, 5557, 5558, 6379, 7000, 8080, 8081, 8082, 8083, 8084, 9001];
const ingress = pod('ingress-nginx', {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
});
const prometheus = pod('monitoring', { 'app.kubernetes.io/name': 'prometheus' });

test('its manifests are those that were reviewed', () => {
  expect([...files.keys()]).toEqual(['argocd.k8s.yaml', 'kustomization.yaml']);
  expect(files.get('argocd.k8s.yaml')).toMatchSnapshot();
});

test('components talk as the architecture of Argo CD says, and not otherwise', () => {
  const open = components.flatMap((from) =>
    components.flatMap((to) => {
      const ports = everyPort.filter((port) => isOpen(policies, component(from), component(to), port));
      return ports.length > 0 ? [`${from} → ${to} ${ports.join(',')}`] : [];
    }),
  );
  expect(open).toEqual([
    'application-controller → redis 6379',
    'application-controller → repo-server 8081',
    'applicationset-controller → repo-server 8081',
    'notifications-controller → repo-server 8081',
    'repo-server → redis 6379',
    'server → dex-server 5556,5557',
    'server → redis 6379',
    'server → repo-server 8081',
  ]);
});

test('people enter by the API server of Argo CD alone', () => {
  allows(ingress, component('server'), 8080);
  denies(ingress, component('server'), 8083);
  for (const name of components) {
    denies('203.0.113.7', component(name), ...everyPort);
    if (name !== 'server') denies(ingress, component(name), ...everyPort);
  }
});

test('Prometheus reads metrics, and does not reach the cache', () => {
  allows(prometheus, component('application-controller'), 8082);
  allows(prometheus, component('applicationset-controller'), 8080);
  allows(prometheus, component('dex-server'), 5558);
  allows(prometheus, component('repo-server'), 8084);
  allows(prometheus, component('server'), 8083);
  denies(prometheus, component('redis'), ...everyPort);
  denies(prometheus, component('repo-server'), 8081);
});

test('only those leave the cluster who have whom to ask there', () => {
  allows(component('repo-server'), '198.51.100.17', 22, 443);
  allows(component('dex-server'), '203.0.113.7', 443);
  denies(component('repo-server'), '203.0.113.7', 443);
  denies(component('redis'), '10.0.0.10', 443, 6443);
  denies(component('repo-server'), '10.0.0.10', 443, 6443);
  allows(component('application-controller'), '10.0.0.10', 443, 6443);
  for (const name of components) denies(component(name), '169.254.169.254', 80);
});
