import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { corpus, describeCorpus } from '../corpus';
import { objectsIn } from '../evaluator/policies';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector: unknown;
    readonly template: {
      readonly spec: {
        readonly hostNetwork?: boolean;
        readonly containers: readonly { readonly ports?: readonly { readonly containerPort: number }[] }[];
      };
    };
  };
}

/** What policies depend on, of every workload below a folder: selector, container ports, host network. */
function workloadsIn(folder: string): readonly unknown[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const objects = objectsIn(...files.map((file) => readFileSync(path.join(folder, file), 'utf8')));
  return (objects as readonly unknown[] as readonly Workload[])
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind))
    .map(({ kind, metadata, spec }) => ({
      name: `${kind} ${metadata.name}`,
      selector: spec.selector,
      hostNetwork: spec.template.spec.hostNetwork === true,
      ports: spec.template.spec.containers
        .flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort))
        .sort((a, b) => a - b),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

describeCorpus('the manifests of the example apps against those of the projects', () => {
  test.each([
    ['argo-cd', 7],
    ['kube-prometheus', 6],
  ])('%s has the selectors, ports and host network of the release', (name, count) => {
    const own = workloadsIn(path.join(__dirname, '../../apps', name, 'manifests'));
    const released = workloadsIn(path.join(corpus, name)).filter(
      (each, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === index,
    );
    expect(own).toHaveLength(count);
    expect(own).toEqual(released);
  });
});
