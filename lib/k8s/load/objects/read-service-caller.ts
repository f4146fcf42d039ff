import { fieldOf } from '../../manifest-value';
import type { ServiceCaller, ServiceReference } from '../../resources';
import { ownAnnotations } from './field-reader';
import type { ManifestObject } from './manifest-object';
import {
  classOfIngress,
  gatewayRouteServices,
  ingressServices,
  openShiftRouteServices,
  parentsOf,
} from './read-routes';
import { listOf, serviceAt } from './service-reference';

interface CallerKind {
  readonly groups: readonly string[];
  readonly callerOf: (object: ManifestObject) => Pick<ServiceCaller, 'caller' | 'gatewayNamespaces' | 'ingressClass'>;
  readonly read: (object: ManifestObject) => readonly ServiceReference[];
}

const byApiServer = (group: string, read: CallerKind['read']): CallerKind => ({
  groups: [group],
  callerOf: () => ({ caller: 'api-server' }),
  read,
});

const webhooks = byApiServer('admissionregistration.k8s.io', webhookServices);

const gatewayRoute: CallerKind = {
  groups: ['gateway.networking.k8s.io'],
  callerOf: parentsOf,
  read: gatewayRouteServices,
};

/**
 * Source: the API references of admissionregistration.k8s.io, apiregistration.k8s.io, apiextensions.k8s.io,
 * networking.k8s.io, gateway.networking.k8s.io and route.openshift.io.
 */
const callerKinds: ReadonlyMap<string, CallerKind> = new Map([
  ['ValidatingWebhookConfiguration', webhooks],
  ['MutatingWebhookConfiguration', webhooks],
  ['APIService', byApiServer('apiregistration.k8s.io', apiServiceOf)],
  ['CustomResourceDefinition', byApiServer('apiextensions.k8s.io', conversionServices)],
  ['Ingress', { groups: ['networking.k8s.io', 'extensions'], callerOf: classOfIngress, read: ingressServices }],
  ['HTTPRoute', gatewayRoute],
  ['GRPCRoute', gatewayRoute],
  ['TLSRoute', gatewayRoute],
  ['TCPRoute', gatewayRoute],
  ['UDPRoute', gatewayRoute],
  [
    'Route',
    {
      groups: ['route.openshift.io'],
      callerOf: () => ({ caller: 'ingress-controller' }),
      read: openShiftRouteServices,
    },
  ],
]);

/**
 * Reads the Services that an object names; undefined for kinds that call none, and for definitions of custom resources that
 * nothing converts. What cannot be read names none: these objects decide nothing about policies, so that a mistake in them
 * must not stop a question about policies.
 */
export function readServiceCaller(object: ManifestObject): ServiceCaller | undefined {
  const { kind, apiVersion, name, origin } = object;
  const known = callerKinds.get(kind);
  if (!known?.groups.some((group) => apiVersion.startsWith(`${group}/`))) return undefined;
  const callers = known.callerOf(object);
  const references = known.read(object);
  if (kind === definitionKind && references.length === 0) return undefined;
  // What the API server calls belongs to the whole cluster.
  const namespace = callers.caller === 'api-server' ? '' : object.namespace;
  const annotations = ownAnnotations(object.manifest);
  const hasOwn = Object.keys(annotations).length > 0;
  return { kind, namespace, name, ...callers, references, ...(hasOwn && { annotations }), origin };
}

/** The kind of which all objects are counted among those that are not read, and some name a Service that converts. */
export const definitionKind = 'CustomResourceDefinition';

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

/** The Service that converts between versions, in apiextensions.k8s.io/v1 and v1beta1; a definition of one version is never converted. */
function conversionServices({ manifest }: ManifestObject): readonly ServiceReference[] {
  const spec = fieldOf(manifest, 'spec');
  const conversion = fieldOf(spec, 'conversion');
  const isConverted = fieldOf(conversion, 'strategy') === 'Webhook' && listOf(fieldOf(spec, 'versions')).length !== 1;
  if (!isConverted) return [];
  const [now, before] = ['webhook.clientConfig', 'webhookClientConfig'];
  const service = fieldOf(conversion, 'webhook', 'clientConfig', 'service');
  if (service !== undefined) return serviceAt(`spec.conversion.${now}.service`, service, '', 443);
  return serviceAt(`spec.conversion.${before}.service`, fieldOf(conversion, before, 'service'), '', 443);
}
