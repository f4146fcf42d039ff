import * as language from 'netpact';
import * as cdk8s from 'netpact/cdk8s';
import * as platform from 'netpact/platform';
import { editor } from './language-service';

const { offered, struckOut, documented, hovered } = editor(`import * as language from 'netpact';
import * as cdk8s from 'netpact/cdk8s';
import * as platform from 'netpact/platform';
import { allNamespaces, cidr, cluster, denyAll, denyIngress, dnsService, flow, foreignNamespace, internet, namespace, namespacesWhere, never, only, providedBy, udp, workloadFrom } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { nodeLocalDns, prometheus } from 'netpact/platform';
const shop = namespace('shop', { baseline: denyAll() });
const web = shop.workload('web');
const api = shop.workload('api', { ports: { http: 8080, grpc: 8443 } });
const admin = shop.workload('admin', { ports: { http: 8080, debug: 6060, gossip: udp(7946) } });
const app = new PolicyApp();
const complete = flow(web).to(api).port('http');
`);

describe('what an editor offers', () => {
  it.each([
    // A sentence has one next word, or the few that end it.
    ['flow(web).│', ['to']],
    ['flow(web, api).│', ['to']],
    ['flow().│', []],
    ['flow(web).to(api).│', ['allPorts', 'namedPort', 'port']],
    ['complete.│', ['because', 'exception', 'named']],
    ["complete.because('checkout').│", ['because', 'exception', 'named']],
    ['never(web).│', ['to']],
    ['never(web).to(api).│', ['port']],
    ['only(web).│', ['mayReach']],
    // Ports are those that the targets declare.
    ["flow(web).to(api).port('│')", ['http', 'grpc']],
    ["flow(web).to(api).port('http', '│')", ['http', 'grpc']],
    ["flow(web).to(admin).port('│')", ['http', 'debug', 'gossip', '7946/UDP']],
    ["flow(web).to(api, admin).port('│')", ['http']],
    ["flow(web).to(api).namedPort('│')", ['http', 'grpc']],
    ["flow(web).to(admin).namedPort('│')", ['http', 'debug', 'gossip']],
    ["flow(web).to(prometheus).port('│')", ['web']],
    // Values have what is made of them.
    ['shop.│', ['allPods', 'name', 'pods', 'workload']],
    ["foreignNamespace('monitoring').│", ['allPods', 'name', 'pods', 'workload']],
    ['web.│', ['label', 'name']],
    ['prometheus.│', ['label', 'name', 'with']],
    ['shop.allPods().│', ['label']],
    ["namespacesWhere('prod', { env: 'prod' }).│", ['label', 'pods']],
    ['allNamespaces().│', ['label', 'pods']],
    ["cidr('corp', ['10.20.0.0/16']).│", ['includingPods', 'label']],
    ['internet().│', ['label']],
    ['denyAll().│', []],
    ['cluster().│', []],
    // Texts of which only some mean something.
    ["shop.workload('x', { isolate: '│' })", ['ingress', 'egress', 'all']],
    ["cluster({ families: ['│'] })", ['IPv4', 'IPv6']],
    ["cluster({ externalTrafficPolicy: '│' })", ['Cluster', 'Local']],
  ])('%s', (text, expected) => {
    expect(offered(text)).toEqual(expected);
  });
});

it('strikes out the words that come too early', () => {
  expect(struckOut('flow(web).to(api).│')).toEqual(['because', 'exception', 'named']);
  expect(struckOut('flow(web).│')).toEqual(expect.arrayContaining(['port', 'because']));
  expect(struckOut('complete.│')).toEqual([]);
});

/** Where options stand, and the names of which some must be offered. */
const options: readonly (readonly [text: string, expected: readonly string[]])[] = [
  ["namespace('x', { │ })", ['baseline', 'labels', 'owner']],
  ["shop.workload('x', { │ })", ['dns', 'hostNetwork', 'isolate', 'labels', 'ports']],
  ['complete.exception({ │ })', ['owner', 'until', 'ticket']],
  ["cidr('x', [], { │ })", ['except']],
  ['denyIngress({ │ })', ['explicitEmptyLists', 'sameNamespace']],
  ['denyAll({ │ })', ['dns', 'explicitEmptyLists', 'sameNamespace']],
  ["providedBy('x', { │ })", ['dns', 'egress', 'ingress']],
  ['dnsService({ │ })', ['cidrs', 'pods', 'ports']],
  ['nodeLocalDns({ │ })', ['kubeDns', 'address']],
  [
    'cluster({ │ })',
    ['apiServer', 'dns', 'externalTrafficPolicy', 'families', 'nodeCidrs', 'podCidrs', 'serviceCidrs'],
  ],
  ['workloadFrom({}, { │ })', ['dns', 'isolate', 'labels', 'name', 'ports']],
  ["new FlowChart(app, 'x', { │ })", ['namespaces', 'assumptions', 'flows', 'includes', 'invariants', 'namePrefix']],
  ['new PolicyApp({ │ })', ['cluster', 'environments', 'name', 'outdir']],
  ['prometheus.with({ │ })', ['labels', 'namespace', 'ports']],
];

describe('options', () => {
  it.each(options)('%s are offered, the required ones first', (text, expected) => {
    expect(offered(text).filter((name) => expected.includes(name))).toEqual(expected);
  });

  it.each(options)('%s are each explained', (text) => {
    expect(documented(text).filter(([, sentences]) => sentences === '')).toEqual([]);
  });
});

describe('hovering', () => {
  const modules = { language, cdk8s, platform };

  it.each(Object.entries(modules))('over every value of %s says what it is', (module, values) => {
    const silent = Object.keys(values).filter((name) => hovered(`${module}.${name}│;`) === '');
    expect(silent).toEqual([]);
  });

  it.each([
    ['flow(web).t│o(api)', 'The ends that may be reached.'],
    ["flow(web).to(api).po│rt('http')", 'Ports that every target declares'],
    ["complete.exc│eption({ owner: 'a', until: '2030-01-01' })", 'after its end, synth refuses it'],
    ["shop.work│load('x')", 'A workload of this namespace.'],
    ["new Flow│Chart(app, 'x', { namespaces: [shop] })", 'Namespaces and flows as a construct'],
    ['new Policy│App()', 'The root of a netpact app'],
    ["new FlowChart(app, 'x', { names│paces: [shop] })", 'The namespaces that this chart owns'],
  ])('%s: %s', (text, sentence) => {
    expect(hovered(text)).toContain(sentence);
  });
});
