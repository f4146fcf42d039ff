import { cluster, denyAll, dnsService, kubeDns, namespace, open } from 'netpact';
import { kubeDnsAnywhere, nodeLocalDns, openshiftDns } from 'netpact/platform';
import { isOpen, pod } from '../evaluator/facts';
import { codesOf, compile, namesOf, onlyFinding, policiesOf, specOf } from './compiling';

const both = (port: number) => [
  { protocol: 'TCP', port },
  { protocol: 'UDP', port },
];
const kubeDnsPods = {
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
};

describe('denied egress brings DNS', () => {
  it('for all pods, UDP and TCP 53', () => {
    const compiled = compile([namespace('n', { baseline: denyAll() })]);
    expect(specOf(compiled, 'n/allow-dns')).toEqual({
      podSelector: {},
      egress: [{ ports: both(53), to: [kubeDnsPods] }],
      policyTypes: ['Egress'],
    });
    const policies = policiesOf(compiled);
    const resolver = pod('kube-system', { 'k8s-app': 'kube-dns' });
    expect(isOpen(policies, pod('n'), resolver, '53/UDP')).toBe(true);
    expect(isOpen(policies, pod('n'), resolver, 80)).toBe(false);
    expect(isOpen(policies, pod('n'), pod('n', { 'k8s-app': 'kube-dns' }), '53/UDP')).toBe(false);
  });

  it.each([
    [
      'OpenShift',
      openshiftDns(),
      5353,
      [
        {
          podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
        },
      ],
    ],
    [
      'NodeLocal DNSCache',
      nodeLocalDns({ kubeDns: '10.96.0.10' }),
      53,
      [{ ipBlock: { cidr: '10.96.0.10/32' } }, { ipBlock: { cidr: '169.254.20.10/32' } }],
    ],
    [
      'kube-dns in any namespace (pattern B8)',
      kubeDnsAnywhere(),
      53,
      [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } }, namespaceSelector: {} }],
    ],
    [
      'one of your own',
      dnsService({ cidrs: ['192.0.2.53/32'], ports: ['5300/UDP', 5300] }),
      5300,
      [{ ipBlock: { cidr: '192.0.2.53/32' } }],
    ],
  ])('of the cluster: %s', (_, dns, port, to) => {
    const ns = namespace('n', { baseline: denyAll() });
    expect(specOf(compile([ns], [], { cluster: cluster({ dns }) }), 'n/allow-dns').egress).toEqual([
      { ports: both(port), to },
    ]);
  });

  it("or the namespace's own choice, or none", () => {
    const own = namespace('n', { baseline: denyAll({ dns: openshiftDns() }) });
    expect(specOf(compile([own]), 'n/allow-dns').egress?.[0]?.ports).toEqual(both(5353));
    expect(namesOf(compile([namespace('n', { baseline: denyAll({ dns: false }) })]))).toEqual(['n/default-deny-all']);
  });

  it('as bare pods inside the namespace of the DNS', () => {
    const ns = namespace('kube-system', { baseline: denyAll({ dns: kubeDns() }) });
    expect(specOf(compile([ns]), 'kube-system/allow-dns').egress?.[0]?.to).toEqual([
      { podSelector: kubeDnsPods.podSelector },
    ]);
  });
});

describe('a workload', () => {
  it('without DNS is left out by NotIn, where one label selects it', () => {
    const ns = namespace('n', { baseline: denyAll() });
    ns.workload('db', { dns: false });
    ns.workload('cache', { dns: false });
    ns.workload('edge', { labels: { tier: 'edge' }, dns: false });
    const compiled = compile([ns]);
    expect(specOf(compiled, 'n/allow-dns').podSelector).toEqual({
      matchExpressions: [
        { key: 'app', operator: 'NotIn', values: ['cache', 'db'] },
        { key: 'tier', operator: 'NotIn', values: ['edge'] },
      ],
    });
    const resolver = pod('kube-system', { 'k8s-app': 'kube-dns' });
    const resolves = (labels: Record<string, string>) =>
      isOpen(policiesOf(compiled), pod('n', labels), resolver, '53/UDP');
    expect([
      resolves({ app: 'db' }),
      resolves({ tier: 'edge', app: 'x' }),
      resolves({}),
      resolves({ app: 'web' }),
    ]).toEqual([false, false, true, true]);
  });

  it('without DNS is refused where it takes two labels to select it', () => {
    const ns = namespace('n', { baseline: denyAll() });
    ns.workload('db', { labels: { app: 'db', role: 'primary' }, dns: false });
    expect(onlyFinding(compile([ns]))).toMatchObject({
      code: 'dns-not-excludable',
      severity: 'error',
      message: "n/db says dns: false, but no single label selects it, so the namespace's DNS cannot leave it out",
      help: ['give it its own namespace, or select it by one label'],
    });
  });

  it('with DNS in a namespace without gets its own policy', () => {
    const ns = namespace('n', { baseline: denyAll({ dns: false }) });
    ns.workload('web', { dns: true });
    ns.workload('db');
    const compiled = compile([ns]);
    expect(specOf(compiled, 'n/allow-web-dns')).toMatchObject({ podSelector: { matchLabels: { app: 'web' } } });
    expect(namesOf(compiled)).toEqual(['n/allow-web-dns', 'n/default-deny-all']);
  });

  it('isolated on its own brings its own DNS, unless it says not to', () => {
    const ns = namespace('n', { baseline: open('x') });
    ns.workload('a', { isolate: 'egress' });
    ns.workload('b', { isolate: 'egress', dns: false });
    expect(namesOf(compile([ns]))).toEqual(['n/allow-a-dns', 'n/isolate-a-egress', 'n/isolate-b-egress']);
    expect(codesOf(compile([ns]))).toEqual([]);
  });
});
