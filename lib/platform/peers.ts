import { foreignNamespace } from '../dsl/namespace';

/**
 * The ingress-nginx controller as its Helm chart and its static manifests install it.
 * Source: https://github.com/kubernetes/ingress-nginx (deploy/static/provider/cloud/deploy.yaml)
 */
export const ingressNginx = foreignNamespace('ingress-nginx').workload('controller', {
  labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  ports: { http: 80, https: 443, webhook: 8443, metrics: 10254 },
});

/**
 * Prometheus as kube-prometheus and the Prometheus operator label its pods.
 * Source: https://github.com/prometheus-operator/kube-prometheus (manifests/prometheus-networkPolicy.yaml)
 */
export const prometheus = foreignNamespace('monitoring').workload('prometheus', {
  labels: { 'app.kubernetes.io/name': 'prometheus' },
  ports: { web: 9090 },
});
