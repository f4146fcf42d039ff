import { loadTexts } from '../../../lib/k8s/load';
import type { WorkloadResource } from '../../../lib/k8s/resources';

const load = (text: string) => loadTexts([{ file: 'a.yaml', text }]);
const template = '{metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}}';
const workload = (apiVersion: string, kind: string, spec = `{template: ${template}}`) =>
  load(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, labels: {app: other}}\nspec: ${spec}\n`);

/** The labels that all pods of a workload have beside those of their template. */
const alwaysAdded = (of: WorkloadResource | undefined) =>
  of?.assignedLabels.flatMap(({ key, presence }) => (presence === 'always' ? [key] : []));

describe('docs/semantics.md 4: where pods come from', () => {
  const ofJob = ['controller-uid', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name', 'job-name'];
  test.each([
    ['apps/v1', 'Deployment', 1, ['pod-template-hash']],
    ['apps/v1', 'ReplicaSet', 1, []],
    ['v1', 'ReplicationController', 1, []],
    [
      'apps/v1',
      'StatefulSet',
      1,
      ['controller-revision-hash', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'],
    ],
    ['apps/v1', 'DaemonSet', undefined, ['controller-revision-hash', 'pod-template-generation']],
    ['batch/v1', 'Job', 1, ofJob],
    ['argoproj.io/v1alpha1', 'Rollout', undefined, []],
  ])('%s %s: the labels of the template, and those that its controller adds', (apiVersion, kind, replicas, unknown) => {
    const { resources, findings } = workload(apiVersion, kind);
    expect(findings).toEqual([]);
    const [only] = resources.workloads;
    expect(alwaysAdded(only)).toEqual(unknown);
    expect(only).toMatchObject({
      kind,
      namespace: 'default',
      name: 'web',
      labels: { app: 'web' },
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      hostNetwork: false,
    });
    expect(only?.replicas).toBe(replicas);
  });

  test('a CronJob has its template two levels deep', () => {
    const { resources } = workload(
      'batch/v1',
      'CronJob',
      `{jobTemplate: {spec: {parallelism: 3, template: ${template}}}}`,
    );
    expect(resources.workloads).toMatchObject([{ kind: 'CronJob', labels: { app: 'web' }, replicas: 3 }]);
    expect(alwaysAdded(resources.workloads[0])).toEqual(ofJob);
  });

  test('a Pod is its own template', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, labels: {app: a}}\n' +
      'spec: {hostNetwork: true, containers: []}\nstatus: {podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]}\n';
    expect(load(text).resources.workloads).toMatchObject([
      { kind: 'Pod', namespace: 'shop', hostNetwork: true, replicas: 1, addresses: ['10.0.0.1', 'fd00::1'] },
    ]);
  });

  test('controllers of identity put their value in place of one that the template has; a Job keeps what its author wrote', () => {
    const labelled = (text: string) => `{template: {metadata: {labels: {${text}}}, spec: {containers: []}}}`;
    const [web] = workload('apps/v1', 'Deployment', labelled('pod-template-hash: abc')).resources.workloads;
    expect([web?.labels, alwaysAdded(web)]).toEqual([{}, ['pod-template-hash']]);
    const [job] = workload('batch/v1', 'Job', labelled('job-name: other')).resources.workloads;
    expect(job?.labels).toEqual({ 'job-name': 'other' });
    expect(alwaysAdded(job)).not.toContain('job-name');
  });

  test('no namespace means default, or the one that is given', () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: ${template}}\n`;
    const { resources } = loadTexts([{ file: 'a.yaml', text }], { defaultNamespace: 'shop' });
    expect(resources.workloads).toMatchObject([{ namespace: 'shop' }]);
  });

  test('a kind without a pod template is counted, and no workload', () => {
    const { resources, otherKinds } = load('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    expect(resources.workloads).toEqual([]);
    expect([...otherKinds]).toEqual([['ConfigMap', 1]]);
  });
});

test('docs/semantics.md 15: ports of all containers and of sidecars count, those of other init containers do not', () => {
  const spec = `{template: {spec: {
    containers: [{ports: [{containerPort: 80}]}, {ports: [{containerPort: 53, protocol: UDP}]}, {}],
    initContainers: [
      {ports: [{containerPort: 1}]},
      {restartPolicy: Always, ports: [{name: proxy, containerPort: 15001}]}]}}}`;
  expect(workload('apps/v1', 'Deployment', spec).resources.workloads[0]?.ports).toEqual([
    { port: 80, protocol: 'TCP' },
    { port: 53, protocol: 'UDP' },
    { name: 'proxy', port: 15001, protocol: 'TCP', sidecar: true },
  ]);
});

test('wrong types are errors with the field, one each', () => {
  const spec = `{replicas: two, template: {
    metadata: {labels: {on: yes, a: 1}},
    spec: {hostNetwork: "true", containers: [{ports: [{containerPort: "80"}, {containerPort: 80, protocol: tcp}]}]}}}`;
  const { findings } = workload('apps/v1', 'Deployment', spec);
  expect(findings.map(({ code, field }) => [code, field])).toEqual([
    ['invalid-object', 'spec.template.metadata.labels[true]'],
    ['invalid-object', 'spec.template.metadata.labels[a]'],
    ['invalid-object', 'spec.replicas'],
    ['invalid-object', 'spec.template.spec.containers[0].ports[0].containerPort'],
    ['invalid-object', 'spec.template.spec.containers[0].ports[1].protocol'],
    ['invalid-object', 'spec.template.spec.hostNetwork'],
  ]);
});

test('a Deployment without a template is refused, and one without a name', () => {
  expect(workload('apps/v1', 'Deployment', '{}').findings).toMatchObject([{ field: 'spec.template' }]);
  const nameless = `apiVersion: apps/v1\nkind: Deployment\nspec: {template: ${template}}\n`;
  expect(load(nameless).findings).toMatchObject([{ field: 'metadata.name' }]);
});

describe('docs/semantics.md 3: namespaces', () => {
  const namespace = (labels: string) => load(`apiVersion: v1\nkind: Namespace\nmetadata: {name: shop${labels}}\n`);

  test('every namespace carries kubernetes.io/metadata.name, whatever its manifest says', () => {
    expect(namespace('').resources.namespaces).toMatchObject([
      { name: 'shop', labels: { 'kubernetes.io/metadata.name': 'shop' } },
    ]);
    const lying = namespace(', labels: {env: prod, kubernetes.io/metadata.name: x}');
    expect(lying.resources.namespaces[0]?.labels).toEqual({ env: 'prod', 'kubernetes.io/metadata.name': 'shop' });
  });

  test('a namespace that is only mentioned is not listed: its other labels are unknown', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec: {containers: []}\n';
    expect(load(text).resources.namespaces).toEqual([]);
  });
});

test('a Service keeps its selector, and a port without target leads to the same number', () => {
  const text =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n' +
    'spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}, {name: dns, port: 53, protocol: UDP}]}\n';
  expect(load(text).resources.services).toMatchObject([
    {
      namespace: 'default',
      name: 'web',
      type: 'ClusterIP',
      selector: { app: 'web' },
      ports: [
        { port: 80, targetPort: 'http', protocol: 'TCP' },
        { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
      ],
    },
  ]);
});
