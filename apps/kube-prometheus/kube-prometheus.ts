import { cidr, denyAll, flow, kubeApiServer, namespace, never, nodes, only, udp, workloadsFrom } from 'netpact';
import { ingressNginx } from 'netpact/platform';

/** The stack of https://github.com/prometheus-operator/kube-prometheus, in a namespace of its own. */
const observability = namespace('observability', { baseline: denyAll(), owner: 'observability' });

/** What is deployed: the workloads are read from it, and what is declared is held to it. */
export const manifests = 'apps/kube-prometheus/manifests';

const stack = workloadsFrom(manifests, {
  namespace: observability,
  only: [
    'blackbox-exporter',
    'grafana',
    'kube-state-metrics',
    'node-exporter',
    'prometheus-adapter',
    'prometheus-operator',
  ],
});
const blackboxExporter = stack['blackbox-exporter'];
const grafana = stack.grafana;
const kubeStateMetrics = stack['kube-state-metrics'];
// On the network of its node: policies see it as an address of nodes.
const nodeExporter = stack['node-exporter'];
const adapter = stack['prometheus-adapter'];
const operator = stack['prometheus-operator'];

// The operator makes these pods from objects of its own kinds, so their labels and ports are said here.
const prometheus = observability.workload('prometheus', {
  labels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'k8s' },
  ports: { web: 9090, 'reloader-web': 8080 },
});
const alertmanager = observability.workload('alertmanager', {
  labels: { 'app.kubernetes.io/name': 'alertmanager', 'app.kubernetes.io/instance': 'main' },
  ports: { web: 9093, 'reloader-web': 8080, mesh: 9094, 'mesh-udp': udp(9094) },
});

const probed = cidr('probed', ['198.51.100.0/24']);
const pager = cidr('pager', ['203.0.113.8/32']);

export const namespaces = [observability];

export const flows = [
  flow(prometheus).to(blackboxExporter, nodeExporter).port('https').because('metrics are scraped'),
  flow(prometheus).to(kubeStateMetrics).port('https-main', 'https-self').because('metrics are scraped'),
  flow(prometheus).to(operator).port('https').because('metrics are scraped'),
  flow(prometheus).to(grafana).port('http').because('metrics are scraped'),
  flow(prometheus).to(prometheus).port('web', 'reloader-web').because('it scrapes itself and its replica'),
  flow(prometheus).to(alertmanager).port('web', 'reloader-web').because('alerts are sent, metrics are scraped'),
  flow(prometheus).to(nodes()).port(10250).because('kubelets are scraped'),

  flow(alertmanager).to(alertmanager).port('mesh', 'mesh-udp').because('replicas agree on who sends an alert'),
  flow(alertmanager).to(pager).port(443).because('people are paged'),

  flow(ingressNginx).to(grafana).port('http').because('engineers read dashboards'),
  flow(grafana, adapter).to(prometheus).port('web').because('they ask for metrics'),
  flow(kubeApiServer()).to(adapter).port('https').because('metrics are part of the API of the cluster'),
  flow(blackboxExporter).to(probed).port(443).because('endpoints are probed'),

  flow(prometheus, kubeStateMetrics, operator, adapter, blackboxExporter)
    .to(kubeApiServer())
    .port(443, 6443)
    .because('they watch the cluster, or ask it who may read'),
];

export const invariants = [
  only(prometheus, alertmanager).mayReach(alertmanager),
  only(prometheus, grafana, adapter).mayReach(prometheus),
  never(ingressNginx).to(prometheus, alertmanager),
];
