import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { loadPaths } from '../../../lib/k8s/load';

/** Real manifests, kept outside of the repository. */
const shared = path.resolve(__dirname, '../../../../shared');
const whenPresent = existsSync(shared) ? describe : describe.skip;

async function counts(...paths: string[]) {
  const { resources, findings, refusedPolicies } = await loadPaths(paths, { cwd: shared });
  const { workloads, services, policies } = resources;
  return {
    workloads: workloads.length,
    services: services.length,
    policies: policies.length,
    findings: findings.length + refusedPolicies.length,
  };
}

whenPresent('manifests of public projects', () => {
  test.each([
    ['online-boutique', { workloads: 12, services: 12, policies: 13, findings: 0 }],
    ['argo-cd/install.yaml', { workloads: 7, services: 8, policies: 7, findings: 0 }],
    ['kube-prometheus', { workloads: 6, services: 8, policies: 8, findings: 0 }],
  ])('%s', async (folder, expected) => {
    expect(await counts(`corpus/${folder}`)).toEqual(expected);
  });

  test('the node exporter of kube-prometheus is on the host network, and nothing else', async () => {
    const { resources } = await loadPaths(['corpus/kube-prometheus'], { cwd: shared });
    const onHost = resources.workloads.filter(({ hostNetwork }) => hostNetwork);
    expect(onHost).toMatchObject([{ kind: 'DaemonSet', namespace: 'monitoring', name: 'node-exporter' }]);
  });

  test('all 60 clusters whose packets were recorded load without a finding', async () => {
    const clusters = readdirSync(path.join(shared, 'truth/packets'), { withFileTypes: true });
    const names = clusters.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(names).toHaveLength(60);
    for (const name of names) {
      const { findings } = await counts(`truth/packets/${name}/cluster.yaml`);
      expect([name, findings]).toEqual([name, 0]);
    }
  });
});
