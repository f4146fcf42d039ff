import { fieldOf } from '../../manifest-value';
import type { ServiceCaller, ServiceReference } from '../../resources';
import type { ManifestObject } from './manifest-object';

interface CallerKind {
  readonly groups: readonly string[];
  readonly caller: ServiceCaller['caller'];
  readonly read: (object: ManifestObject) => readonly ServiceReference[];
}

const webhooks: CallerKind = {
  groups: ['admissionregistration.k8s.io'],
  caller: 'api-server',
  read: webhookServices,
};

/** Source: the API references of admissionregistration.k8s.io, apiregistration.k8s.io, networking.k8s.io and gateway.networking.k8s.io. */
const callerKinds: ReadonlyMap<string, CallerKind> = new Map([
  ['ValidatingWebhookConfiguration', webhooks],
  ['MutatingWebhookConfiguration', webhooks],
  ['APIService', { groups: ['apiregistration.k8s.io'], caller: 'api-server', read: apiServiceOf }],
  ['Ingress', { groups: ['networking.k8s.io', 'extensions'], caller: 'ingress-controller', read: ingressServices }],
  ['HTTPRoute', { groups: ['gateway.networking.k8s.io'], caller: 'ingress-controller', read: routeServices }],
]);

/**
 * Reads the Services that an object names; undefined for kinds that call none. What cannot be read names none: these objects
 * decide nothing about policies, so that a mistake in them must not stop a question about policies.
 */
export function readServiceCaller(object: ManifestObject): ServiceCaller | undefined {
  const { kind, apiVersion, name, origin } = object;
  const known = callerKinds.get(kind);
  if (!known?.groups.some((group) => apiVersion.startsWith(`${group}/`))) return undefined;
  const { caller, read } = known;
  // What the API server calls belongs to the whole cluster.
  const namespace = caller === 'api-server' ? '' : object.namespace;
  return { kind, namespace, name, caller, references: read(object), origin };
}

function webhookServices({ manifest }: ManifestObject): readonly ServiceReference[] {
  return listOf(manifest.webhooks).flatMap((webhook, index) => {
    const service = fieldOf(webhook, 'clientConfig', 'service');
    const isOptional = fieldOf(webhook, 'failurePolicy') === 'Ignore';
    const reference = serviceAt(`webhooks[${index}].clientConfig.service`, service, '', 443);
    return reference.map((each) => ({ ...each, isOptional }));
  });
}

function apiServiceOf({ manifest }: ManifestObject): readonly ServiceReference[] {
  return serviceAt('spec.service', fieldOf(manifest, 'spec', 'service'), '', 443);
}

function ingressServices({ manifest, namespace }: ManifestObject): readonly ServiceReference[] {
  const spec = fieldOf(manifest, 'spec');
  const paths = listOf(fieldOf(spec, 'rules')).flatMap((rule, index) =>
    listOf(fieldOf(rule, 'http', 'paths')).flatMap((path, pathIndex) =>
      backendAt(`spec.rules[${index}].http.paths[${pathIndex}].backend`, fieldOf(path, 'backend'), namespace),
    ),
  );
  const defaults = ['defaultBackend', 'backend'].flatMap((field) =>
    backendAt(`spec.${field}`, fieldOf(spec, field), namespace),
  );
  return [...defaults, ...paths];
}

/** A backend of networking.k8s.io/v1, or of the versions before. */
function backendAt(field: string, backend: unknown, namespace: string): readonly ServiceReference[] {
  const oldName = fieldOf(backend, 'serviceName');
  if (typeof oldName === 'string')
    return [{ field: `${field}.serviceName`, namespace, name: oldName, ...portField(fieldOf(backend, 'servicePort')) }];
  const name = fieldOf(backend, 'service', 'name');
  if (typeof name !== 'string') return [];
  const port = fieldOf(backend, 'service', 'port');
  return [
    { field: `${field}.service.name`, namespace, name, ...portField(fieldOf(port, 'number') ?? fieldOf(port, 'name')) },
  ];
}

function routeServices({ manifest, namespace }: ManifestObject): readonly ServiceReference[] {
  return listOf(fieldOf(manifest, 'spec', 'rules')).flatMap((rule, index) =>
    listOf(fieldOf(rule, 'backendRefs')).flatMap((backend, backendIndex) => {
      const isService = (fieldOf(backend, 'kind') ?? 'Service') === 'Service' && !fieldOf(backend, 'group');
      return isService ? serviceAt(`spec.rules[${index}].backendRefs[${backendIndex}]`, backend, namespace) : [];
    }),
  );
}

function serviceAt(
  field: string,
  service: unknown,
  defaultNamespace: string,
  defaultPort?: number,
): readonly ServiceReference[] {
  const name = fieldOf(service, 'name');
  const namespace = fieldOf(service, 'namespace') ?? defaultNamespace;
  if (typeof name !== 'string' || typeof namespace !== 'string') return [];
  return [{ field: `${field}.name`, namespace, name, ...portField(fieldOf(service, 'port') ?? defaultPort) }];
}

const portField = (port: unknown): Pick<ServiceReference, 'port'> =>
  typeof port === 'number' || typeof port === 'string' ? { port } : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
