import { namespaceNameLabel } from '../../../algebra/selector';
import type { Finding } from '../../../diagnostics/finding';
import { fieldOf, type ManifestMap } from '../../manifest-value';
import type { NamespaceResource, ServicePort, ServiceResource } from '../../resources';
import { FieldReader } from './field-reader';
import { internalAnnotation } from './internal-load-balancer';
import type { ManifestObject } from './manifest-object';

/** Reads a Namespace; its name is also its label `kubernetes.io/metadata.name` (docs/semantics.md 3). */
export function readNamespace(object: ManifestObject, findings: Finding[]): NamespaceResource {
  const reader = new FieldReader(object, findings);
  const { name, manifest, origin } = object;
  reader.checkIdentity();
  const metadata = reader.map(manifest.metadata, 'metadata');
  const labels = reader.labels(metadata.labels, 'metadata.labels');
  const injection = fieldOf(metadata, 'annotations', 'linkerd.io/inject');
  return {
    name,
    labels: { ...labels, [namespaceNameLabel]: name },
    ...reader.ownAnnotations(),
    ...(typeof injection === 'string' && { linkerdInjection: injection }),
    origin,
  };
}

/** Reads a Service. */
export function readService(object: ManifestObject, findings: Finding[]): ServiceResource {
  const reader = new FieldReader(object, findings);
  const { name, namespace, manifest, origin } = object;
  reader.checkIdentity();
  const spec = reader.map(manifest.spec, 'spec');
  const selector = reader.labels(spec.selector, 'spec.selector');
  const type = reader.text(spec.type, 'spec.type') ?? 'ClusterIP';
  return {
    namespace,
    name,
    type,
    ...(Object.keys(selector).length > 0 ? { selector } : {}),
    ports: reader.list(spec.ports, 'spec.ports').flatMap((entry, index) => readPort(entry, index, reader)),
    ...outsideOf(type, spec, reader),
    ...loadBalancerOf(object, spec, reader),
    ...reader.ownAnnotations(),
    origin,
  };
}

/** How connections from outside of the cluster come in, with the API server's default. */
function outsideOf(
  type: string,
  { externalIPs: rawIps, externalTrafficPolicy: rawPolicy }: ManifestMap,
  reader: FieldReader,
): Pick<ServiceResource, 'externalIPs' | 'externalTrafficPolicy'> {
  const externalIPs = reader.texts(rawIps, 'spec.externalIPs');
  const written = reader.text(rawPolicy, 'spec.externalTrafficPolicy') || 'Cluster';
  const isPolicy = written === 'Cluster' || written === 'Local';
  if (!isPolicy) reader.refuse('spec.externalTrafficPolicy', `must be Cluster or Local, and is ${written}`);
  const isOutside = type === 'NodePort' || type === 'LoadBalancer' || externalIPs.length > 0;
  return {
    ...(externalIPs.length > 0 && { externalIPs }),
    ...(isOutside && isPolicy && { externalTrafficPolicy: written }),
  };
}

/** What its load balancer is asked for. */
function loadBalancerOf(
  object: ManifestObject,
  spec: ManifestMap,
  reader: FieldReader,
): Pick<ServiceResource, 'loadBalancerSourceRanges' | 'allocatesNodePorts' | 'internalAnnotation'> {
  const field = 'allocateLoadBalancerNodePorts';
  const isFalse = spec[field] !== undefined && spec[field] !== null && !reader.flag(spec[field], `spec.${field}`);
  return {
    ...sourceRanges(object, spec, reader),
    ...internalAnnotation(object),
    ...(isFalse && { allocatesNodePorts: false }),
  };
}

/** The field outranks the annotation that was there before it, a list between commas. Source: k8s.io/cloud-provider/service/helpers. */
function sourceRanges(
  { manifest }: ManifestObject,
  spec: ManifestMap,
  reader: FieldReader,
): Pick<ServiceResource, 'loadBalancerSourceRanges'> {
  const written = reader.texts(spec.loadBalancerSourceRanges, 'spec.loadBalancerSourceRanges');
  const annotated = fieldOf(manifest, 'metadata', 'annotations', sourceRangesAnnotation);
  const ranges = written.length === 0 && typeof annotated === 'string' ? annotated.split(',') : written;
  const loadBalancerSourceRanges = ranges.map((each) => each.trim()).filter((each) => each !== '');
  return loadBalancerSourceRanges.length > 0 ? { loadBalancerSourceRanges } : {};
}

const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

function readPort(entry: unknown, index: number, reader: FieldReader): ServicePort[] {
  const field = `spec.ports[${index}]`;
  const { name: rawName, port: rawPort, nodePort: rawNodePort, targetPort, protocol } = reader.map(entry, field);
  const port = reader.port(rawPort, `${field}.port`);
  if (port === undefined) return [];
  const name = reader.text(rawName, `${field}.name`);
  const nodePort = reader.optionalPort(rawNodePort, `${field}.nodePort`);
  return [
    {
      ...(name ? { name } : {}),
      port,
      targetPort: targetOf(targetPort, port, `${field}.targetPort`, reader),
      protocol: reader.protocol(protocol, `${field}.protocol`),
      ...(nodePort !== undefined && { nodePort }),
    },
  ];
}

/** A missing, empty or zero target is the Service's own port. */
function targetOf(value: unknown, port: number, field: string, reader: FieldReader): number | string {
  if (typeof value === 'string') return value === '' ? port : value;
  return reader.optionalPort(value, field) ?? port;
}
