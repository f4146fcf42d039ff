import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isOpen } from './facts';
import type { End, Pod } from './may-connect';
import { objectsIn, policiesIn } from './policies';

const recorded = path.join(__dirname, '../../../shared/truth/packets');

/** One recorded pair: `TCP 80` and the like, by whether packets passed. */
interface Recorded {
  readonly src: string;
  readonly dst: string;
  readonly open: readonly string[];
  readonly closed: readonly string[];
}

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

const describeRecorded = existsSync(recorded) ? describe : describe.skip;

describeRecorded(
  'the evaluator agrees with packets that a real engine passed or dropped (../shared/truth/packets)',
  () => {
    const clusters = existsSync(recorded) ? readdirSync(recorded) : ['(../shared is absent)'];

    test.each(clusters)('cluster %s', (name) => {
      const yaml = readFileSync(path.join(recorded, name, 'cluster.yaml'), 'utf8');
      const policies = policiesIn(yaml);
      const ends = podsOf(yaml);
      const end = (label: string): End => ends.get(label) ?? label;
      const wrong = recordsOf(name).flatMap(({ src, dst, open, closed }) => [
        ...open
          .filter((port) => !isOpen(policies, end(src), end(dst), portWord(port)))
          .map((port) => `${src} ${dst} ${port} is open`),
        ...closed
          .filter((port) => isOpen(policies, end(src), end(dst), portWord(port)))
          .map((port) => `${src} ${dst} ${port} is closed`),
      ]);
      expect(wrong).toEqual([]);
    });
  },
);

function recordsOf(name: string): readonly Recorded[] {
  const lines = readFileSync(path.join(recorded, name, 'packets.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Recorded);
}

/** `TCP 80` as the evaluator's `80/TCP`. */
function portWord(recordedPort: string): string {
  const [protocol, port] = recordedPort.split(' ');
  return `${port}/${protocol}`;
}

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
