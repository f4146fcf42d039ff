import { analyze } from '../../lib/analyze/analysis';
import { assumptionsOf } from '../../lib/analyze/assumptions';
import { cniProfiles } from '../../lib/analyze/model/cni-profiles';
import type { AnalyzeOptions } from '../../lib/analyze/model/options';
import type { NamespaceResource, PolicyResource, WorkloadResource } from '../../lib/k8s/resources';
import { cluster, namespace, policy, workload } from './cluster';

type Parts = readonly (NamespaceResource | WorkloadResource | PolicyResource)[];
const kinds = (parts: Parts, options: AnalyzeOptions = {}) =>
  assumptionsOf(analyze(cluster(parts), options)).map(({ kind }) => kind);

const [web, api, job] = [
  workload('shop/web', { app: 'web' }),
  workload('shop/api', { app: 'api' }),
  workload('prod/job'),
];
const into = (rules: string) => policy('shop/p', `{ podSelector: {}, ingress: ${rules} }`);
const deny = policy('shop/deny', '{ podSelector: {}, policyTypes: [Ingress, Egress] }');
const fromEnv = into('[{ from: [{ namespaceSelector: { matchLabels: { env: prod } } }] }]');

describe('assumptions that changed an answer', () => {
  test('namespace labels: only of namespaces without an object', () => {
    expect(kinds([web, job, fromEnv])).toEqual(['namespace-labels']);
    expect(kinds([web, job, fromEnv, namespace('prod'), namespace('shop')])).toEqual([]);
    const byName = into('[{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: prod } } }] }]');
    expect(kinds([web, job, byName])).toEqual([]);
  });

  test('namespace labels: not where the other end denies anyway', () => {
    const closed = policy('prod/deny', '{ podSelector: {}, policyTypes: [Egress] }');
    expect(kinds([web, job, fromEnv, closed, namespace('shop')])).toEqual([]);
  });

  test('ip blocks: where pods could be meant and the other end lets them', () => {
    const block = into('[{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]');
    expect(kinds([web, api, block])).toEqual(['ip-block-pods']);
    expect(kinds([web, api, block, policy('shop/out', '{ podSelector: {}, policyTypes: [Egress] }')])).toEqual([]);
    expect(kinds([web, api, block], { cluster: { podCidrs: ['192.168.0.0/16'] } })).toEqual([]);
    expect(kinds([web, api, block], { cni: cniProfiles.cilium ?? fail() })).toEqual([]);
    const both = policy(
      'shop/both',
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }',
    );
    expect(kinds([web, api, block, both])).toEqual(['ip-block-pods']);
  });

  test('host network: where a policy decides about such a pod', () => {
    const host = workload('shop/host', { app: 'host' }, { hostNetwork: true });
    expect(kinds([web, host, deny])).toEqual(['host-network']);
    expect(kinds([web, host])).toEqual([]);
    expect(kinds([web, host, deny], { cni: cniProfiles.calico ?? fail() })).toEqual([]);
  });

  test('labels of controllers: where a selector names a value', () => {
    const hashed = workload(
      'shop/web',
      { app: 'web' },
      { assignedLabels: [{ key: 'pod-template-hash', by: 'the Deployment controller', presence: 'always' }] },
    );
    const by = (operator: string) =>
      into(`[{ from: [{ podSelector: { matchExpressions: [{ key: pod-template-hash, operator: ${operator} }] } }] }]`);
    expect(kinds([hashed, api, by('NotIn, values: [x]')])).toEqual(['controller-labels']);
    expect(kinds([hashed, api, by('Exists')])).toEqual([]);
  });

  test('sidecar ports: where a name is found only there', () => {
    const sidecar = workload('shop/api', { app: 'api' }, { ports: ['http:8080 sidecar'] });
    const named = into('[{ ports: [{ port: http }] }]');
    expect(kinds([web, sidecar, named])).toEqual(['sidecar-ports']);
    const twice = workload('shop/api', { app: 'api' }, { ports: ['http:8080 sidecar', 'http:8080'] });
    expect(kinds([web, twice, named])).toEqual([]);
  });

  test('each says what depends on it', () => {
    const [assumption] = assumptionsOf(analyze(cluster([web, job, fromEnv])));
    expect(assumption?.message).toContain('prod/job[Deployment] to shop/web[Deployment]');
  });
});

function fail(): never {
  throw new RangeError('no such profile');
}
