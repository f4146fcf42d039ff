import { analyze } from '../../lib/analyze/analysis';
import { endsOf } from '../../lib/analyze/explain/end-source';
import { explain } from '../../lib/analyze/explain/explain';
import { resolveEnd } from '../../lib/analyze/explain/resolve-end';
import type { AnalyzeOptions } from '../../lib/analyze/model/options';
import { dnsBlocked } from '../../lib/audit/rules/reach/dns-blocked';
import { PolicyApp } from '../../lib/cdk8s';
import { FlowChart } from '../../lib/cdk8s/flow-chart';
import { dnsFlavours } from '../../lib/cluster/dns';
import { cluster, type DnsService, denyEgress, namespace } from '../../lib/index';
import { loadTexts } from '../../lib/k8s/load';
import { kubeDns, nodeLocalDns, openshiftDns } from '../../lib/platform';
import { dnsSentence } from '../../lib/report/explain/explain-text';
import { auditTexts } from '../audit/audit-texts';
import { findingsOf } from '../audit/findings-of';
import { podYaml, policyYaml } from '../audit/shop-yaml';

/** What `netpact synth` writes for a namespace with denied egress. */
function manifestsWith(dns: DnsService): string {
  const app = new PolicyApp({ cluster: cluster({ dns }) });
  new FlowChart(app, 'shop', { namespaces: [namespace('shop', { baseline: denyEgress() })] });
  const { policies } = app.compile();
  return podYaml('shop/web') + policies.map(({ manifest }) => `${JSON.stringify(manifest)}\n`).join('---\n');
}

/** The name resolution of shop/web as explain tells it. */
function explained(text: string, options: AnalyzeOptions) {
  const analysis = analyze(loadTexts([{ file: 'a.yaml', text }]).resources, options);
  const [src, dst] = ['shop/web', 'shop/[app=other]'].map((end) => resolveEnd(endsOf(analysis), end));
  if (!src || !dst || 'problem' in src || 'problem' in dst) throw new Error('an end is not there');
  return explain(analysis, src.end, dst.end).dns;
}

/** The same as the audit tells it. */
function audited(text: string, options: AnalyzeOptions): string {
  const { findings, undetermined } = auditTexts({ 'a.yaml': text }, { rules: [dnsBlocked], analyze: options }).report;
  return findings.length > 0 ? 'closed' : undetermined.length > 0 ? 'unknown' : 'open';
}

const outputs = {
  'kube-dns': manifestsWith(kubeDns()),
  openshift: manifestsWith(openshiftDns()),
  'node-local': manifestsWith(nodeLocalDns({ kubeDns: '10.96.0.10' })),
};

describe.each(dnsFlavours)('the DNS of netpact for %s', (flavour) => {
  const text = outputs[flavour];

  test.each([[undefined], [flavour]])('is open in a cluster whose profile says %s', (dns) => {
    const options = { cluster: { ...(dns && { dns }) } };
    expect(explained(text, options)).toMatchObject({ udp: 'open', tcp: 'open' });
    expect(audited(text, options)).toBe('open');
  });

  test.each(dnsFlavours.filter((each) => each !== flavour))('is not open in a cluster of %s', (dns) => {
    // Addresses may be a resolver's, whatever the cluster has besides.
    const expected = flavour === 'node-local' ? 'unknown' : 'closed';
    expect(explained(text, { cluster: { dns } })).toMatchObject({ udp: expected, tcp: expected });
    expect(audited(text, { cluster: { dns } })).toBe(expected);
  });
});

describe('explain and audit agree', () => {
  const web = podYaml('shop/web');
  const both = '{protocol: UDP, port: 53}, {protocol: TCP, port: 53}';
  const egress = (to: string, ports = both) =>
    web +
    policyYaml('shop/web', `podSelector: {}\npolicyTypes: [Egress]\negress:\n  - to: [${to}]\n    ports: [${ports}]`);
  const byName = (name: string) => `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${name}}}}`;
  const everywhere = '{ipBlock: {cidr: 0.0.0.0/0}}';
  const coreDns = podYaml('kube-system/coredns', ['dns:53/UDP', 'dns-tcp:53/TCP']);
  const renamed = coreDns.replace('app: coredns', 'k8s-app: kube-dns');

  test.each<[what: string, expected: string, text: string, options: AnalyzeOptions]>([
    ['every address, which holds no pods for sure', 'unknown', egress(everywhere), {}],
    ['every address, where NodeLocal DNS runs', 'open', egress(everywhere), { cluster: { dns: 'node-local' } }],
    ['the address of a resolver', 'unknown', egress('{ipBlock: {cidr: 10.96.0.10/32}}'), {}],
    ['a namespace label that is not known', 'unknown', egress('{namespaceSelector: {matchLabels: {a: b}}}'), {}],
    [
      'a namespace label that kube-system may have',
      'unknown',
      egress('{namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [dev]}]}}'),
      {},
    ],
    [
      'the address of NodeLocal DNS alone, which says that it is there',
      'open',
      egress('{ipBlock: {cidr: 169.254.20.10/32}}'),
      {},
    ],
    [
      'link-local addresses, which may be the metadata service',
      'unknown',
      egress('{ipBlock: {cidr: 169.254.0.0/16}}'),
      {},
    ],
    [
      'a resolver over TCP alone: UDP is closed for sure',
      'closed',
      egress('{ipBlock: {cidr: 10.96.0.10/32}}', '{protocol: TCP, port: 53}') + renamed,
      {},
    ],
    ['the DNS pods of the input', 'open', egress(byName('kube-system')) + renamed, {}],
    ['other pods than the DNS of the input', 'closed', egress(byName('openshift-dns'), '{port: 5353}') + renamed, {}],
    [
      'pods, where NodeLocal DNS stands before them',
      'closed',
      egress(byName('kube-system')) + renamed,
      { cluster: { dns: 'node-local' } },
    ],
  ])('%s: %s', (_, expected, text, options) => {
    expect(explained(text, options)).toMatchObject({ udp: expected });
    expect(audited(text, options)).toBe(expected);
  });

  test('every pod that answers for one DNS must be open, because any of them may get the question', () => {
    const second = renamed
      .replaceAll('coredns', 'coredns-two')
      .replace('k8s-app: kube-dns', 'k8s-app: kube-dns, second: b');
    const one = `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchExpressions: [{key: second, operator: DoesNotExist}]}}`;
    expect(audited(egress(one) + renamed, {})).toBe('open');
    expect(audited(egress(one) + renamed + second, {})).toBe('closed');
    expect(audited(egress(byName('kube-system')) + renamed + second, {})).toBe('open');
  });

  test('where only TCP is missing, names resolve and long answers fail, whatever the port', () => {
    const text = egress(byName('openshift-dns'), '{protocol: UDP, port: 5353}');
    const dns = explained(text, {});
    expect(dns && dnsSentence('shop/web', dns)).toMatch(/may resolve names: .* on UDP 5353$/);
    const [finding] = findingsOf(dnsBlocked, text);
    expect(finding).toMatchObject({ severity: 'warning', message: expect.stringContaining('on TCP 5353') });
    expect(finding?.help[0]).toContain('openshift-dns');
  });

  test("pods on the host network are not asked: their resolver is the node's", () => {
    const text = egress('{podSelector: {}}').replace('spec: {', 'spec: {hostNetwork: true, ');
    expect(explained(text, {})).toBeUndefined();
    expect(audited(text, {})).toBe('open');
  });

  test('DNS pods themselves are not asked', () => {
    const text =
      renamed +
      policyYaml('kube-system/deny', 'podSelector: {}\npolicyTypes: [Egress]\negress: [{ports: [{port: 443}]}]');
    expect(findingsOf(dnsBlocked, text)).toEqual([]);
  });
});
