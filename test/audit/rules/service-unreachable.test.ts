import { upstreamCni } from '../../../lib/analyze/model/cni-profiles';
import { serviceUnreachable } from '../../../lib/audit/rules/outages/service-unreachable';
import { runAudit } from '../../../lib/audit/run-audit';
import { loadTexts } from '../../../lib/k8s/load';
import { type AuditInput, audit, findingsOf } from '../findings-of';
import { namespaceYaml, podYaml, policyYaml, serviceYaml } from '../shop-yaml';

const rule = serviceUnreachable;

const web = podYaml('shop/web', ['8080']) + podYaml('shop/api');
const text = serviceYaml('shop/web', ['80:8080', '81:9090']) + web;
const ingress = (rules: string) =>
  policyYaml('shop/web', `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Ingress]\ningress:${rules}`);
const from = (peer: string, port = 8080) => ingress(`\n  - from: [${peer}]\n    ports: [{port: ${port}}]`);
const api = '{podSelector: {matchLabels: {app: api}}}';

test('a Service whose pods let nobody in is named at its selector', () => {
  expect(findingsOf(rule, text + ingress(' []'))).toEqual([
    {
      at: '4:9',
      text: 'selector',
      subject: 'Service shop web',
      field: 'spec.selector',
      severity: 'info',
      message: 'Service shop/web: no workload of the input and no address may reach shop/web[Pod] on TCP 8080,9090',
      notes: [expect.stringMatching(/^ingress is isolated by web \(shop\.yaml:\d+\)$/)],
      help: [expect.stringContaining('let its clients in'), expect.stringContaining('flow(client)')],
    },
  ]);
});

test.each([
  ['nobody isolates them', ''],
  ['everybody is let in', ingress('\n  - {}')],
  ['a workload reaches one of the ports', from(api, 9090)],
  ['the replicas reach each other', from('{podSelector: {matchLabels: {app: web}}}')],
  ['an address does', from('{ipBlock: {cidr: 192.0.2.1/32}}')],
])('not where %s', (_, policy) => {
  expect(audit(rule, text + policy)).toEqual({ findings: [], unknown: [] });
});

test('ports to which the Service does not lead count for nothing', () => {
  expect(findingsOf(rule, text + from(api, 80))).toHaveLength(1);
  expect(findingsOf(rule, text + from('{ipBlock: {cidr: 0.0.0.0/0}}', 80))).toHaveLength(1);
});

test('one of several workloads behind it is enough', () => {
  const second = podYaml('shop/web2').replace('app: web2', 'app: web, tier: two');
  expect(findingsOf(rule, text + second + ingress(' []'))).toHaveLength(1);
  const two = ingress(' []').replace('{app: web}', '{app: web, tier: two}');
  expect(findingsOf(rule, text + second + two)).toEqual([]);
});

test('a client that is let in and may not leave does not reach it', () => {
  const stay = policyYaml('shop/stay', 'podSelector: {matchLabels: {app: api}}\npolicyTypes: [Egress]');
  expect(findingsOf(rule, text + from(api) + stay)).toMatchObject([
    { notes: [expect.any(String), 'shop/api[Pod] would be let in, but their own policies do not let them out'] },
  ]);
});

test.each([
  ['of namespaces by label', '{namespaceSelector: {matchLabels: {team: ops}}}'],
  [
    'of a namespace of which the input has no workload',
    '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}',
  ],
  ['with labels that no workload has', '{podSelector: {matchLabels: {app: job}}}'],
])('pods %s may not be in the input', (_, peer) => {
  expect(audit(rule, text + from(peer))).toMatchObject({
    findings: [],
    unknown: [expect.stringContaining('who may not be in the input')],
  });
});

test('labels that a controller assigns may be those of a client', () => {
  const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: set, namespace: shop}
spec: {template: {metadata: {labels: {app: set}}, spec: {containers: []}}}
---
`;
  const peer = '{podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: set-0}}}';
  expect(findingsOf(rule, text + set + from(peer))).toEqual([]);
});

test('a client of another namespace counts, as the labels of that namespace say', () => {
  const client = podYaml('ops/job') + namespaceYaml('ops', 'team: ops');
  expect(audit(rule, text + client + from('{namespaceSelector: {matchLabels: {team: ops}}}'))).toEqual({
    findings: [],
    unknown: [],
  });
});

test('pods on the host network are reached at their node', () => {
  const node = serviceYaml('shop/agent', ['80']) + podYaml('shop/agent', ['80'], '', 'hostNetwork: true');
  const nodes: AuditInput = { cluster: { nodeCidrs: ['10.1.0.0/16'] } };
  expect(findingsOf(rule, node + policyYaml('shop/all', 'podSelector: {}\npolicyTypes: [Ingress]'), nodes)).toEqual([]);
});

test('a Service without a selector, one of another name and one that leads nowhere are not asked about', () => {
  const none = `apiVersion: v1
kind: Service
metadata: {name: outside, namespace: shop}
spec: {type: ExternalName, externalName: db.example.com}
---
apiVersion: v1
kind: Service
metadata: {name: manual, namespace: shop}
spec: {ports: [{port: 80}]}
---
`;
  const absent = serviceYaml('shop/absent', ['80']);
  const named = serviceYaml('shop/web', ['80:metrics']);
  expect(audit(rule, none + absent + named + web + ingress(' []'))).toEqual({ findings: [], unknown: [] });
});

test('where a policy of another kind may apply to its pods, or to those that would leave, nothing is said', () => {
  const cilium = (app: string, direction: string) => `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: c, namespace: shop}
spec: {endpointSelector: {matchLabels: {app: ${app}}}, ${direction}: [{}]}
---
`;
  const undetermined = (yaml: string) => {
    const loaded = loadTexts([{ file: 'shop.yaml', text: yaml }]);
    const { report } = runAudit(loaded, { rules: [rule], now: new Date('2026-11-21') });
    expect(report.findings).toEqual([]);
    return report.undetermined.map(({ subject }) => subject.name);
  };
  expect(undetermined(text + ingress(' []') + cilium('web', 'ingress'))).toEqual(['web']);
  const stay = policyYaml('shop/stay', 'podSelector: {matchLabels: {app: api}}\npolicyTypes: [Egress]');
  expect(undetermined(text + from(api) + stay + cilium('api', 'egress'))).toEqual(['web']);
});

test('a plugin that enforces nothing lets everybody in', () => {
  const cni = { ...upstreamCni, enforces: false };
  expect(findingsOf(rule, text + ingress(' []'), { cni })).toEqual([]);
});
