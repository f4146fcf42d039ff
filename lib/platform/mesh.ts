import { cidr } from '../dsl/external';
import { platformPeer } from './platform-peer';

/**
 * Istio's control plane; ports are named as in its Service.
 * Source: https://github.com/istio/istio (manifests/charts/istio-control/istio-discovery/templates/deployment.yaml)
 */
export const istiod = platformPeer('istiod', {
  namespace: 'istio-system',
  labels: { app: 'istiod' },
  ports: { 'grpc-xds': 15010, 'https-dns': 15012, 'http-monitoring': 15014, 'https-webhook': 15017 },
});

/** The port of Istio's ambient mesh: it carries all traffic between pods of the mesh. Source: https://istio.io/latest/docs/ambient/usage/networkpolicy/ */
export const hbonePort = 15008;

/**
 * The addresses from which the kubelet's probes reach pods of Istio's ambient mesh.
 * Source: https://istio.io/latest/docs/ambient/usage/networkpolicy/
 */
export const istioAmbientProbes = cidr('istio-ambient-probes', [
  '169.254.7.127/32',
  'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128',
]);

/**
 * Linkerd's destination controller, which every proxy asks where and by what policy to send.
 * Source: https://github.com/linkerd/linkerd2 (charts/linkerd-control-plane/templates/destination.yaml)
 */
export const linkerdDestination = platformPeer('destination', {
  namespace: 'linkerd',
  labels: { 'linkerd.io/control-plane-component': 'destination' },
  ports: { grpc: 8086, policy: 8090 },
});
