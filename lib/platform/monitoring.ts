import { platformPeer } from './platform-peer';

/**
 * Prometheus as kube-prometheus and the Prometheus operator label its pods.
 * Source: https://github.com/prometheus-operator/kube-prometheus (manifests/prometheus-networkPolicy.yaml)
 */
export const prometheus = platformPeer('prometheus', {
  namespace: 'monitoring',
  labels: { 'app.kubernetes.io/name': 'prometheus' },
  ports: { web: 9090 },
});

/**
 * Alertmanager of kube-prometheus.
 * Source: https://github.com/prometheus-operator/kube-prometheus (manifests/alertmanager-networkPolicy.yaml)
 */
export const alertmanager = platformPeer('alertmanager', {
  namespace: 'monitoring',
  labels: { 'app.kubernetes.io/name': 'alertmanager' },
  ports: { web: 9093 },
});

/**
 * Grafana of kube-prometheus.
 * Source: https://github.com/prometheus-operator/kube-prometheus (manifests/grafana-deployment.yaml)
 */
export const grafana = platformPeer('grafana', {
  namespace: 'monitoring',
  labels: { 'app.kubernetes.io/name': 'grafana' },
  ports: { http: 3000 },
});

/**
 * metrics-server, which the API server asks for the metrics of pods and nodes.
 * Source: https://github.com/kubernetes-sigs/metrics-server (components.yaml of its releases)
 */
export const metricsServer = platformPeer('metrics-server', {
  namespace: 'kube-system',
  labels: { 'k8s-app': 'metrics-server' },
  ports: { https: 10250 },
});
