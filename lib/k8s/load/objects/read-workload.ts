import { isBuiltInVersion, isTemplateKind } from '../../../cluster/workload-kinds';
import type { Finding } from '../../../diagnostics/finding';
import { fieldOf, type ManifestMap } from '../../manifest-value';
import type { ContainerPort, WorkloadResource } from '../../resources';
import { FieldReader } from './field-reader';
import type { ManifestObject } from './manifest-object';
import { podLabels } from './pod-labels';

/** Where the pod template of a workload stands; undefined for objects that make no pods (docs/semantics.md 4). */
export function podTemplatePath(object: ManifestObject): string | undefined {
  const { kind, apiVersion, manifest } = object;
  if (kind === 'Pod') return apiVersion === 'v1' || apiVersion === '' ? '' : undefined;
  if (kind === 'CronJob' && isBuiltInVersion(apiVersion)) return 'spec.jobTemplate.spec.template';
  if (isBuiltInVersion(apiVersion) && isTemplateKind(kind)) return 'spec.template';
  return Array.isArray(fieldOf(manifest, 'spec', 'template', 'spec', 'containers')) ? 'spec.template' : undefined;
}

/** Reads the pods of a workload; `templatePath` as `podTemplatePath` gave it. */
export function readWorkload(object: ManifestObject, templatePath: string, findings: Finding[]): WorkloadResource {
  const reader = new FieldReader(object, findings);
  reader.checkIdentity();
  const prefix = templatePath === '' ? '' : `${templatePath}.`;
  const template = templateOf(object, templatePath, reader);
  const metadata = reader.map(template.metadata, `${prefix}metadata`);
  const labels = reader.labels(metadata.labels, `${prefix}metadata.labels`);
  const spec = reader.map(template.spec, `${prefix}spec`);
  const replicas = replicasOf(object, reader);
  const { serviceAccountName: account = '' } = spec;
  const ports = containerPorts(spec, `${prefix}spec`, reader);
  const hostNetwork = reader.flag(spec.hostNetwork, `${prefix}spec.hostNetwork`);
  return {
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
    ...podLabels(object, template, { labels, hostNetwork, isBuiltIn: isBuiltInVersion(object.apiVersion) }),
    ports,
    hostNetwork,
    ...(typeof account === 'string' && !['', 'default'].includes(account) && { serviceAccount: account }),
    ...(replicas === undefined ? {} : { replicas }),
    addresses: object.kind === 'Pod' ? podAddresses(object.manifest) : [],
    ...reader.ownAnnotations(),
    origin: object.origin,
  };
}

function templateOf(object: ManifestObject, templatePath: string, reader: FieldReader): ManifestMap {
  if (templatePath === '') return object.manifest;
  let current = object.manifest;
  const walked: string[] = [];
  for (const name of templatePath.split('.')) {
    walked.push(name);
    const next = current[name];
    if (next === null || next === undefined) {
      reader.refuse(walked.join('.'), `is missing: a ${object.kind} needs it`);
      return {};
    }
    current = reader.map(next, walked.join('.'));
  }
  return current;
}

function containerPorts(spec: ManifestMap, field: string, reader: FieldReader): readonly ContainerPort[] {
  const ports = portsOf(spec.containers, `${field}.containers`, reader, () => true);
  // Init containers end before the pod serves, save for those that restart forever: sidecars.
  const isSidecar = (container: ManifestMap) => container.restartPolicy === 'Always';
  const sidecarPorts = portsOf(spec.initContainers, `${field}.initContainers`, reader, isSidecar);
  return [...ports, ...sidecarPorts.map((port) => ({ ...port, sidecar: true }))];
}

function portsOf(
  containers: unknown,
  field: string,
  reader: FieldReader,
  counts: (container: ManifestMap) => boolean,
): ContainerPort[] {
  const ports: ContainerPort[] = [];
  for (const [index, raw] of reader.list(containers, field).entries()) {
    const container = reader.map(raw, `${field}[${index}]`);
    if (!counts(container)) continue;
    for (const [portIndex, entry] of reader.list(container.ports, `${field}[${index}].ports`).entries()) {
      const portField = `${field}[${index}].ports[${portIndex}]`;
      const {
        name: rawName,
        containerPort,
        protocol,
        hostPort: rawHostPort,
        hostIP: rawHostIp,
      } = reader.map(entry, portField);
      const port = reader.port(containerPort, `${portField}.containerPort`);
      const name = reader.text(rawName, `${portField}.name`);
      const hostPort = reader.optionalPort(rawHostPort, `${portField}.hostPort`);
      const hostIP = reader.text(rawHostIp, `${portField}.hostIP`);
      if (port === undefined) continue;
      ports.push({
        ...(name && { name }),
        port,
        protocol: reader.protocol(protocol, `${portField}.protocol`),
        ...(hostPort !== undefined && { hostPort, hostPortField: `${portField}.hostPort` }),
        ...(hostPort !== undefined && hostIP && { hostIP }),
      });
    }
  }
  return ports;
}

function replicasOf({ kind, manifest }: ManifestObject, reader: FieldReader): number | undefined {
  const spec = fieldOf(manifest, 'spec');
  switch (kind) {
    case 'Pod':
      return 1;
    case 'DaemonSet':
      return undefined;
    case 'Job':
      return reader.count(fieldOf(spec, 'parallelism'), 'spec.parallelism') ?? 1;
    case 'CronJob': {
      const field = 'spec.jobTemplate.spec.parallelism';
      return reader.count(fieldOf(spec, 'jobTemplate', 'spec', 'parallelism'), field) ?? 1;
    }
    default: {
      const count = reader.count(fieldOf(spec, 'replicas'), 'spec.replicas');
      return count ?? (isTemplateKind(kind) ? 1 : undefined);
    }
  }
}

function podAddresses(manifest: ManifestMap): readonly string[] {
  const status = fieldOf(manifest, 'status');
  const phase = fieldOf(status, 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return [];
  const podIps = fieldOf(status, 'podIPs');
  const addresses = Array.isArray(podIps) ? podIps.map((entry) => fieldOf(entry, 'ip')) : [];
  if (addresses.length === 0) addresses.push(fieldOf(status, 'podIP'));
  return addresses.filter((address): address is string => typeof address === 'string' && address !== '');
}
