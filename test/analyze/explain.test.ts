import { formatPorts, intersectPorts, isSubsetOfPorts } from '../../lib/algebra/port-set';
import { type Analysis, analyze } from '../../lib/analyze/analysis';
import { type AskedPort, parseAskedPort } from '../../lib/analyze/explain/asked-port';
import { endsOf } from '../../lib/analyze/explain/end-source';
import { explain } from '../../lib/analyze/explain/explain';
import type { Change } from '../../lib/analyze/explain/explanation';
import { resolveEnd } from '../../lib/analyze/explain/resolve-end';
import { cniProfiles } from '../../lib/analyze/model/cni-profiles';
import { type ApiServer, type End, endOf } from '../../lib/analyze/model/end';
import type { NetworkPolicySpec } from '../../lib/k8s/network-policy';
import type { ClusterResources } from '../../lib/k8s/resources';
import { cluster, namespace, policy, workload } from './cluster';
import { portsOfAddress } from './ports-of-address';
import { probedAddresses, randomCluster, randomNodes } from './random-cluster';
import { seededRandom } from './seeded-random';

const resources = cluster([
  namespace('shop'),
  namespace('prod', { env: 'prod' }),
  workload('shop/web', { app: 'web' }),
  workload('shop/api', { app: 'api' }, { ports: ['http:8080'] }),
  workload('prod/job', { app: 'job' }),
  policy('shop/deny', '{ podSelector: {}, policyTypes: [Ingress, Egress] }'),
  policy(
    'shop/api-from-web',
    '{ podSelector: { matchLabels: { app: api } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }] }',
  ),
  policy(
    'shop/web-to-api',
    '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { app: api } } }], ports: [{ port: http }] }] }',
  ),
]);

function ask(src: string, dst: string, port?: string, analysis = analyze(resources)) {
  const asked = port === undefined ? undefined : parseAskedPort(port);
  return explain(analysis, end(analysis, src), end(analysis, dst), asked);
}

function end(analysis: Analysis, text: string): End | ApiServer {
  const resolved = resolveEnd(endsOf(analysis), text);
  if ('problem' in resolved) throw new RangeError(resolved.problem.message);
  return resolved.end;
}

describe('explain', () => {
  test('names the rule and the place that allow', () => {
    const answer = ask('shop/web', 'shop/api', '8080');
    expect(answer.verdict).toBe('allowed');
    expect(answer.ingress.isolated && answer.egress.isolated).toBe(true);
    const allowing = answer.reasons.filter((reason) => reason.kind === 'allowed-by');
    expect(allowing.map(({ policy: name, rule }) => `${name} ${rule}`)).toEqual([
      'shop/web-to-api spec.egress[0]',
      'shop/api-from-web spec.ingress[0]',
    ]);
    expect(allowing[0]?.location?.file).toBe('shop/web-to-api.yaml#spec.egress[0]');
    expect(answer.ingress.given.map(({ ports, givers }) => [formatPorts(ports), givers])).toEqual([
      ['TCP 8080', [{ policy: 'shop/api-from-web', rule: 'spec.ingress[0]' }]],
    ]);
  });

  test('says which label differs, and which port is missing, for both directions at once', () => {
    const answer = ask('prod/job', 'shop/web', '80');
    expect(answer.verdict).toBe('denied');
    expect(answer.egress).toMatchObject({ isolated: false, blocks: false });
    const wrongPeer = ask('shop/[app=debug]', 'shop/api', '8080');
    expect(wrongPeer.ingress.policies[1]?.rules[0]?.peers[0]?.mismatches).toEqual([
      { kind: 'pod-label', key: 'app', operator: 'In', values: ['web'], actual: 'debug' },
    ]);
    expect(wrongPeer.egress.blocks && wrongPeer.ingress.blocks).toBe(true);
    const wrongPort = ask('shop/web', 'shop/api', '53/UDP');
    expect(wrongPort.reasons.map((reason) => reason.message)).toEqual([
      'shop/deny isolates shop/web[Deployment] for egress and allows nothing',
      'shop/web-to-api spec.egress[0] allows TCP 8080, not UDP 53',
      'shop/deny isolates shop/api[Deployment] for ingress and allows nothing',
      'shop/api-from-web spec.ingress[0] allows TCP 8080, not UDP 53',
    ]);
  });

  test('an address has no policies and is never isolated', () => {
    const answer = ask('192.0.2.1', 'shop/api');
    expect(answer.egress).toMatchObject({ isolated: false, policies: [] });
    expect(answer.verdict).toBe('denied');
  });

  test('without a port, some ports are partly', () => {
    expect(ask('shop/web', 'shop/api').verdict).toBe('partly');
    expect(ask('prod/job', '192.0.2.1').verdict).toBe('allowed');
  });

  test('a port name means the number that the destination declares', () => {
    expect(ask('shop/web', 'shop/api', 'http').verdict).toBe('allowed');
    const answer = ask('shop/web', 'shop/api', 'grpc');
    expect(answer.verdict).toBe('denied');
    expect(answer.reasons[0]?.kind).toBe('port-name');
  });

  test('says whether an isolated source can resolve names', () => {
    expect(ask('shop/web', 'shop/api', '8080').dns).toMatchObject({
      udp: 'closed',
      servers: 'kube-system/[k8s-app=kube-dns]',
    });
    expect(ask('prod/job', 'shop/api').dns).toBeUndefined();
  });

  test('docs/semantics.md 3: an answer on unknown namespace labels is undetermined', () => {
    const unknown = cluster([
      workload('shop/web', { app: 'web' }),
      workload('prod/job', { app: 'job' }),
      policy(
        'shop/p',
        '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { env: prod } } }] }] }',
      ),
    ]);
    const answer = ask('prod/job', 'shop/web', '80', analyze(unknown));
    expect(answer).toMatchObject({ verdict: 'undetermined', dependsOn: ['namespace-labels'] });
  });

  test('docs/semantics.md 17: without pod addresses an ipBlock leaves pods undetermined until the plugin is named', () => {
    const block = cluster([
      workload('shop/web', { app: 'web' }),
      workload('shop/api', { app: 'api' }),
      policy('shop/p', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }'),
    ]);
    expect(ask('shop/web', 'shop/api', '80', analyze(block))).toMatchObject({
      verdict: 'undetermined',
      dependsOn: ['ip-block-pods'],
    });
    const cni = cniProfiles.cilium;
    expect(ask('shop/web', 'shop/api', '80', analyze(block, cni ? { cni } : {})).verdict).toBe('denied');
  });
});

describe('ends', () => {
  const analysis = analyze(
    cluster([workload('shop/web'), workload('shop/web', {}, { kind: 'Job' }), workload('shop/api')]),
  );

  test('an ambiguous name lists its candidates, an unknown one the nearest', () => {
    expect(resolveEnd(endsOf(analysis), 'shop/web')).toMatchObject({ problem: { code: 'explain-end-ambiguous' } });
    expect(resolveEnd(endsOf(analysis), 'shop/apo')).toMatchObject({ problem: { help: ['did you mean "shop/api"?'] } });
    expect(resolveEnd(endsOf(analysis), 'shop/[app]')).toMatchObject({ problem: { code: 'explain-end-malformed' } });
  });

  test('kinds, label sets and addresses are read', () => {
    const nameOf = (text: string) => end(analysis, text).name;
    expect(nameOf('shop/web[Job]')).toBe('shop/web[Job]');
    expect(nameOf('shop/[app=debug,example.com/tier=a]')).toBe('shop/[app=debug,example.com/tier=a]');
    expect(nameOf('shop/[*]')).toBe('shop/[*]');
    expect(nameOf('2001:db8:0::1')).toBe('2001:db8::1');
  });

  test.each(['0', '65536', 'http_x', '80/ICMP', '1/TCP/2', '8080x!'])('%j is no port', (text) => {
    expect(parseAskedPort(text)).toBeUndefined();
  });
});

describe('explain against the engine', () => {
  test('says of random clusters what the engine says, and its changes open what was asked', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const draws = seededRandom(seed);
      const random = randomCluster(draws);
      const cni = cniProfiles.cilium;
      const nodeCidrs = randomNodes(draws);
      const analysis = analyze(random, { cluster: { nodeCidrs }, ...(cni ? { cni } : {}) });
      const asked: AskedPort = { protocol: 'TCP', port: 80 };
      for (const source of analysis.universe.pods) {
        for (const destination of analysis.universe.pods) {
          const answer = explain(
            analysis,
            endOf(analysis.universe, source),
            endOf(analysis.universe, destination),
            asked,
          );
          const expected = intersectPorts(analysis.between(source, destination), answer.asked);
          expect([seed, source.name, destination.name, formatPorts(answer.conn)]).toEqual([
            seed,
            source.name,
            destination.name,
            formatPorts(expected),
          ]);
          // Nobody can open what is not known.
          if (nodeCidrs.length === 0 && (source.hostNetwork || destination.hostNetwork)) continue;
          const changed = analyze(answer.changes.reduce(apply, random), analysis.settings);
          const [from, to] = [changed.pods(source.name), changed.pods(destination.name)];
          if (from && to) expect(isSubsetOfPorts(answer.asked, changed.between(from, to))).toBe(true);
        }
        const address = probedAddresses[seed % probedAddresses.length] ?? '';
        const answer = explain(analysis, endOf(analysis.universe, source), { kind: 'address', name: address });
        expect(answer.conn).toBe(portsOfAddress(analysis.addresses('egress', source), address));
      }
    }
  });
});

/** Makes a change as its reader would. */
function apply(input: ClusterResources, change: Change): ClusterResources {
  if (change.kind === 'declare-flow') throw new RangeError('nothing here is written by netpact');
  if (change.kind === 'add-policy')
    return { ...input, policies: [...input.policies, policy(`${change.namespace}/added`, change.spec)] };
  const policies = input.policies.map((each) => {
    if (each.name !== change.policy.name || each.namespace !== change.policy.namespace) return each;
    const spec = structuredClone(each.spec) as Record<string, Record<string, unknown[]>[]>;
    const [, direction = '', index = '', list = ''] = /^spec\.(\w+)\[(\d+)\]\.(\w+)$/.exec(change.field) ?? [];
    spec[direction]?.[Number(index)]?.[list]?.push(...change.add);
    return { ...each, spec: spec as NetworkPolicySpec };
  });
  return { ...input, policies };
}

it('says of a block and of unknown labels why an entry may not mean the other end', () => {
  const analysis = analyze(
    cluster([
      namespace('shop'),
      workload('shop/web', { app: 'web' }),
      workload('shop/api', { app: 'api' }),
      policy(
        'shop/out',
        '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 198.51.100.0/24 } }, { namespaceSelector: { matchLabels: { env: prod } } }] }] }',
      ),
    ]),
  );
  const reasons = (dst: string) =>
    ask('shop/web', dst, '443', analysis).reasons.flatMap(({ kind, message }) =>
      kind === 'peer-mismatch' ? [message] : [],
    );
  expect(reasons('shop/api')).toEqual([
    'shop/out spec.egress[0] is about others: to[0]: the entry means addresses, and by default they are no pods; to[1]: the namespace has no label env, not env=prod',
  ]);
  expect(reasons('other/[app=x]')).toEqual([
    'shop/out spec.egress[0] is about others: to[0]: the entry means addresses, and by default they are no pods; to[1]: depends on labels of a namespace that has no object in the input',
  ]);
});
