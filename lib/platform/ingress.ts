import { platformPeer } from './platform-peer';

/**
 * The ingress-nginx controller as its Helm chart and its static manifests install it.
 * Source: https://github.com/kubernetes/ingress-nginx (deploy/static/provider/cloud/deploy.yaml)
 */
export const ingressNginx = platformPeer('controller', {
  namespace: 'ingress-nginx',
  labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  ports: { http: 80, https: 443, webhook: 8443, metrics: 10254 },
});

/**
 * Traefik as its Helm chart installs it.
 * Source: https://github.com/traefik/traefik-helm-chart (traefik/templates/_podtemplate.tpl, traefik/values.yaml)
 */
export const traefik = platformPeer('traefik', {
  namespace: 'traefik',
  labels: { 'app.kubernetes.io/name': 'traefik' },
  ports: { web: 8000, websecure: 8443, metrics: 9100 },
});

/**
 * The HAProxy ingress controller of HAProxy Technologies.
 * Source: https://github.com/haproxytech/kubernetes-ingress (deploy/haproxy-ingress.yaml)
 */
export const haproxyIngress = platformPeer('haproxy-ingress', {
  namespace: 'haproxy-controller',
  labels: { run: 'haproxy-ingress' },
  ports: { http: 8080, https: 8443, stat: 1024 },
});

/**
 * The Envoy proxies of Contour, through which requests come in.
 * Source: https://github.com/projectcontour/contour (examples/contour/03-envoy.yaml)
 */
export const contour = platformPeer('envoy', {
  namespace: 'projectcontour',
  labels: { app: 'envoy' },
  ports: { http: 8080, https: 8443, metrics: 8002 },
});

/**
 * The proxies of all gateways of Envoy Gateway; a listener on a port below 1024 is 10000 higher on the pod.
 * Source: https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/
 */
export const envoyGateway = platformPeer('envoy', {
  namespace: 'envoy-gateway-system',
  labels: { 'app.kubernetes.io/name': 'envoy', 'app.kubernetes.io/component': 'proxy' },
  ports: { http: 10080, https: 10443 },
});

/**
 * The ingress gateway of Istio's default profile.
 * Source: https://github.com/istio/istio (manifests/charts/gateways/istio-ingress/values.yaml)
 */
export const istioIngressGateway = platformPeer('istio-ingressgateway', {
  namespace: 'istio-system',
  labels: { istio: 'ingressgateway' },
  ports: { http2: 8080, https: 8443 },
});

/**
 * Kong as its chart kong/kong installs it; with kong/ingress, its proxies are `kong.with({ labels: { 'app.kubernetes.io/name': 'gateway' } })`.
 * Source: https://github.com/Kong/charts (charts/kong)
 */
export const kong = platformPeer('kong', {
  namespace: 'kong',
  labels: { 'app.kubernetes.io/name': 'kong', 'app.kubernetes.io/component': 'app' },
  ports: { proxy: 8000, 'proxy-tls': 8443, webhook: 8080 },
});
