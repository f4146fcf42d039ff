import { loadTexts } from '../../../lib/k8s/load';

interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly owner?: string;
  readonly labels?: Record<string, string>;
  readonly ip?: string;
  readonly controller?: boolean;
}

function loadAll(entries: readonly Entry[]) {
  const items = entries.map(({ kind, name, owner, labels = { app: 'web' }, ip, controller = true }) => {
    const [ownerKind, ownerName] = (owner ?? '').split('/');
    const ownerReferences = owner ? [{ kind: ownerKind, name: ownerName, controller, apiVersion: 'v1', uid: 'u' }] : [];
    const template = { metadata: { labels }, spec: { containers: [] } };
    const isPod = kind === 'Pod';
    return {
      apiVersion: isPod ? 'v1' : 'apps/v1',
      kind,
      metadata: { name, ownerReferences, ...(isPod ? { labels } : {}) },
      spec: isPod ? { containers: [] } : { template },
      ...(ip ? { status: { podIPs: [{ ip }] } } : {}),
    };
  });
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { resources, findings } = loadTexts([{ file: 'a.json', text }]);
  expect(findings).toEqual([]);
  return resources.workloads;
}

test('what kubectl get all lists of one Deployment is one workload, with the addresses of its pods', () => {
  const workloads = loadAll([
    { kind: 'Pod', name: 'web-1-a', owner: 'ReplicaSet/web-1', ip: '10.0.0.1' },
    { kind: 'Pod', name: 'web-1-b', owner: 'ReplicaSet/web-1', ip: '10.0.0.2' },
    { kind: 'Deployment', name: 'web' },
    { kind: 'ReplicaSet', name: 'web-1', owner: 'Deployment/web' },
  ]);
  expect(workloads).toMatchObject([
    { kind: 'Deployment', name: 'web', labels: { app: 'web' }, addresses: ['10.0.0.1', '10.0.0.2'] },
  ]);
});

test('pods whose controller is not in the input are one workload with its name and kind', () => {
  const workloads = loadAll([
    { kind: 'Pod', name: 'db-0', owner: 'StatefulSet/db', labels: { app: 'db', 'apps.kubernetes.io/pod-index': '0' } },
    { kind: 'Pod', name: 'db-1', owner: 'StatefulSet/db', labels: { app: 'db', 'apps.kubernetes.io/pod-index': '1' } },
  ]);
  expect(workloads).toMatchObject([
    {
      kind: 'StatefulSet',
      name: 'db',
      labels: { app: 'db' },
      assignedLabels: expect.arrayContaining([
        expect.objectContaining({ key: 'apps.kubernetes.io/pod-index', presence: 'always', values: ['0', '1'] }),
      ]),
      replicas: 2,
    },
  ]);
});

test('a controller of kind Node is no owner: static pods stand for themselves', () => {
  expect(loadAll([{ kind: 'Pod', name: 'kube-proxy-a', owner: 'Node/a' }])).toMatchObject([
    { kind: 'Pod', name: 'kube-proxy-a' },
  ]);
});

test('an owner that is no controller does not count', () => {
  expect(loadAll([{ kind: 'Pod', name: 'a', owner: 'ReplicaSet/x', controller: false }])).toMatchObject([
    { kind: 'Pod', name: 'a' },
  ]);
});

test('a ReplicaSet whose Deployment is not in the input stays what it is', () => {
  expect(loadAll([{ kind: 'ReplicaSet', name: 'web-1', owner: 'Deployment/web' }])).toMatchObject([
    { kind: 'ReplicaSet', name: 'web-1' },
  ]);
});

test('owners that own each other end the search', () => {
  const workloads = loadAll([
    { kind: 'ReplicaSet', name: 'a', owner: 'ReplicaSet/b' },
    { kind: 'ReplicaSet', name: 'b', owner: 'ReplicaSet/a' },
  ]);
  expect(workloads).toHaveLength(2);
});
