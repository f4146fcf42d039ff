import { formatPorts } from '../../lib/algebra/port-set';
import { analyze } from '../../lib/analyze/analysis';
import { assumptionsOf } from '../../lib/analyze/assumptions';
import { diffClusters } from '../../lib/analyze/diff/cluster-diff';
import { explain } from '../../lib/analyze/explain/explain';
import { cniProfiles, upstreamCni } from '../../lib/analyze/model/cni-profiles';
import { endOf } from '../../lib/analyze/model/end';
import type { AnalyzeOptions } from '../../lib/analyze/model/options';
import type { NamespaceResource, PolicyResource, WorkloadResource } from '../../lib/k8s/resources';
import { cluster, namespace, policy, workload } from './cluster';

type Parts = readonly (NamespaceResource | WorkloadResource | PolicyResource)[];

const spaces = [namespace('shop'), namespace('ops', { team: 'ops' })];
const web = workload('shop/web', { app: 'web' }, { ports: ['http:8080'] });
const agent = workload(
  'ops/agent',
  { app: 'agent' },
  { hostNetwork: true, ports: ['metrics:9100'], kind: 'DaemonSet' },
);
const proxy = workload('ops/proxy', { app: 'proxy' }, { hostNetwork: true, kind: 'DaemonSet' });
const out = (rules: string) => policy('shop/out', `{ podSelector: {}, policyTypes: [Egress], egress: ${rules} }`);
const into = (rules: string) => policy('shop/in', `{ podSelector: {}, policyTypes: [Ingress], ingress: ${rules} }`);
const denyOps = policy('ops/deny', '{ podSelector: {}, policyTypes: [Ingress, Egress] }');
const asNodes: AnalyzeOptions = { cni: { ...upstreamCni, hostNetworkPodsAreMatched: false } };
const withNodes = (...nodeCidrs: string[]): AnalyzeOptions => ({ ...asNodes, cluster: { nodeCidrs } });
const block = (cidr: string, ...except: string[]) => `[{ to: [{ ipBlock: { cidr: ${cidr}, except: [${except}] } }] }]`;
const fromBlock = (cidr: string) => `[{ from: [{ ipBlock: { cidr: ${cidr} } }] }]`;
const all = 'All Connections';
const none = 'No Connections';

function between(parts: Parts, src: string, dst: string, options: AnalyzeOptions = {}): string {
  const analysis = analyze(cluster([...spaces, ...parts]), options);
  const [from, to] = [src, dst].map((name) => analysis.universe.pods.find((pods) => pods.name.startsWith(`${name}[`)));
  if (!from || !to) throw new RangeError(`${src} or ${dst} is not there`);
  const asked = explain(analysis, endOf(analysis.universe, from), endOf(analysis.universe, to));
  expect(asked.conn).toBe(analysis.between(from, to));
  return formatPorts(analysis.between(from, to));
}

describe('docs/semantics.md 18: a pod on the host network is its node', () => {
  test('no policy selects it, whatever the selector', () => {
    const analysis = analyze(cluster([...spaces, agent, denyOps]));
    const [pods] = analysis.universe.pods;
    expect(pods && [analysis.isIsolated('ingress', pods), analysis.isIsolated('egress', pods)]).toEqual([false, false]);
    expect(between([web, agent, denyOps], 'shop/web', 'ops/agent')).toBe(all);
    expect(between([web, agent, denyOps], 'ops/agent', 'shop/web')).toBe(all);
  });

  test('no selector means it, {} included', () => {
    for (const selectors of [
      'namespaceSelector: {}',
      'namespaceSelector: {}, podSelector: { matchLabels: { app: agent } }',
    ]) {
      expect(between([web, agent, out(`[{ to: [{ ${selectors} }] }]`)], 'shop/web', 'ops/agent')).toBe(none);
      expect(between([web, agent, into(`[{ from: [{ ${selectors} }] }]`)], 'ops/agent', 'shop/web')).toBe(none);
    }
  });

  test('pods on the host network reach each other', () => {
    expect(between([agent, proxy, denyOps], 'ops/agent', 'ops/proxy')).toBe(all);
  });

  test('a port name towards it means nothing; one of the pod that it connects to does', () => {
    expect(between([web, agent, out('[{ ports: [{ port: metrics }] }]')], 'shop/web', 'ops/agent')).toBe(none);
    expect(between([web, agent, into('[{ ports: [{ port: http }] }]')], 'ops/agent', 'shop/web')).toBe('TCP 8080');
  });

  test('a rule without peers means it', () => {
    expect(between([web, agent, out('[{ ports: [{ port: 9100 }] }]')], 'shop/web', 'ops/agent')).toBe('TCP 9100');
  });

  test('without the addresses of nodes, of blocks only a whole family does', () => {
    const toAgent = (rules: string, options?: AnalyzeOptions) =>
      between([web, agent, out(rules)], 'shop/web', 'ops/agent', options);
    expect(toAgent(block('0.0.0.0/0'))).toBe(all);
    expect(toAgent(block('::/0'))).toBe(all);
    expect(toAgent(block('::/0'), { families: [4] })).toBe(none);
    expect(toAgent(block('0.0.0.0/0', '192.0.2.0/24'))).toBe(none);
    expect(toAgent(block('10.0.0.0/8'))).toBe(none);
  });

  test('a block that holds all of the addresses of nodes does, in either direction', () => {
    const nodes = withNodes('10.1.0.0/16', '10.9.0.0/16', 'fd00::/64');
    const toAgent = (rules: string) => between([web, agent, out(rules)], 'shop/web', 'ops/agent', nodes);
    expect(toAgent(block('10.0.0.0/8'))).toBe(all);
    expect(toAgent(block('10.0.0.0/8', '10.2.0.0/16'))).toBe(all);
    expect(toAgent(block('fd00::/32'))).toBe(all);
    expect(toAgent('[{ to: [{ ipBlock: { cidr: 10.1.0.0/16 } }, { ipBlock: { cidr: 10.9.0.0/16 } }] }]')).toBe(all);
    expect(
      toAgent('[{ to: [{ ipBlock: { cidr: 10.1.0.0/16 } }] }, { to: [{ ipBlock: { cidr: 10.9.0.0/17 } }] }]'),
    ).toBe(none);
    expect(toAgent(block('10.1.0.0/16'))).toBe(none);
    expect(toAgent(block('10.0.0.0/8', '10.9.1.0/24'))).toBe(none);
    expect(toAgent(block('192.0.2.0/24'))).toBe(none);
    const fromAgent = (rules: string) => between([web, agent, into(rules)], 'ops/agent', 'shop/web', nodes);
    expect(fromAgent(fromBlock('10.0.0.0/8'))).toBe(all);
    expect(fromAgent(fromBlock('10.1.0.0/16'))).toBe(none);
  });

  test('nodes that have no address of a family are in none of its blocks', () => {
    const parts = [web, agent, out(block('::/0'))];
    expect(between(parts, 'shop/web', 'ops/agent', withNodes('10.1.0.0/16'))).toBe(none);
  });

  test('a Pod that nothing controls stays at its address; one of a controller need not', () => {
    const at = (kind: string) =>
      workload('ops/agent', { app: 'agent' }, { hostNetwork: true, addresses: ['10.1.2.3'], kind });
    const parts = (kind: string) => [web, at(kind), out(block('10.1.2.0/24'))];
    expect(between(parts('Pod'), 'shop/web', 'ops/agent')).toBe(all);
    expect(between(parts('DaemonSet'), 'shop/web', 'ops/agent')).toBe(none);
  });
});

describe('what is said where the addresses of nodes are not known, or a block holds a part of them', () => {
  const parts = [...spaces, web, agent, out(block('10.0.0.0/8'))];
  const said = (options: AnalyzeOptions, input: Parts = parts) =>
    assumptionsOf(analyze(cluster(input), options)).filter(({ kind }) => kind === 'host-network');

  test('the assumption names the pair', () => {
    const about = 'shop/web[Deployment] to ops/agent[DaemonSet] depends on it';
    expect(said(asNodes)).toMatchObject([{ message: expect.stringContaining(about) }]);
    expect(said({ cni: cniProfiles.calico ?? upstreamCni })).toMatchObject([
      { message: expect.stringContaining(about) },
    ]);
    expect(said(withNodes('10.1.0.0/16', '192.0.2.0/24'))).toHaveLength(1);
    const back = [...spaces, web, agent, into(fromBlock('10.0.0.0/8'))];
    expect(said(asNodes, back)).toMatchObject([
      { message: expect.stringContaining('ops/agent[DaemonSet] to shop/web[Deployment] depends on it') },
    ]);
  });

  test('nothing is assumed where every node is in the block, or none, or other rules decide', () => {
    expect(said(withNodes('10.1.0.0/16'))).toEqual([]);
    expect(said(withNodes('192.0.2.0/24'))).toEqual([]);
    expect(said(asNodes, [...spaces, web, agent, out('[{}]')])).toEqual([]);
  });

  test('that they are no pods is assumed as long as nobody says it', () => {
    expect(said({}, [...parts, denyOps])).toHaveLength(2);
    const alone = [
      ...spaces,
      agent,
      policy('ops/in', '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }'),
    ];
    expect(said({}, alone)).toMatchObject([
      { message: expect.stringContaining('ops/agent[DaemonSet] to ops/agent[DaemonSet] depends on it') },
    ]);
    expect(said(asNodes, alone)).toEqual([]);
  });

  test('explain does not know, and says what would tell', () => {
    const ask = (src: WorkloadResource, dst: WorkloadResource, options: AnalyzeOptions) => {
      const analysis = analyze(cluster(parts), options);
      const end = (of: WorkloadResource) =>
        endOf(analysis.universe, analysis.pods(`${of.namespace}/${of.name}[${of.kind}]`) ?? fail());
      return explain(analysis, end(src), end(dst), { protocol: 'TCP', port: 9100 });
    };
    const unknown = ask(web, agent, asNodes);
    expect(unknown).toMatchObject({ verdict: 'undetermined', dependsOn: ['node-addresses'] });
    expect(unknown.reasons[0]?.message).toContain('nodeCidrs of --cluster');
    expect(ask(web, agent, withNodes('10.1.0.0/16')).verdict).toBe('allowed');
    const denied = ask(web, agent, withNodes('192.0.2.0/24'));
    expect(denied.verdict).toBe('denied');
    const egress = [{ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ protocol: 'TCP', port: 9100 }] }];
    expect(denied.changes).toMatchObject([{ kind: 'add-policy', spec: { egress } }]);
    expect(JSON.stringify(denied.reasons)).toContain('10.0.0.0/8 holds no address of the nodes');
  });
});

describe('the node that a pod runs on', () => {
  const analysis = analyze(cluster([...spaces, web, agent, into('[]')]), withNodes('10.1.0.0/16'));
  const end = (name: string) => endOf(analysis.universe, analysis.pods(name) ?? fail());
  const kindsOf = (src: Parameters<typeof explain>[1]) =>
    explain(analysis, src, end('shop/web[Deployment]')).reasons.map(({ kind }) => kind);

  test('always reaches it, with all of its host network: the answer is about another node, and says so', () => {
    expect(kindsOf(end('ops/agent[DaemonSet]'))).toContain('same-node');
    expect(kindsOf({ kind: 'address', name: '10.1.2.3' })).toContain('same-node');
    expect(kindsOf({ kind: 'address', name: '192.0.2.1' })).not.toContain('same-node');
  });
});

describe('a diff', () => {
  const side = (...parts: Parts) => cluster([...spaces, ...parts]);
  const policyOf = (cidr: string) => out(block(cidr));
  const compare = (before: Parts, after: Parts, options: AnalyzeOptions = asNodes) =>
    diffClusters(side(...before), side(...after), options);

  test('is undecided where what changes hangs on the addresses of nodes', () => {
    const diff = compare([web, agent, policyOf('10.0.0.0/8')], [web, agent, policyOf('10.0.0.0/9')]);
    expect(diff.verdict).toBe('undecided');
    expect(diff.undecided).toEqual([
      expect.stringContaining('whether shop/web[Deployment] to ops/agent[DaemonSet], on the host network'),
    ]);
  });

  test('is decided where it does not', () => {
    const [before, after] = [
      [web, agent, policyOf('10.0.0.0/8')],
      [web, agent, policyOf('10.0.0.0/9')],
    ];
    expect(compare(before, after, withNodes('10.1.0.0/16'))).toMatchObject({ verdict: 'narrowed', undecided: [] });
    expect(compare(before, after, withNodes('10.200.0.0/16'))).toMatchObject({ verdict: 'narrowed', undecided: [] });
    expect(compare(before, [...before, into('[]')])).toMatchObject({ verdict: 'narrowed', undecided: [] });
    expect(compare(before, before)).toMatchObject({ verdict: 'equal', undecided: [] });
  });

  test('is no equal where a pod moves to the host network, of which blocks speak', () => {
    const pods = workload('ops/agent', { app: 'agent' }, { kind: 'DaemonSet' });
    const others = [
      web,
      policyOf('10.0.0.0/8'),
      denyOps,
      policy('shop/none', '{ podSelector: {}, policyTypes: [Ingress] }'),
    ];
    expect(compare([pods, ...others], [agent, ...others]).verdict).toBe('undecided');
  });

  test('says which pairs change where it is known', () => {
    const { changes } = compare(
      [web, agent, policyOf('192.0.2.0/24')],
      [web, agent, policyOf('10.0.0.0/8')],
      withNodes('10.1.0.0/16'),
    );
    const opened = changes.filter(
      ({ dst }) => dst.kind === 'pods' && dst.pods.some(({ name }) => name.startsWith('ops/')),
    );
    expect(opened.map(({ kind }) => kind)).toEqual(['opened']);
  });

  test('knows a new workload on the host network as exposed, and does not know it of one that nodes may reach', () => {
    expect(compare([web, denyOps], [web, agent, denyOps]).exposed).toEqual(['ops/agent[DaemonSet]']);
    const api = workload('shop/api', { app: 'api' });
    const guard = into('[{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }]');
    const unknown = compare([agent, web, guard], [agent, web, api, guard]);
    expect(unknown.undecided).toEqual([
      expect.stringContaining('on the host network of other namespaces reach shop/api[Deployment], new here'),
    ]);
    const known = compare([agent, web, guard], [agent, web, api, guard], withNodes('192.0.2.0/24'));
    expect([known.undecided, known.exposed]).toEqual([[], []]);
    const reached = compare([agent, web, guard], [agent, web, api, guard], withNodes('10.1.0.0/16'));
    expect(reached.exposed).toEqual(['shop/api[Deployment]']);
  });
});

test('a pod that could exist is never on the host network, whoever has its labels', () => {
  const diff = diffClusters(
    cluster([...spaces, agent]),
    cluster([...spaces, agent, policy('ops/guard', '{ podSelector: { matchLabels: { app: agent } } }')]),
  );
  expect(diff.newlyIsolated.map(({ pods }) => pods.name)).toEqual(['ops/[app=agent]']);
  expect(diff.verdict).toBe('narrowed');
});

function fail(): never {
  throw new RangeError('not there');
}
