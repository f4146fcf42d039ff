import { fieldOf } from '../../manifest-value';
import type { UnreadRoute } from '../../resources';
import { groupOf } from './api-group';
import type { ManifestObject } from './manifest-object';
import { listOf } from './service-reference';

/** Kinds by which controllers lead clients from outside to Services, and the groups that have them. Source: the API references of each project. */
const routeKinds: ReadonlyMap<string, readonly string[]> = new Map([
  ['VirtualService', ['networking.istio.io', 'gateway.solo.io']],
  ['IngressRoute', ['traefik.io', 'traefik.containo.us', 'contour.heptio.com']],
  ['IngressRouteTCP', ['traefik.io', 'traefik.containo.us']],
  ['IngressRouteUDP', ['traefik.io', 'traefik.containo.us']],
  ['HTTPProxy', ['projectcontour.io']],
  ['TCPIngress', ['configuration.konghq.com']],
  ['UDPIngress', ['configuration.konghq.com']],
  ['VirtualServer', ['k8s.nginx.org', 'cis.f5.com']],
  ['VirtualServerRoute', ['k8s.nginx.org']],
  ['TransportServer', ['k8s.nginx.org', 'cis.f5.com']],
  ['Mapping', ['getambassador.io']],
  ['TCPMapping', ['getambassador.io']],
  ['ApisixRoute', ['apisix.apache.org']],
  ['TargetGroupBinding', ['elbv2.k8s.aws']],
  ['Service', ['serving.knative.dev']],
]);

/** An object of a kind that leads clients in and is not read; undefined for others, and for those that are for the cluster alone. */
export function unreadRoute({ kind, apiVersion, namespace, name, manifest }: ManifestObject): UnreadRoute | undefined {
  if (!routeKinds.get(kind)?.includes(groupOf(apiVersion)) || isOfCluster(kind, manifest)) return undefined;
  return { kind, namespace, name };
}

/** An Istio VirtualService without a gateway is the mesh's; a Knative Service may be asked to stay inside. */
function isOfCluster(kind: string, manifest: ManifestObject['manifest']): boolean {
  const spec = fieldOf(manifest, 'spec');
  if (kind === 'VirtualService' && fieldOf(spec, 'virtualHost') === undefined)
    return listOf(fieldOf(spec, 'gateways')).every((gateway) => gateway === 'mesh');
  return fieldOf(manifest, 'metadata', 'labels', 'networking.knative.dev/visibility') === 'cluster-local';
}
