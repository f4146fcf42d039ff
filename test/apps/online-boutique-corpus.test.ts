import { readFileSync } from 'node:fs';
import path from 'node:path';
import { corpus, describeCorpus } from '../corpus';
import { isOpen, pod } from '../evaluator/facts';
import { objectsIn, policiesIn } from '../evaluator/policies';
import { manifestsOf } from './manifests-of';

const manifests = path.join(corpus, 'online-boutique/kubernetes-manifests.yaml');

interface Container {
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

interface Deployment {
  readonly kind: 'Deployment';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[] };
    };
  };
}

interface Service {
  readonly kind: 'Service';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly port: number; readonly targetPort: number }[];
  };
}

describeCorpus('the online boutique against its own manifests', () => {
  test('the policies allow what the manifests call, and nothing else', () => {
    const objects = objectsIn(readFileSync(manifests, 'utf8')) as readonly (Deployment | Service)[];
    const deployments = objects.filter((object): object is Deployment => object.kind === 'Deployment');
    const services = new Map(
      objects
        .filter((object): object is Service => object.kind === 'Service')
        .map((each) => [each.metadata.name, each]),
    );
    const calls = deployments.flatMap((from) =>
      addressesOf(from).flatMap(([name = '', port]) => {
        const service = services.get(name);
        const target = service?.spec.ports.find((each) => each.port === Number(port));
        return service && target
          ? [`${from.metadata.name} → ${labelOf(service.spec.selector)} ${target.targetPort}`]
          : [];
      }),
    );

    const policies = policiesIn(...manifestsOf('online-boutique').values());
    const podOf = (deployment: Deployment) => pod('online-boutique', deployment.spec.template.metadata.labels);
    const served = [...new Set(deployments.flatMap(({ spec }) => portsOf(spec.template.spec.containers)))];
    const allowed = deployments.flatMap((from) =>
      deployments.flatMap((to) =>
        served
          .filter((port) => isOpen(policies, podOf(from), podOf(to), port))
          .map((port) => `${from.metadata.name} → ${to.metadata.name} ${port}`),
      ),
    );
    expect(deployments).toHaveLength(12);
    expect(allowed.sort()).toEqual([...new Set(calls)].sort());
  });
});

/** `service:port` of every environment variable that is an address. */
function addressesOf({ spec }: Deployment): readonly string[][] {
  const { containers, initContainers = [] } = spec.template.spec;
  return [...containers, ...initContainers].flatMap(({ env = [] }) =>
    env.filter(({ name }) => name.endsWith('_ADDR')).map(({ value = '' }) => value.split(':')),
  );
}

const portsOf = (containers: readonly Container[]): readonly number[] =>
  containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));

/** The release gives every pod the name of its deployment. */
const labelOf = (selector: Readonly<Record<string, string>>): string => selector.app ?? '';
