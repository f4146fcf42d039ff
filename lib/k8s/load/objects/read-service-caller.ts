import { fieldOf } from '../../manifest-value';
import type { ServiceCaller, ServiceReference } from '../../resources';
import type { ManifestObject } from './manifest-object';

type Reader = (object: ManifestObject) => readonly ServiceReference[];

interface CallerKind {
  readonly group: string;
  readonly caller: ServiceCaller['caller'];
  readonly isClusterWide: boolean;
  readonly read: Reader;
}

const webhooks: CallerKind = {
  group: 'admissionregistration.k8s.io',
  caller: 'api-server',
  isClusterWide: true,
  read: webhookServices,
};
const ingress = { caller: 'ingress-controller', isClusterWide: false, read: ingressServices } as const;

/** Source: the API references of admissionregistration.k8s.io, apiregistration.k8s.io, networking.k8s.io and gateway.networking.k8s.io. */
const callerKinds: ReadonlyMap<string, readonly CallerKind[]> = new Map([
  ['ValidatingWebhookConfiguration', [webhooks]],
  ['MutatingWebhookConfiguration', [webhooks]],
  ['APIService', [{ group: 'apiregistration.k8s.io', caller: 'api-server', isClusterWide: true, read: apiServiceOf }]],
  [
    'Ingress',
    [
      { ...ingress, group: 'networking.k8s.io' },
      { ...ingress, group: 'extensions' },
    ],
  ],
  [
    'HTTPRoute',
    [{ group: 'gateway.networking.k8s.io', caller: 'ingress-controller', isClusterWide: false, read: routeServices }],
  ],
]);

/** Who calls Services by an object of this kind; undefined for other kinds. */
export function callerOf(object: ManifestObject): ServiceCaller['caller'] | undefined {
  return kindOf(object)?.caller;
}

/**
 * Reads the Services that an object names. What cannot be read names none: these objects decide nothing about policies,
 * so that a mistake in them must not stop a question about policies.
 */
export function readServiceCaller(object: ManifestObject): ServiceCaller {
  const { kind, name, origin } = object;
  const known = kindOf(object);
  return {
    kind,
    namespace: known?.isClusterWide ? '' : object.namespace,
    name,
    caller: known?.caller ?? 'ingress-controller',
    references: known?.read(object) ?? [],
    origin,
  };
}

function kindOf({ kind, apiVersion }: ManifestObject): CallerKind | undefined {
  return callerKinds.get(kind)?.find(({ group }) => apiVersion.startsWith(`${group}/`));
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
