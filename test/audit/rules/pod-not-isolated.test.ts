import { podNotIsolated } from '../../../lib/audit/rules/reach/pod-not-isolated';
import { findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = podNotIsolated;

test('each direction is a finding of its own, at the name of the workload', () => {
  expect(findingsOf(rule, podYaml('shop/web'))).toMatchObject([
    { at: '3:18', text: 'web', subject: 'Pod shop web', message: expect.stringContaining('for egress') },
    { at: '3:18', message: expect.stringContaining('for ingress') },
  ]);
});

test('a policy of one direction leaves the other open, and is where to add it', () => {
  const text = podYaml('shop/web') + policyYaml('shop/a', 'podSelector: {}\npolicyTypes: [Ingress]');
  expect(findingsOf(rule, text)).toMatchObject([
    { help: ['add Egress to the policyTypes of a, and the rules that it needs'] },
  ]);
});

test('what is isolated by several policies together is isolated', () => {
  const text =
    policyYaml('shop/a', 'podSelector: {}\npolicyTypes: [Ingress]') +
    policyYaml('shop/b', 'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]');
  expect(findingsOf(rule, podYaml('shop/web') + text)).toEqual([]);
});

test('a plugin that enforces nothing isolates nobody', () => {
  const text = podYaml('shop/web') + policyYaml('shop/a', 'podSelector: {}\npolicyTypes: [Ingress, Egress]');
  const cni = { name: 'flannel', enforces: false, supportsEndPort: true, supportsSctp: true, supportsNamedPorts: true };
  expect(findingsOf(rule, text, { cni })).toHaveLength(2);
});

test('pods on the host network are not applicable', () => {
  const text = podYaml('shop/agent', [], '', 'hostNetwork: true');
  expect(findingsOf(rule, text)).toEqual([]);
  expect(reasonsOf(rule, text)[0]).toMatch(/host network/);
});

test('the policy that is proposed can be applied: the finding is gone', () => {
  const text =
    podYaml('shop/web') +
    podYaml('shop/db') +
    policyYaml('shop/db', 'podSelector: {matchLabels: {app: db}}\npolicyTypes: [Ingress, Egress]');
  const found = findingsOf(rule, text);
  const policies = found.flatMap(({ help }) => help).map((line) => line.replace(/^[^{]*/, ''));
  expect(policies).toHaveLength(2);
  expect(findingsOf(rule, [text, ...policies].join('\n---\n'))).toEqual([]);
});

test('the baseline that is proposed denies what is denied already', () => {
  const mark =
    'labels: {netpact.dev/app: shop}, annotations: {netpact.dev/chart: shop, netpact.dev/baseline: denyIngress}';
  const denied = policyYaml('shop/default-deny', 'podSelector: {}\npolicyTypes: [Ingress]', mark);
  expect(findingsOf(rule, podYaml('shop/web') + denied)).toMatchObject([
    { help: expect.arrayContaining(["write namespace('shop', { baseline: denyAll() })"]) },
  ]);
});
