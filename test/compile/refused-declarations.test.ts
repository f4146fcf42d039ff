import {
  cidr,
  cluster,
  denyAll,
  denyEgress,
  denyIngress,
  dnsService,
  flow,
  foreignNamespace,
  type Namespace,
  type NamespaceOptions,
  namespace,
  namespacesWhere,
  never,
  only,
  open,
  providedBy,
  workloadFrom,
} from 'netpact';
import { type Finding, resolveLocation } from '../../lib/diagnostics/finding';
import { codesOf, compile, compileCharts, onlyFinding } from './compiling';

const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web', { ports: { http: 8080, metrics: 9090 } });
const api = shop.workload('api', { ports: { https: 8443 } });

const none: readonly never[] = [];

/** Types keep these from users who do not compute their values. */
const escaped = (value: unknown) => value as never;

/** The error that one flow of a good namespace meets. */
const refusedFlow = (value: unknown): Finding => onlyFinding(compile([shop], [value]));

describe('a flow that would write no policy', () => {
  it('is refused, with what to add', () => {
    const far = foreignNamespace('far').workload('x');
    expect(refusedFlow(flow(far).to(foreignNamespace('else').workload('y')).port(80))).toMatchObject({
      code: 'flow-writes-nothing',
      message:
        'the flow from far/x to else/y would have no policy: no chart owns namespace else, and no chart owns namespace far',
      help: [
        "if else is yours, declare it with a baseline (namespace('else', { baseline: denyAll() })) and list that in a chart",
        'leave the flow out if it is not yours: its owners write their policies',
        "if far is yours, declare it with a baseline (namespace('far', { baseline: denyAll() })) and list that in a chart",
      ],
    });
  });

  it('also where the only owned end is open, or is isolated the other way', () => {
    const opened = namespace('opened', { baseline: open('migrating until May') });
    const egressOnly = namespace('egress-only', { baseline: denyEgress() });
    const far = foreignNamespace('far').workload('x');
    expect(codesOf(compile([opened], [flow(far).to(opened.workload('a')).port(80)]))).toEqual(['flow-writes-nothing']);
    expect(codesOf(compile([egressOnly], [flow(far).to(egressOnly.workload('a')).port(80)]))).toEqual([
      'flow-writes-nothing',
    ]);
    expect(codesOf(compile([egressOnly], [flow(egressOnly.workload('a')).to(far).port(80)]))).toEqual([]);
  });
});

describe('workloads', () => {
  it('with equal selectors in one namespace are refused', () => {
    const ns = namespace('n', { baseline: denyAll() });
    ns.workload('a', { labels: { app: 'x' } });
    ns.workload('b', { labels: { app: 'x' } });
    expect(onlyFinding(compile([ns]))).toMatchObject({
      code: 'workload-selector-equal',
      message: 'workloads a and b of n have the same labels, so every pod of one is a pod of the other',
      related: [{ message: 'a is declared here' }],
    });
  });

  it('with equal labels in two namespaces are not', () => {
    const [a, b] = [namespace('a', { baseline: denyAll() }), namespace('b', { baseline: denyAll() })];
    a.workload('x');
    b.workload('x');
    expect(codesOf(compile([a, b]))).toEqual([]);
  });

  it('one inside another warn', () => {
    const ns = namespace('n', { baseline: denyAll() });
    ns.workload('all-web', { labels: { app: 'web' } });
    ns.workload('canary', { labels: { app: 'web', track: 'canary' } });
    expect(onlyFinding(compile([ns]))).toMatchObject({
      code: 'workload-selector-contained',
      severity: 'warning',
      message: 'every pod of n/canary is also a pod of all-web, and has the flows of both',
    });
  });

  it('without a label are refused alone: their neighbours are not said to be inside them', () => {
    const ns = namespace('n', { baseline: denyAll() });
    ns.workload('a', { labels: escaped({}) });
    ns.workload('b', { labels: escaped({}) });
    ns.workload('web');
    expect(codesOf(compile([ns]))).toEqual(['selector-empty', 'selector-empty']);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object without a kind'],
    [{ kind: 'Service', metadata: { name: 's' } }, 'a Service'],
  ])('from %j are refused, and are no neighbour of the others', (source, what) => {
    const ns = namespace('default', { baseline: denyAll() });
    const target = workloadFrom(escaped(source), { name: 'x' });
    expect(onlyFinding(compile([ns], [flow(ns.workload('web')).to(target).allPorts()]))).toMatchObject({
      code: 'workload-source-invalid',
      message: `workloadFrom() got ${what}, which has no pod template`,
    });
  });

  it.each([
    [{ isolat: 'all' }, 'workloadFrom() has no option `isolat`'],
    [{ isolate: 'ingres' }, 'isolate of workloadFrom() is the text "ingres"'],
    [{ label: { app: 'x' } }, 'workloadFrom() has no option `label`'],
  ])('from a manifest with options that mean nothing are refused: %j', (options, message) => {
    const manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'x', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'x' } },
        template: { metadata: { labels: { app: 'x' } }, spec: { containers: [] } },
      },
    };
    const target = workloadFrom(manifest, escaped(options));
    expect(refusedFlow(flow(web).to(target).allPorts())).toMatchObject({ code: 'option-invalid', message });
  });

  it('said twice alike are one; twice with other labels are refused', () => {
    const ns = namespace('n', { baseline: denyAll() });
    ns.workload('db', { isolate: 'egress' });
    ns.workload('db', { isolate: 'egress' });
    expect(codesOf(compile([ns]))).toEqual([]);
    ns.workload('db', { labels: { app: 'other' } });
    expect(codesOf(compile([ns]))).toEqual(['workload-declared-twice']);
  });

  it.each(['isolate', 'dns'] as const)('that say %s in a namespace that no chart lists are refused', (setting) => {
    const far = foreignNamespace('far').workload('x', setting === 'dns' ? { dns: false } : { isolate: 'all' });
    expect(refusedFlow(flow(far).to(api).port('https'))).toMatchObject({
      code: 'workload-unreached',
      message: `workload far/x says ${setting}, but no chart reaches it, so nothing would be written`,
    });
  });

  it('on the host network need node CIDRs, and cannot be isolated', () => {
    const ns = namespace('n', { baseline: denyAll() });
    const agent = ns.workload('agent', { hostNetwork: true });
    expect(codesOf(compile([ns], [flow(agent).to(ns.workload('t')).port(80)]))).toEqual(['node-cidrs-missing']);
    const other = namespace('m', { baseline: open('x') });
    other.workload('agent', { hostNetwork: true, isolate: 'all' });
    expect(codesOf(compile([other]))).toEqual(['host-network-isolated']);
  });

  it('check every name, label and port', () => {
    const ns = namespace('n', { baseline: denyAll() });
    ns.workload('Web', {
      labels: { 'bad key': 'x', tier: 'not a value' },
      ports: { toolongforaportname: 80, bad: escaped('x'), huge: escaped(70000) },
    });
    expect(codesOf(compile([ns])).toSorted()).toEqual([
      'label-key-invalid',
      'label-value-invalid',
      'name-invalid',
      'port-invalid',
      'port-invalid',
      'port-name-invalid',
    ]);
  });
});

it.each([
  ['pods', () => shop.pods(escaped({ app: 'x' }), escaped(undefined))],
  ['namespacesWhere', () => namespacesWhere(escaped({ env: 'prod' }), escaped(undefined))],
  ['cidr', () => cidr(escaped(['198.51.100.0/24']), escaped(undefined))],
])('%s without the name that comes first is one error, with an example', (word, peer) => {
  const finding = refusedFlow(flow(escaped(peer())).to(web).port('http'));
  expect(finding).toMatchObject({
    code: 'name-invalid',
    message: 'a name comes first, as policies will say it, and this is no text',
  });
  expect(finding.help?.join()).toContain(`${word}('`);
});

describe('namespaces', () => {
  const ns = (options: Parameters<typeof namespace>[1]) => namespace('n', options);

  it.each<[string, Parameters<typeof namespace>[1], string]>([
    ['no baseline', escaped({}), 'namespace-without-baseline'],
    ['open for no reason', { baseline: open('  ') }, 'open-without-reason'],
    ['provided by nobody', { baseline: providedBy('', { ingress: true }) }, 'provider-missing'],
    ['provided with nothing', { baseline: providedBy('kyverno/x', {}) }, 'provided-nothing'],
    ['an impossible label', { baseline: denyAll(), labels: { 'a/b/c': 'x' } }, 'label-key-invalid'],
    ['a DNS without addresses', { baseline: denyAll({ dns: dnsService({}) }) }, 'dns-empty'],
    [
      'a DNS without ports',
      { baseline: denyAll({ dns: dnsService({ cidrs: ['192.0.2.1/32'], ports: [] }) }) },
      'dns-empty',
    ],
    [
      'a DNS with an impossible port',
      { baseline: denyAll({ dns: dnsService({ cidrs: ['192.0.2.1/32'], ports: [0] }) }) },
      'port-invalid',
    ],
    [
      'a DNS with an impossible address',
      { baseline: denyAll({ dns: dnsService({ cidrs: ['192.0.2.1'] }) }) },
      'cidr-invalid',
    ],
    [
      'a DNS of all pods',
      { baseline: denyAll({ dns: dnsService({ pods: [{ namespace: {}, labels: {} }] }) }) },
      'selector-empty',
    ],
  ])('with %s are refused', (_, options, code) => {
    expect(onlyFinding(compile([ns(options)]))).toMatchObject({ code, severity: 'error' });
  });

  it('listed by two charts are refused', () => {
    const found = onlyFinding(
      compileCharts([
        { id: 'a', namespaces: [shop] },
        { id: 'b', namespaces: [shop] },
      ]),
    );
    expect(found).toMatchObject({
      code: 'namespace-listed-twice',
      message: 'namespace shop is listed by two charts, a and b',
    });
  });

  it('declared twice are one if they say the same', () => {
    const again = namespace('shop', { baseline: denyAll() });
    expect(codesOf(compile([shop, again]))).toEqual([]);
  });

  it('declared twice with different content are refused, also where only a flow names the second', () => {
    const other = namespace('shop', { baseline: denyIngress() });
    const said = {
      code: 'namespace-declared-twice',
      message: 'namespace shop is declared twice with different content',
    };
    expect(onlyFinding(compile([shop, other]))).toMatchObject(said);
    expect(onlyFinding(compile([shop], [flow(other.workload('x')).to(api).port('https')]))).toMatchObject(said);
  });
});

describe('the cluster and the app', () => {
  it.each<[string, Parameters<typeof cluster>[0], string]>([
    ['no family', { families: [] }, 'cluster-without-family'],
    ['a block of everything', { podCidrs: ['0.0.0.0/0'] }, 'cluster-cidr-everything'],
    ['host bits', { nodeCidrs: ['10.0.0.1/8'] }, 'cidr-host-bits'],
  ])('%s', (_, options, code) => {
    expect(onlyFinding(compile([shop], [], { cluster: cluster(options) }))).toMatchObject({ code, severity: 'error' });
  });

  it.each(['', 'my app', '-x', 'a'.repeat(64)])('the name %j, which would be a label', (name) => {
    expect(onlyFinding(compile([shop], [], { name }))).toMatchObject({ code: 'app-name-invalid', severity: 'error' });
  });
});

describe('invariants', () => {
  const refused = (value: ReturnType<typeof never>['to'] extends (...args: never) => infer R ? R : never) =>
    onlyFinding(compileCharts([{ namespaces: [shop], invariants: [value] }]));

  it('check their ends and their ports as flows do', () => {
    expect(refused(never(...none).to(web))).toMatchObject({ code: 'flow-without-peers' });
    expect(refused(escaped(only(web).mayReach(api).port('htps')))).toMatchObject({
      code: 'flow-port-undeclared',
      help: ['did you mean "https"?'],
    });
    expect(refused(escaped(never(web).to(api).port()))).toMatchObject({ code: 'invariant-without-port' });
  });
});

describe('a namespace whose baseline is missing', () => {
  const made = (...options: readonly unknown[]): Namespace => namespace('n', ...(options as [NamespaceOptions]));

  it.each<[string, readonly unknown[], string, string]>([
    [
      'was not said',
      [],
      "namespace('n') has no baseline",
      "say namespace('n', { baseline: denyAll() }), or baseline: open(reason)",
    ],
    [
      'was not called',
      [{ baseline: denyAll }],
      "the baseline of namespace('n') is a function",
      "say it with parentheses: namespace('n', { baseline: denyAll() }), or baseline: open(reason)",
    ],
    [
      'is a text',
      [{ baseline: 'deny' }],
      'the baseline of namespace(\'n\') is the text "deny"',
      "say namespace('n', { baseline: denyAll() }), or baseline: open(reason)",
    ],
  ])(
    'because it %s is told once, at the call, whether a chart lists it or a flow names it',
    (_, options, message, help) => {
      const ns = made(...options);
      const flows = [flow(ns.workload('a')).to(ns.workload('b')).port(80)];
      for (const listed of [[ns], []]) {
        const finding = onlyFinding(compile(listed, flows));
        expect(finding).toMatchObject({ code: 'namespace-without-baseline', message });
        expect(finding.help?.[0]).toBe(help);
        expect(resolveLocation(finding.at)?.file).toBe(__filename);
      }
    },
  );

  it('because it is foreign is told at the chart that lists it', () => {
    const far = foreignNamespace('far');
    expect(onlyFinding(compile([far]))).toMatchObject({
      message: 'the chart chart lists namespace far, which is foreign and has no baseline',
      help: [
        "if it is yours, say namespace('far', { baseline: denyAll() })",
        "if it is somebody else's, take it out of `namespaces`: flows may name its workloads all the same",
      ],
    });
  });
});
