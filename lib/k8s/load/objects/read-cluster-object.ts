import { namespaceNameLabel } from '../../../algebra/selector';
import type { Finding } from '../../../diagnostics/finding';
import type { NamespaceResource, ServicePort, ServiceResource } from '../../resources';
import { FieldReader } from './field-reader';
import type { ManifestObject } from './manifest-object';

/** Reads a Namespace; its name is also its label `kubernetes.io/metadata.name` (docs/semantics.md 3). */
export function readNamespace(object: ManifestObject, findings: Finding[]): NamespaceResource {
  const reader = new FieldReader(object, findings);
  const { name, manifest, origin } = object;
  reader.checkIdentity();
  const metadata = reader.map(manifest.metadata, 'metadata');
  const labels = reader.labels(metadata.labels, 'metadata.labels');
  return { name, labels: { ...labels, [namespaceNameLabel]: name }, ...reader.ownAnnotations(), origin };
}

/** Reads a Service. */
export function readService(object: ManifestObject, findings: Finding[]): ServiceResource {
  const reader = new FieldReader(object, findings);
  const { name, namespace, manifest, origin } = object;
  reader.checkIdentity();
  const spec = reader.map(manifest.spec, 'spec');
  const selector = reader.labels(spec.selector, 'spec.selector');
  return {
    namespace,
    name,
    type: reader.text(spec.type, 'spec.type') ?? 'ClusterIP',
    ...(Object.keys(selector).length > 0 ? { selector } : {}),
    ports: reader.list(spec.ports, 'spec.ports').flatMap((entry, index) => readPort(entry, index, reader)),
    ...reader.ownAnnotations(),
    origin,
  };
}

function readPort(entry: unknown, index: number, reader: FieldReader): ServicePort[] {
  const field = `spec.ports[${index}]`;
  const { name: rawName, port: rawPort, targetPort, protocol } = reader.map(entry, field);
  const port = reader.port(rawPort, `${field}.port`);
  if (port === undefined) return [];
  const name = reader.text(rawName, `${field}.name`);
  return [
    {
      ...(name ? { name } : {}),
      port,
      targetPort: isTarget(targetPort) ? targetPort : port,
      protocol: reader.protocol(protocol, `${field}.protocol`),
    },
  ];
}

/** A missing, empty or zero target is the Service's own port. */
function isTarget(value: unknown): value is number | string {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0);
}
