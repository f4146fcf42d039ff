import { loadAll } from 'js-yaml';
import type { NetworkPolicySpec, Protocol } from '../../lib/k8s/network-policy';
import type { ClusterResources, ContainerPort, Labels } from '../../lib/k8s/resources';
import { cluster, namespace, originOf, policy, workload } from './cluster';

interface Container {
  readonly restartPolicy?: string;
  readonly ports?: readonly { name?: string; containerPort: number; protocol?: Protocol }[];
}
interface PodTemplate {
  readonly metadata?: { readonly labels?: Labels };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly hostNetwork?: boolean;
  };
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  readonly spec: PodTemplate['spec'] & { template?: PodTemplate; jobTemplate?: { spec: { template: PodTemplate } } };
}

/** Just enough of a loader for clean manifests; the real one is tested on its own. */
export function readManifests(yaml: string, file: string): ClusterResources {
  const manifests = (loadAll(yaml) as (Manifest | null)[]).filter((each) => each !== null);
  return cluster(manifests.flatMap((manifest) => partsOf(manifest, file)));
}

function partsOf(manifest: Manifest, file: string) {
  const { kind, metadata, spec } = manifest;
  const name = `${metadata.namespace ?? 'default'}/${metadata.name}`;
  if (kind === 'Namespace') return [namespace(metadata.name, metadata.labels)];
  if (kind === 'NetworkPolicy') return [{ ...policy(name, spec as NetworkPolicySpec), origin: originOf(file) }];
  const template = kind === 'Pod' ? (manifest as PodTemplate) : (spec?.jobTemplate?.spec.template ?? spec?.template);
  if (!template?.spec?.containers) return [];
  const { containers, initContainers = [], hostNetwork = false } = template.spec;
  const sidecars = initContainers.filter((each) => each.restartPolicy === 'Always');
  const ports = [
    ...containers.flatMap((each) => portsOf(each, false)),
    ...sidecars.flatMap((each) => portsOf(each, true)),
  ];
  return [{ ...workload(name, template.metadata?.labels), kind, ports, hostNetwork, origin: originOf(file) }];
}

function portsOf(container: Container, sidecar: boolean): ContainerPort[] {
  return (container.ports ?? []).map(({ name, containerPort, protocol = 'TCP' }) => ({
    ...(name === undefined ? {} : { name }),
    port: containerPort,
    protocol,
    sidecar,
  }));
}
