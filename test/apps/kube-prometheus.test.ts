import { factsOf, isOpen, pod } from '../evaluator/facts';
import { policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const files = manifestsOf('kube-prometheus');
const policies = policiesIn(...files.values());
const { allows, denies } = factsOf(policies);

const member = (name: string, component: string, more = {}) =>
  pod('observability', {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'kube-prometheus',
    ...more,
  });
const stack = {
  alertmanager: member('alertmanager', 'alert-router', { 'app.kubernetes.io/instance': 'main' }),
  'blackbox-exporter': member('blackbox-exporter', 'exporter'),
  grafana: member('grafana', 'grafana'),
  'kube-state-metrics': member('kube-state-metrics', 'exporter'),
  prometheus: member('prometheus', 'prometheus', { 'app.kubernetes.io/instance': 'k8s' }),
  'prometheus-adapter': member('prometheus-adapter', 'metrics-adapter'),
  'prometheus-operator': member('prometheus-operator', 'controller'),
};
const everyPort = [443, 3000, 6443, 8080, 8443, 9090, 9093, 9094, 9100, 9115, 9443, 10250, 19115];
const ingress = pod('ingress-nginx', {
  'app.kubernetes.io/name': 'ingress-nginx',
  'app.kubernetes.io/component': 'controller',
});
const node = '10.0.3.4';

test('its manifests are those that were reviewed', () => {
  expect([...files.keys()]).toEqual(['observability.k8s.yaml', 'kustomization.yaml']);
  expect(files.get('observability.k8s.yaml')).toMatchSnapshot();
});

test('the members of the stack talk on these ports, and on no other', () => {
  const open = Object.entries(stack).flatMap(([from, source]) =>
    Object.entries(stack).flatMap(([to, target]) => {
      const ports = everyPort.flatMap((port) => [port, `${port}/UDP`]);
      const through = ports.filter((port) => isOpen(policies, source, target, port));
      return through.length > 0 ? [`${from} → ${to} ${through.join(',')}`] : [];
    }),
  );
  expect(open).toEqual([
    'alertmanager → alertmanager 9094,9094/UDP',
    'grafana → prometheus 9090',
    'prometheus → alertmanager 8080,9093',
    'prometheus → blackbox-exporter 9115',
    'prometheus → grafana 3000',
    'prometheus → kube-state-metrics 8443,9443',
    'prometheus → prometheus 8080,9090',
    'prometheus → prometheus-operator 8443',
    'prometheus-adapter → prometheus 9090',
  ]);
});

test('the exporter on the network of its node is an address of nodes', () => {
  allows(stack.prometheus, node, 9100, 10250);
  denies(stack.grafana, node, 9100, 10250);
  expect([...files.values()].join('')).not.toContain('node-exporter:');
});

test('people see Grafana, the API server asks the adapter, and nobody else enters', () => {
  allows(ingress, stack.grafana, 3000);
  allows('10.0.0.10', stack['prometheus-adapter'], 6443);
  denies(node, stack['prometheus-adapter'], 6443);
  for (const [name, member] of Object.entries(stack)) {
    denies('203.0.113.7', member, ...everyPort);
    if (name !== 'grafana') denies(ingress, member, ...everyPort);
  }
});

test('alerts and probes leave the cluster, and nothing else does but for the API server', () => {
  allows(stack.alertmanager, '203.0.113.8', 443);
  allows(stack['blackbox-exporter'], '198.51.100.9', 443);
  denies(stack.prometheus, '203.0.113.8', 443);
  denies(stack.grafana, '10.0.0.10', 443, 6443);
  allows(stack.prometheus, '10.0.0.10', 443, 6443);
});
