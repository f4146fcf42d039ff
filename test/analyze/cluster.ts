import { load } from 'js-yaml';
import type { NetworkPolicySpec } from '../../lib/k8s/network-policy';
import type {
  ClusterResources,
  ContainerPort,
  Labels,
  NamespaceResource,
  Origin,
  PolicyResource,
  WorkloadResource,
} from '../../lib/k8s/resources';

/** An origin that names the field instead of knowing its line: line 1 for every field. */
const originOf = (file: string): Origin => ({
  span: (field) => ({ file: field ? `${file}#${field}` : file, line: 1, column: 1 }),
  file,
});

/** A Deployment with these labels; ports are `http:8080`, `dns:53/UDP` or plain numbers. */
export function workload(
  name: string,
  labels: Labels = {},
  more: Partial<Omit<WorkloadResource, 'ports'>> & { readonly ports?: readonly (string | number)[] } = {},
): WorkloadResource {
  const [namespace = '', short = ''] = name.split('/');
  return {
    kind: 'Deployment',
    namespace,
    name: short,
    labels,
    assignedLabels: [],
    hostNetwork: false,
    addresses: [],
    origin: originOf(`${name}.yaml`),
    ...more,
    ports: (more.ports ?? []).map(portOf),
  };
}

function portOf(text: string | number): ContainerPort {
  const [, name, port, protocol, sidecar] = /^(?:([a-z0-9-]+):)?(\d+)(?:\/([A-Z]+))?( sidecar)?$/.exec(`${text}`) ?? [];
  return {
    ...(name ? { name } : {}),
    port: Number(port),
    protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP',
    ...(sidecar ? { sidecar: true } : {}),
  };
}

export function namespace(name: string, labels: Labels = {}): NamespaceResource {
  return { name, labels: { ...labels, 'kubernetes.io/metadata.name': name }, origin: originOf(`${name}.yaml`) };
}

/** A policy from its spec, as an object or as YAML. */
export function policy(name: string, spec: NetworkPolicySpec | string): PolicyResource {
  const [space = '', short = ''] = name.split('/');
  const read = typeof spec === 'string' ? (load(spec) as NetworkPolicySpec) : spec;
  return { namespace: space, name: short, labels: {}, annotations: {}, spec: read, origin: originOf(`${name}.yaml`) };
}

export function cluster(parts: readonly (NamespaceResource | WorkloadResource | PolicyResource)[]): ClusterResources {
  return {
    services: [],
    serviceCallers: [],
    unevaluatedPolicies: [],
    workloads: parts.flatMap((part) => ('kind' in part ? [part] : [])),
    policies: parts.flatMap((part) => ('spec' in part ? [part] : [])),
    namespaces: parts.flatMap((part) => ('kind' in part || 'spec' in part ? [] : [part])),
  };
}
