import { loadPaths } from '../../../lib/k8s/load';
import { corpus, describeCorpus } from '../../corpus';

async function counts(...paths: string[]) {
  const { resources, findings, refusedPolicies } = await loadPaths(paths, { cwd: corpus });
  const { workloads, services, policies } = resources;
  return {
    workloads: workloads.length,
    services: services.length,
    policies: policies.length,
    findings: findings.length + refusedPolicies.length,
  };
}

describeCorpus('what the loader reads in manifests of public projects', () => {
  test.each([
    ['online-boutique', { workloads: 12, services: 12, policies: 13, findings: 0 }],
    ['argo-cd/install.yaml', { workloads: 7, services: 8, policies: 7, findings: 0 }],
    ['kube-prometheus', { workloads: 6, services: 8, policies: 8, findings: 0 }],
  ])('%s', async (folder, expected) => {
    expect(await counts(folder)).toEqual(expected);
  });

  test('the node exporter of kube-prometheus is on the host network, and nothing else', async () => {
    const { resources } = await loadPaths(['kube-prometheus'], { cwd: corpus });
    const onHost = resources.workloads.filter(({ hostNetwork }) => hostNetwork);
    expect(onHost).toMatchObject([{ kind: 'DaemonSet', namespace: 'monitoring', name: 'node-exporter' }]);
  });
});
