import { requirementsOf } from '../../lib/algebra/selector';
import { conditionsOf } from '../../lib/analyze/possible/representatives';
import type { ClusterResources, WorkloadResource } from '../../lib/k8s/resources';
import { randomCluster } from './random-cluster';
import type { Random } from './seeded-random';

type Assigned = WorkloadResource['assignedLabels'][number];

const presences: readonly Assigned['presence'][] = ['always', 'expected', 'possible'];

/** A small cluster to whose pods others may give the labels that its policies ask for. */
export function clusterWithAssignedLabels(random: Random, mostWorkloads: number): ClusterResources {
  const resources = randomCluster(random);
  const workloads = resources.workloads.slice(0, mostWorkloads).map((workload): WorkloadResource => {
    const { app, ...rest } = workload.labels;
    const labels = random.chance(0.6) || app === undefined ? rest : workload.labels;
    const assignedLabels = ['app', 'tier']
      .filter((key) => !Object.hasOwn(labels, key) && random.chance(0.7))
      .map((key): Assigned => {
        const values = random.pick([undefined, ['a'], ['b'], ['a', 'b'], { prefix: '', first: 0 }]);
        return { key, by: 'Istio', presence: random.pick(presences), ...(values && { values }) };
      });
    return { ...workload, labels, assignedLabels, hostNetwork: false };
  });
  return { ...resources, workloads };
}

/** All clusters that one with assigned labels may be, one value at a time: as many as there are, without any part of netpact. */
export function* worldsOf(resources: ClusterResources): Generator<ClusterResources> {
  const asked = conditionsOf(resources).flatMap(({ pods }) => requirementsOf(pods));
  const named = (key: string) => [
    ...new Set(asked.flatMap((each) => (each.key === key ? (each.values ?? []) : []))),
    'strange',
    '7',
  ];
  let all: WorkloadResource[][] = [[]];
  for (const workload of resources.workloads) {
    let ways: Record<string, string>[] = [{}];
    for (const { key, presence, values } of workload.assignedLabels) {
      const isNumber = (value: string) => /^(?:0|[1-9]\d*)$/.test(value);
      const possible = !values ? named(key) : 'prefix' in values ? named(key).filter(isNumber) : values;
      ways = ways.flatMap((way) => [
        ...(presence === 'always' ? [] : [way]),
        ...possible.map((value) => ({ ...way, [key]: value })),
      ]);
    }
    all = all.flatMap((world) =>
      ways.map((way) => [...world, { ...workload, labels: { ...way, ...workload.labels }, assignedLabels: [] }]),
    );
  }
  for (const workloads of all) yield { ...resources, workloads };
}
