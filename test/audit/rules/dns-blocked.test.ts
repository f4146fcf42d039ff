import { dnsBlocked } from '../../../lib/audit/rules/reach/dns-blocked';
import { auditTexts } from '../audit-texts';
import { findingsOf, reasonsOf } from '../findings-of';
import { podYaml, policyYaml } from '../shop-yaml';

const rule = dnsBlocked;

const web = podYaml('shop/web');
const egress = (rules: string, name = 'web') =>
  policyYaml(`shop/${name}`, `podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]\negress:\n${rules}`);
const toApi = '  - to: [{podSelector: {matchLabels: {app: api}}}]';
const kubeDns = (ports: string) =>
  `  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]\n    ports: [${ports}]`;
const both = '{protocol: UDP, port: 53}, {protocol: TCP, port: 53}';

test('some egress and no DNS: at the egress of the policy that has rules', () => {
  expect(findingsOf(rule, web + egress(toApi))).toMatchObject([
    {
      at: '12:3',
      text: 'egress',
      severity: 'error',
      subject: 'Pod shop web',
      message: expect.stringContaining('UDP and TCP 53'),
    },
  ]);
});

test('DNS over UDP alone is a warning', () => {
  expect(findingsOf(rule, web + egress(`${toApi}\n${kubeDns('{protocol: UDP, port: 53}')}`))).toMatchObject([
    { severity: 'warning', message: expect.stringContaining('may not ask DNS on TCP 53') },
  ]);
});

test.each([
  ['by another policy of the same pods', egress(toApi) + egress(kubeDns(both), 'dns')],
  ['by its port name', egress(`${toApi}\n${kubeDns('{protocol: UDP, port: dns}, {port: dns-tcp}')}`)],
  ['by a rule for everyone', egress(`${toApi}\n  - ports: [${both}]`)],
  ['by NodeLocal DNS', egress(`${toApi}\n  - to: [{ipBlock: {cidr: 169.254.20.10/32}}]\n    ports: [${both}]`)],
  [
    'on OpenShift',
    egress(
      `${toApi}\n  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}]\n    ports: [{protocol: UDP, port: 5353}, {port: 5353}]`,
    ),
  ],
  ['without isolation', policyYaml('shop/a', 'podSelector: {}\npolicyTypes: [Ingress]')],
])('DNS is open %s', (_, text) => {
  expect(findingsOf(rule, web + text)).toEqual([]);
});

test('the DNS pods of the input count, not those that clusters usually have', () => {
  const coredns = podYaml('kube-system/coredns', ['dns:53/UDP', 'dns-tcp:53/TCP']).replace(
    'app: coredns',
    'k8s-app: kube-dns',
  );
  const text = web + egress(`${toApi}\n${kubeDns(both).replace('k8s-app: kube-dns', 'k8s-app: coredns')}`);
  expect(findingsOf(rule, text + coredns)).toMatchObject([
    { severity: 'error', message: expect.stringContaining('kube-system/coredns[Pod]') },
  ]);
});

test('not applicable: a workload without any egress rule', () => {
  const text = web + policyYaml('shop/deny', 'podSelector: {}\npolicyTypes: [Egress]');
  expect(findingsOf(rule, text)).toEqual([]);
  expect(reasonsOf(rule, text)[0]).toMatch(/no egress rule/);
});

test.each([
  ['port 53 to an address', egress(`${toApi}\n  - to: [{ipBlock: {cidr: 10.0.0.2/32}}]\n    ports: [${both}]`)],
  [
    'a namespace by a label that is not known',
    egress(`${toApi}\n  - to: [{namespaceSelector: {matchLabels: {name: kube-system}}}]\n    ports: [${both}]`),
  ],
])('it cannot tell: %s', (_, text) => {
  const { findings, notApplicable, undetermined } = auditTexts({ 'a.yaml': web + text }, { rules: [rule] }).report;
  expect([findings, notApplicable]).toEqual([[], []]);
  expect(undetermined).toMatchObject([
    { subject: { kind: 'Pod', namespace: 'shop', name: 'web' }, reason: expect.stringContaining('not known') },
  ]);
});

test("pods on the host network ask the node's resolver", () => {
  expect(findingsOf(rule, podYaml('shop/web', [], '', 'hostNetwork: true') + egress(toApi))).toEqual([]);
});

describe('a DNS with labels of its own', () => {
  const to = (label: string) => egress(`${toApi}\n${kubeDns(both).replace('k8s-app: kube-dns', label)}`);

  test.each(['k8s-app: coredns', 'app.kubernetes.io/name: coredns'])('may be there: %s', (label) => {
    const { findings, undetermined } = auditTexts({ 'a.yaml': web + to(label) }, { rules: [rule] }).report;
    expect(findings).toEqual([]);
    expect(undetermined).toMatchObject([
      { severity: 'error', reason: expect.stringContaining('port 53 is open to pods with') },
    ]);
  });

  test('is none where the input has the workloads of the namespace that is meant', () => {
    const other = to('k8s-app: coredns').replace('metadata.name: kube-system', 'metadata.name: other');
    expect(findingsOf(rule, web + podYaml('other/o') + other)).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(rule, web + other)).toEqual([]);
  });

  test('is none where the profile says which DNS there is, or where the usual label is misspelt', () => {
    const known = { cluster: { dns: 'kube-dns' as const } };
    expect(findingsOf(rule, web + to('k8s-app: coredns'), known)).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(rule, web + to('k8s-app: kubedns'))).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(rule, web + to('app: monitoring'))).toMatchObject([{ severity: 'error' }]);
  });
});
