import { loadTexts } from '../../../lib/k8s/load';

/** What others may give to the pods of a manifest, by key: `name=web` where they all have it so, `name?=web` where some may. */
function assigned(text: string, prefix: string): readonly string[] {
  const { resources, findings } = loadTexts([{ file: 'a.yaml', text }]);
  expect(findings).toEqual([]);
  const [only] = resources.workloads;
  return (only?.assignedLabels ?? [])
    .filter(({ key }) => key.includes(prefix))
    .map(({ key, presence, values }) => {
      const mark = { always: '', expected: '!', possible: '?' }[presence];
      const shown = !values ? '*' : 'prefix' in values ? `${values.prefix}<${values.first}..>` : values.join('|');
      return `${key}${mark}=${shown}`;
    });
}

const workload = (kind: string, { spec = '', labels = 'app: web', pod = '', annotations = '' } = {}) => `
apiVersion: ${['Job', 'CronJob'].includes(kind) ? 'batch/v1' : 'apps/v1'}
kind: ${kind}
metadata: {name: web, namespace: shop}
spec: {${spec}template: {metadata: {labels: {${labels}}, annotations: {${annotations}}}, spec: {containers: []${pod}}}}
`;

describe('docs/semantics.md 4: what controllers add', () => {
  test('pods of a Job carry its name, unless its author chose the selector', () => {
    expect(assigned(workload('Job'), 'job-name')).toEqual(['batch.kubernetes.io/job-name=web', 'job-name=web']);
    expect(assigned(workload('Job', { spec: 'manualSelector: true, ' }), 'job-name')).toEqual([]);
    expect(assigned(workload('Job', { spec: 'manualSelector: true, ' }), 'controller-uid')).toEqual([]);
  });

  test('a completion index is on pods of indexed Jobs alone, and only since Kubernetes 1.28', () => {
    expect(assigned(workload('Job'), 'completion-index')).toEqual([]);
    expect(assigned(workload('Job', { spec: 'completionMode: Indexed, ' }), 'completion-index')).toEqual([
      'batch.kubernetes.io/job-completion-index!=<0..>',
    ]);
  });

  test('Jobs of a CronJob have names that nobody knows before', () => {
    const text = `apiVersion: batch/v1
kind: CronJob
metadata: {name: web}
spec: {jobTemplate: {spec: {template: {metadata: {}, spec: {containers: []}}}}}
`;
    expect(assigned(text, 'job-name')).toEqual(['batch.kubernetes.io/job-name=*', 'job-name=*']);
  });

  test('pods of a StatefulSet are numbered from ordinals.start', () => {
    const key = 'statefulset.kubernetes.io/pod-name';
    expect(assigned(workload('StatefulSet'), key)).toEqual([`${key}=web-<0..>`]);
    expect(assigned(workload('StatefulSet', { spec: 'ordinals: {start: 5}, ' }), key)).toEqual([`${key}=web-<5..>`]);
    expect(assigned(workload('StatefulSet'), 'pod-index')).toEqual(['apps.kubernetes.io/pod-index=<0..>']);
  });

  test('a controller that is not of Kubernetes may make its pods by one that is', () => {
    const text = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec: {template: {spec: {containers: []}}}
`;
    expect(assigned(text, 'pod-template-hash')).toEqual(['pod-template-hash?=*']);
  });
});

describe('docs/semantics.md 4: what meshes add', () => {
  const canonical = (more: Parameters<typeof workload>[1]) => assigned(workload('Deployment', more), 'canonical');

  test('Istio derives the canonical name and revision of labels, and of the name of the workload', () => {
    expect(canonical({ labels: 'app: shop-web, version: v2' })).toEqual([
      'service.istio.io/canonical-name?=shop-web',
      'service.istio.io/canonical-revision?=v2',
    ]);
    expect(
      canonical({
        labels: 'app: a, version: v2, app.kubernetes.io/name: b, app.kubernetes.io/version: v3',
      }),
    ).toEqual(['service.istio.io/canonical-name?=b', 'service.istio.io/canonical-revision?=v3']);
    expect(canonical({ labels: 'tier: front' })).toEqual([
      'service.istio.io/canonical-name?=web',
      'service.istio.io/canonical-revision?=latest',
    ]);
  });

  test('a label that the template has itself is kept', () => {
    expect(canonical({ labels: 'service.istio.io/canonical-name: mine' })).toEqual([
      'service.istio.io/canonical-revision?=latest',
    ]);
  });

  test('versions of Istio differ on an empty label', () => {
    expect(canonical({ labels: 'app: ""' })).toContain('service.istio.io/canonical-name?=*');
  });

  test.each([
    ['a label that asks for it', { labels: 'sidecar.istio.io/inject: "true"' }, ['security.istio.io/tlsMode!=istio']],
    ['a revision', { labels: 'istio.io/rev: canary' }, ['security.istio.io/tlsMode!=istio']],
    ['a label that refuses it', { labels: 'sidecar.istio.io/inject: "false"' }, []],
    ['an annotation that refuses it', { annotations: 'sidecar.istio.io/inject: "false"' }, []],
    [
      'a label, which outranks the annotation',
      { labels: 'sidecar.istio.io/inject: "true"', annotations: 'sidecar.istio.io/inject: "false"' },
      ['security.istio.io/tlsMode!=istio'],
    ],
    ['the host network', { pod: ', hostNetwork: true' }, []],
    ['nothing', {}, ['security.istio.io/tlsMode?=istio']],
  ])('injection by %s', (_, more, expected) => {
    expect(assigned(workload('Deployment', more), 'tlsMode')).toEqual(expected);
  });

  test('Linkerd names the workload and the namespace', () => {
    expect(assigned(workload('Deployment'), 'linkerd')).toEqual([
      'linkerd.io/control-plane-ns?=*',
      'linkerd.io/workload-ns?=shop',
      'linkerd.io/proxy-deployment?=web',
    ]);
    const refused = workload('Deployment', { annotations: 'linkerd.io/inject: disabled' });
    expect(assigned(refused, 'linkerd')).toEqual([]);
    const asked = workload('StatefulSet', { annotations: 'linkerd.io/inject: enabled' });
    expect(assigned(asked, 'proxy-')).toEqual(['linkerd.io/proxy-statefulset!=web']);
  });

  test('a pod that runs has all its labels', () => {
    const pod = (more: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: []${more}}\n`;
    expect(assigned(pod(''), 'canonical-name')).toEqual(['service.istio.io/canonical-name?=web']);
    expect(assigned(pod(', nodeName: a'), '')).toEqual([]);
  });
});
