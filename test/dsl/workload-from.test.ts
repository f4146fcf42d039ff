import { ApiObject, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-33';
import { denyAll, flow, namespace, workloadFrom } from 'netpact';
import { codesOf, compile, onlyFinding, policiesOf, specOf } from '../compile/compiling';
import { isOpen, pod } from '../evaluator/facts';

const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
const client = shop.workload('client');

const template = (labels: Record<string, string>, spec: object = {}) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }], ...spec },
});
const manifest = (kind: string, spec: object, name = 'web') => ({ kind, metadata: { name, namespace: 'shop' }, spec });

/** What a policy that lets `client` reach it selects. */
const subjectOf = (workload: ReturnType<typeof workloadFrom>, name: string) =>
  specOf(compile([shop], [flow(client).to(workload).allPorts()]), `shop/allow-client-to-${name}`).podSelector;

describe('the selector of a manifest', () => {
  const labels = {
    app: 'web',
    'pod-template-hash': 'abc',
    'helm.sh/chart': 'web-1.2',
    'app.kubernetes.io/version': '1.2',
    'controller-uid': 'u',
    'job-name': 'j',
  };
  const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] };

  it.each<readonly [string, object, object]>([
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout'].map(
      (kind) =>
        [
          `${kind}: spec.selector`,
          manifest(kind, { selector, template: template({ app: 'web', tier: 'a' }) }),
          selector,
        ] as const,
    ),
    [
      'ReplicationController: its plain map',
      manifest('ReplicationController', { selector: { app: 'web' }, template: template(labels) }),
      { matchLabels: { app: 'web' } },
    ],
    [
      'Job: lasting labels of the template',
      manifest('Job', { selector: { matchLabels: { 'controller-uid': 'u' } }, template: template(labels) }),
      { matchLabels: { app: 'web' } },
    ],
    [
      'CronJob: two levels deep',
      manifest('CronJob', { jobTemplate: { spec: { template: template(labels) } } }),
      { matchLabels: { app: 'web' } },
    ],
    [
      'Pod: its own labels',
      { kind: 'Pod', metadata: { name: 'web', namespace: 'shop', labels }, spec: template({}).spec },
      { matchLabels: { app: 'web' } },
    ],
    ['no selector at all', manifest('Knative', { template: template(labels) }), { matchLabels: { app: 'web' } }],
  ])('%s', (_, source, expected) => {
    expect(subjectOf(workloadFrom(source), 'web')).toEqual(expected);
  });

  it('is replaced by labels of your choice, with a warning where the pods do not carry them', () => {
    const source = manifest('Deployment', { selector, template: template({ app: 'web', role: 'front' }) });
    expect(subjectOf(workloadFrom(source, { labels: { role: 'front' } }), 'web')).toEqual({
      matchLabels: { role: 'front' },
    });
    const absent = workloadFrom(source, { labels: { role: 'back' } });
    expect(onlyFinding(compile([shop], [flow(client).to(absent).allPorts()]))).toMatchObject({
      code: 'workload-labels-absent',
      severity: 'warning',
      message: 'the pod template of Deployment web does not carry role=back, so the policies select none of its pods',
    });
  });
});

describe('the template of a manifest', () => {
  const selector = { matchLabels: { app: 'web' } };
  const labels = { app: 'web', tier: 'front', 'pod-template-hash': 'abc', 'helm.sh/chart': 'web-1.2', version: '1.2' };
  const intended = (source: object, options = {}) => {
    const { intent } = compile([shop], [flow(client).to(workloadFrom(source, options)).allPorts()]);
    return intent.workloads.find(({ name }) => name === 'web')?.template;
  };

  it('is what its pods carry besides the labels that select them, without those that pass', () => {
    expect(intended(manifest('StatefulSet', { selector, template: template(labels) }))).toEqual({
      labels: { app: 'web', tier: 'front' },
    });
    expect(intended(manifest('Job', { template: template(labels) }))).toEqual({
      labels: { app: 'web', tier: 'front' },
    });
  });

  it('is not known of pods that the selector does not select, nor of a workload without a manifest', () => {
    const source = manifest('Deployment', { selector, template: template(labels) });
    expect(intended(source, { labels: { tier: 'back' } })).toBeUndefined();
    expect(intended(source, { labels: { tier: 'front' } })).toBeDefined();
    expect(intended(manifest('Deployment', { selector, template: template({ app: 'wbe' }) }))).toBeUndefined();
    const { intent } = compile([shop], [flow(client).to(shop.allPods()).allPorts()]);
    expect(intent.workloads[0]?.template).toBeUndefined();
  });
});

describe('the ports of a manifest', () => {
  const containers = [
    {
      ports: [
        { name: 'http', containerPort: 8080 },
        { containerPort: 9000 },
        { name: 'dns', containerPort: 53, protocol: 'UDP' },
      ],
    },
    { ports: [{ name: 'http', containerPort: 8081 }] },
  ];
  const initContainers = [
    { restartPolicy: 'Always', ports: [{ name: 'mesh', containerPort: 15090 }] },
    { ports: [{ name: 'setup', containerPort: 1234 }] },
  ];
  const source = manifest('Deployment', {
    selector: { matchLabels: { app: 'web' } },
    template: template({ app: 'web' }, { containers, initContainers }),
  });
  const reach = (...ports: readonly [string | number, ...(string | number)[]]) =>
    compile(
      [shop],
      [
        flow(client)
          .to(workloadFrom(source))
          .port(...ports),
      ],
    );

  it('are those of containers and sidecars, by name and by number', () => {
    expect(specOf(reach('http', 9000, 'dns', 'mesh', 8081), 'shop/allow-client-to-web').ingress?.[0]?.ports).toEqual([
      { protocol: 'TCP', port: 8080 },
      { protocol: 'TCP', port: 8081 },
      { protocol: 'TCP', port: 9000 },
      { protocol: 'TCP', port: 15090 },
      { protocol: 'UDP', port: 53 },
    ]);
  });

  it.each(['setup', 1234, 53, 'https', 'htpp'])('refuse %j, which no container declares', (port) => {
    expect(codesOf(reach(port))).toEqual(['flow-port-undeclared']);
  });

  it('can be added to', () => {
    const more = workloadFrom(source, { ports: { admin: 7000 } });
    expect(codesOf(compile([shop], [flow(client).to(more).port('admin', 'http')]))).toEqual([]);
  });
});

it('reads the host network', () => {
  const source = {
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'shop' },
    spec: { template: template({ app: 'agent' }, { hostNetwork: true }) },
  };
  expect(codesOf(compile([shop], [flow(client).to(workloadFrom(source)).port('http')]))).toEqual([
    'node-cidrs-missing',
  ]);
});

it('isolates and takes part in DNS like any workload', () => {
  const ns = namespace('shop', { baseline: denyAll() });
  const source = manifest('Deployment', {
    selector: { matchLabels: { app: 'web' } },
    template: template({ app: 'web' }),
  });
  const compiled = compile(
    [ns],
    [
      flow(workloadFrom(source, { dns: false }))
        .to(ns.workload('api'))
        .port(80),
    ],
  );
  expect(specOf(compiled, 'shop/allow-dns').podSelector).toEqual({
    matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }],
  });
});

it.each<[string, object]>([
  ['a Service', { kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' } } }],
  ['a list', []],
  ['nothing', {}],
  ['broken fields', { kind: 'Deployment', metadata: null, spec: { template: 7 } }],
])('refuses %s', (_, source) => {
  const found = compile(
    [shop],
    [
      flow(client)
        .to(workloadFrom(source, { name: 'web' }))
        .port(80),
    ],
  );
  expect(onlyFinding(found)).toMatchObject({ code: 'workload-source-invalid', severity: 'error' });
});

describe('constructs', () => {
  const chart = () => new Chart(new App(), 'shop', { namespace: 'shop' });

  it('of cdk8s are read like their manifests', () => {
    const source = new ApiObject(chart(), 'web', {
      apiVersion: 'apps/v1',
      ...manifest(
        'Deployment',
        { selector: { matchLabels: { app: 'web' } }, template: template({ app: 'web' }) },
        'frontend',
      ),
    });
    expect(subjectOf(workloadFrom(source), 'frontend')).toEqual({ matchLabels: { app: 'web' } });
  });

  it('are called by their id where cdk8s would make a name with a hash', () => {
    const spec = { selector: { matchLabels: { app: 'web' } }, template: template({ app: 'web' }) };
    const source = new ApiObject(chart(), 'web', { apiVersion: 'apps/v1', kind: 'Deployment', spec });
    expect(source.name).toMatch(/-c8/);
    expect(subjectOf(workloadFrom(source), 'web')).toEqual({ matchLabels: { app: 'web' } });
  });

  it('of cdk8s-plus are refused where it selects by an address that moves', () => {
    const deployment = new kplus.Deployment(chart(), 'web', { containers: [{ image: 'x', portNumber: 8080 }] });
    expect(onlyFinding(compile([shop], [flow(client).to(workloadFrom(deployment)).port(8080)]))).toMatchObject({
      code: 'workload-selector-generated',
      severity: 'error',
      message:
        'Deployment web is selected by cdk8s.io/metadata.addr, which changes when the construct is moved or renamed',
    });
  });

  it('of cdk8s-plus are taken with labels, and count what is added later', () => {
    const deployment = new kplus.Deployment(chart(), 'web', { podMetadata: { labels: { app: 'web' } } });
    const web = workloadFrom(deployment, { labels: { app: 'web' } });
    const declared = flow(client).to(web).port('http', 9000);
    deployment.addContainer({ image: 'x', ports: [{ name: 'http', number: 8080 }, { number: 9000 }] });
    const policies = policiesOf(compile([shop], [declared]));
    const [from, to] = [pod('shop', { app: 'client' }), pod('shop', { app: 'web' })];
    expect([8080, 9000, 80].map((port) => isOpen(policies, from, to, port))).toEqual([true, true, false]);
  });

  it.each([
    [
      'StatefulSet',
      (c: Chart) =>
        new kplus.StatefulSet(c, 'web', {
          podMetadata: { labels: { app: 'web' } },
          containers: [{ image: 'x' }],
          service: new kplus.Service(c, 's', { ports: [{ port: 80 }] }),
        }),
    ],
    [
      'DaemonSet',
      (c: Chart) =>
        new kplus.DaemonSet(c, 'web', { podMetadata: { labels: { app: 'web' } }, containers: [{ image: 'x' }] }),
    ],
    [
      'CronJob',
      (c: Chart) =>
        new kplus.CronJob(c, 'web', {
          podMetadata: { labels: { app: 'web' } },
          containers: [{ image: 'x' }],
          schedule: { expressionString: '0 0 * * *' } as never,
        }),
    ],
    [
      'Job',
      (c: Chart) => new kplus.Job(c, 'web', { podMetadata: { labels: { app: 'web' } }, containers: [{ image: 'x' }] }),
    ],
    [
      'Pod',
      (c: Chart) => new kplus.Pod(c, 'web', { metadata: { labels: { app: 'web' } }, containers: [{ image: 'x' }] }),
    ],
  ])('of cdk8s-plus: %s', (_, make) => {
    expect(subjectOf(workloadFrom(make(chart()), { labels: { app: 'web' } }), 'web')).toEqual({
      matchLabels: { app: 'web' },
    });
  });

  it('take lasting labels of a Job beside the address', () => {
    const job = new kplus.Job(chart(), 'job', {
      podMetadata: { labels: { app: 'job' } },
      containers: [{ image: 'x' }],
    });
    expect(subjectOf(workloadFrom(job), 'job')).toEqual({ matchLabels: { app: 'job' } });
  });

  it('that cdk8s-plus cannot render are refused with its words', () => {
    const empty = new kplus.Deployment(chart(), 'web', { podMetadata: { labels: { app: 'web' } } });
    const found = onlyFinding(
      compile(
        [shop],
        [
          flow(client)
            .to(workloadFrom(empty, { labels: { app: 'web' } }))
            .port(80),
        ],
      ),
    );
    expect(found).toMatchObject({ code: 'workload-source-invalid' });
    expect(found.message).toContain('cannot be rendered');
  });
});
