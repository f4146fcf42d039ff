import { type End, mayConnect, type Pod } from './may-connect';
import { objectsIn, policiesIn } from './policies';
import { recordedCluster, recordedClusters, wrongPackets } from './recorded-packets';

interface Container {
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
  readonly restartPolicy?: string;
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[] };
}

interface Workload extends Template {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: Template['spec'] & {
    readonly template?: Template;
    readonly jobTemplate?: { readonly spec: { readonly template: Template } };
  };
}

test('packets of 60 clusters were recorded', () => {
  expect(recordedClusters).toHaveLength(60);
});

test.each(recordedClusters)('the evaluator says of each packet in cluster %s what it did', (name) => {
  const cluster = recordedCluster(name);
  const policies = policiesIn(cluster.yaml);
  const ends = podsOf(cluster.yaml);
  const end = (label: string): End => ends.get(label) ?? label;
  const wrong = wrongPackets(cluster, ({ src, dst, protocol, port }) =>
    mayConnect(policies, { from: end(src), to: end(dst), protocol, port }),
  );
  expect(wrong).toEqual([]);
});

function podsOf(yaml: string): ReadonlyMap<string, Pod> {
  const objects = objectsIn(yaml) as readonly Workload[];
  const nsLabels = new Map(
    objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  );
  const workloads = objects.filter(({ kind }) => kind !== 'Namespace' && kind !== 'NetworkPolicy');
  return new Map(
    workloads.map((workload) => {
      const { kind, metadata, spec } = workload;
      const namespace = metadata.namespace ?? 'default';
      const template = spec.jobTemplate?.spec.template ?? spec.template ?? workload;
      const pod: Pod = {
        namespace,
        labels: template.metadata?.labels ?? {},
        nsLabels: nsLabels.get(namespace) ?? {},
        ports: portsOf(template),
      };
      return [`${namespace}/${metadata.name}[${kind}]`, pod];
    }),
  );
}

function portsOf({ spec }: Template): NonNullable<Pod['ports']> {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...spec.containers, ...sidecars].flatMap(({ ports = [] }) =>
    ports.flatMap(({ name, containerPort, protocol = 'TCP' }) =>
      name === undefined ? [] : [{ name, port: containerPort, protocol }],
    ),
  );
}
