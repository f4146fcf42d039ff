import { fieldOf } from '../../manifest-value';
import type { ServiceCaller, ServiceReference } from '../../resources';
import type { ManifestObject } from './manifest-object';
import { listOf, portAt, serviceAt } from './service-reference';

/** What of requests a reference is for, where the object says it. */
type Requests = Pick<ServiceReference, 'hosts' | 'paths'>;

/** The backends of an Ingress. */
export function ingressServices({ manifest, namespace }: ManifestObject): readonly ServiceReference[] {
  const spec = fieldOf(manifest, 'spec');
  const paths = listOf(fieldOf(spec, 'rules')).flatMap((rule, index) =>
    listOf(fieldOf(rule, 'http', 'paths')).flatMap((path, pathIndex) =>
      backendAt(`spec.rules[${index}].http.paths[${pathIndex}].backend`, fieldOf(path, 'backend'), namespace, {
        ...hostsOf([fieldOf(rule, 'host')]),
        ...pathsOf([fieldOf(path, 'path')]),
      }),
    ),
  );
  const defaults = ['defaultBackend', 'backend'].flatMap((field) =>
    backendAt(`spec.${field}`, fieldOf(spec, field), namespace, {}),
  );
  return [...defaults, ...paths];
}

/** Who serves an Ingress. The annotation, from before the field, is what most controllers look at first. */
export function classOfIngress({ manifest }: ManifestObject): Pick<ServiceCaller, 'caller' | 'ingressClass'> {
  const annotated = fieldOf(manifest, 'metadata', 'annotations', 'kubernetes.io/ingress.class');
  const [ingressClass] = textsOf([annotated, fieldOf(manifest, 'spec', 'ingressClassName')]);
  return { caller: 'ingress-controller', ...(ingressClass !== undefined && { ingressClass }) };
}

/** A backend of networking.k8s.io/v1, or of the versions before. */
function backendAt(
  field: string,
  backend: unknown,
  namespace: string,
  requests: Requests,
): readonly ServiceReference[] {
  const oldName = fieldOf(backend, 'serviceName');
  if (typeof oldName === 'string') {
    const port = portAt(`${field}.servicePort`, fieldOf(backend, 'servicePort'));
    return [{ field: `${field}.serviceName`, namespace, name: oldName, ...port, ...requests }];
  }
  const name = fieldOf(backend, 'service', 'name');
  if (typeof name !== 'string') return [];
  const port = fieldOf(backend, 'service', 'port');
  const part = fieldOf(port, 'number') === undefined ? 'name' : 'number';
  const number = portAt(`${field}.service.port.${part}`, fieldOf(port, part));
  return [{ field: `${field}.service.name`, namespace, name, ...number, ...requests }];
}

/** The backends of a route of the Gateway API, of any kind: HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute. */
export function gatewayRouteServices({ manifest, namespace }: ManifestObject): readonly ServiceReference[] {
  const spec = fieldOf(manifest, 'spec');
  const hosts = hostsOf(listOf(fieldOf(spec, 'hostnames')));
  return listOf(fieldOf(spec, 'rules')).flatMap((rule, index) => {
    const requests = { ...hosts, ...matchedPaths(listOf(fieldOf(rule, 'matches'))) };
    return listOf(fieldOf(rule, 'backendRefs')).flatMap((backend, backendIndex) => {
      const isService = (fieldOf(backend, 'kind') ?? 'Service') === 'Service' && !fieldOf(backend, 'group');
      if (!isService || getsNothing(backend)) return [];
      const found = serviceAt(`spec.rules[${index}].backendRefs[${backendIndex}]`, backend, namespace);
      return found.map((each) => ({ ...each, ...requests }));
    });
  });
}

/** One match without a path means every path. */
function matchedPaths(matches: readonly unknown[]): Requests {
  const paths = matches.map((match) => fieldOf(match, 'path', 'value') ?? methodPath(fieldOf(match, 'method')));
  return paths.every((path) => typeof path === 'string') ? pathsOf(paths) : {};
}

/** The path of a gRPC method; the method of a match for HTTP is a text, and no path. */
function methodPath(method: unknown): string | undefined {
  const [service, name] = [fieldOf(method, 'service'), fieldOf(method, 'method')];
  return typeof service === 'string' ? `/${service}/${typeof name === 'string' ? name : ''}` : undefined;
}

/** Whose requests a route of the Gateway API gets: where all its parents are Services those of their clients, in the mesh. */
export function parentsOf({
  manifest,
  namespace,
}: ManifestObject): Pick<ServiceCaller, 'caller' | 'gatewayNamespaces'> {
  const parents = listOf(fieldOf(manifest, 'spec', 'parentRefs'));
  const gateways = parents.filter((parent) => !/^Service/.test(String(fieldOf(parent, 'kind'))));
  if (parents.length > 0 && gateways.length === 0) return { caller: 'mesh' };
  const namespaces = gateways.map((parent) => fieldOf(parent, 'namespace') ?? namespace);
  const gatewayNamespaces = [...new Set(textsOf(namespaces))];
  return { caller: 'ingress-controller', ...(gatewayNamespaces.length > 0 && { gatewayNamespaces }) };
}

/**
 * The backends of an OpenShift Route. `spec.port.targetPort` is compared with the names and numbers of endpoints, a number
 * written as text too. Source: endpointsForAlias of openshift/router.
 */
export function openShiftRouteServices({ manifest, namespace }: ManifestObject): readonly ServiceReference[] {
  const spec = fieldOf(manifest, 'spec');
  const alternates = listOf(fieldOf(spec, 'alternateBackends'));
  const backends: (readonly [string, unknown])[] = [
    ['spec.to', fieldOf(spec, 'to')],
    ...alternates.map((each, index) => [`spec.alternateBackends[${index}]`, each] as const),
  ];
  const { port: endpointPort, ...place } = portAt('spec.port.targetPort', fieldOf(spec, 'port', 'targetPort'));
  const requests = { ...hostsOf([fieldOf(spec, 'host')]), ...pathsOf([fieldOf(spec, 'path')]) };
  return backends.flatMap(([field, backend]) => {
    const [name, kind] = [fieldOf(backend, 'name'), fieldOf(backend, 'kind') ?? 'Service'];
    if (typeof name !== 'string' || name === '' || kind !== 'Service' || getsNothing(backend)) return [];
    const port = endpointPort === undefined ? {} : { endpointPort, ...place };
    return [{ field: `${field}.name`, namespace, name, ...port, ...requests }];
  });
}

/** Whether no request is sent to a backend: whoever prepares a rollout may name a Service that is yet to come. */
const getsNothing = (backend: unknown): boolean => fieldOf(backend, 'weight') === 0;

const hostsOf = (values: readonly unknown[]): Requests => {
  const hosts = textsOf(values);
  return hosts.length > 0 ? { hosts } : {};
};

const pathsOf = (values: readonly unknown[]): Requests => {
  const paths = textsOf(values);
  return paths.length > 0 ? { paths } : {};
};

const textsOf = (values: readonly unknown[]): readonly string[] =>
  values.filter((value): value is string => typeof value === 'string' && value !== '');
