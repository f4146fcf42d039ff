import { formatPorts } from '../../lib/algebra/port-set';
import { analyze } from '../../lib/analyze/analysis';
import { cniProfiles, upstreamCni } from '../../lib/analyze/model/cni-profiles';
import type { AnalyzeOptions } from '../../lib/analyze/model/options';
import { loadTexts } from '../../lib/k8s/load';
import type { NamespaceResource, PolicyResource, WorkloadResource } from '../../lib/k8s/resources';
import { cluster, namespace, policy, workload } from './cluster';
import { portsOfAddress } from './ports-of-address';

type Parts = readonly (NamespaceResource | WorkloadResource | PolicyResource)[];

/** What `src` may open to `dst`; either may be an address. */
function conn(parts: Parts, src: string, dst: string, options: AnalyzeOptions = {}): string {
  const analysis = analyze(cluster(parts), options);
  const source = analysis.pods(`${src}[Deployment]`);
  const destination = analysis.pods(`${dst}[Deployment]`);
  if (source && destination) return formatPorts(analysis.between(source, destination));
  if (source) return formatPorts(portsOfAddress(analysis.addresses('egress', source), dst));
  if (destination) return formatPorts(portsOfAddress(analysis.addresses('ingress', destination), src));
  throw new RangeError(`${src} or ${dst} is unknown`);
}

const all = 'All Connections';
const none = 'No Connections';
const [web, api] = [workload('shop/web', { app: 'web' }), workload('shop/api', { app: 'api' })];
const other = workload('prod/web', { app: 'web' });
const ingress = (name: string, rules: string, selector = '{}') =>
  policy(name, `{ podSelector: ${selector}, policyTypes: [Ingress], ingress: ${rules} }`);
const egress = (name: string, rules: string, selector = '{}') =>
  policy(name, `{ podSelector: ${selector}, policyTypes: [Egress], egress: ${rules} }`);
const fromWeb = '{ podSelector: { matchLabels: { app: web } } }';

describe('docs/semantics.md 2: policy types', () => {
  test.each([
    ['{ podSelector: {} }', none, all],
    ['{ podSelector: {}, policyTypes: [], egress: [] }', none, all],
    ['{ podSelector: {}, policyTypes: null, egress: [{ ports: [{ port: 1 }] }] }', none, 'TCP 1'],
    ['{ podSelector: {}, policyTypes: [Egress] }', all, none],
  ])('%s lets in %s and out %s', (spec, enters, leaves) => {
    expect(conn([web, policy('shop/p', spec)], '192.0.2.1', 'shop/web')).toBe(enters);
    expect(conn([web, policy('shop/p', spec)], 'shop/web', '192.0.2.1')).toBe(leaves);
  });
});

describe('docs/semantics.md 3 and 4: labels', () => {
  test('3: every namespace carries its name as a label, also without an object', () => {
    const named = '[{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: prod } } }] }]';
    expect(conn([api, other, ingress('shop/p', named)], 'prod/web', 'shop/api')).toBe(all);
    expect(conn([api, web, ingress('shop/p', named)], 'shop/web', 'shop/api')).toBe(none);
  });

  test('4: a label that a controller assigns exists, with a value that no selector names', () => {
    const hashed = workload(
      'shop/web',
      { app: 'web' },
      { assignedLabels: [{ key: 'pod-template-hash', by: 'the Deployment controller', presence: 'always' }] },
    );
    const by = (operator: string, values = '') =>
      ingress(
        'shop/p',
        `[{ from: [{ podSelector: { matchExpressions: [{ key: pod-template-hash, operator: ${operator}${values} }] } }] }]`,
      );
    expect(conn([hashed, api, by('Exists')], 'shop/web', 'shop/api')).toBe(all);
    expect(conn([hashed, api, by('DoesNotExist')], 'shop/web', 'shop/api')).toBe(none);
    expect(conn([hashed, api, by('In', ', values: [x]')], 'shop/web', 'shop/api')).toBe(none);
    expect(conn([hashed, api, by('NotIn', ', values: [x]')], 'shop/web', 'shop/api')).toBe(all);
  });
});

describe('docs/semantics.md 5 to 8: selection', () => {
  test('5: {} selects every pod; a peer without namespaceSelector means the policy’s own namespace', () => {
    const parts = [web, api, other, ingress('shop/p', '[{ from: [{ podSelector: {} }] }]')];
    expect(conn(parts, 'shop/web', 'shop/api')).toBe(all);
    expect(conn(parts, 'prod/web', 'shop/api')).toBe(none);
  });

  test('5: a namespaceSelector without podSelector means all pods there', () => {
    const prod = namespace('prod', { env: 'prod' });
    const parts = [
      web,
      api,
      other,
      prod,
      ingress('shop/p', '[{ from: [{ namespaceSelector: { matchLabels: { env: prod } } }] }]'),
    ];
    expect(conn(parts, 'prod/web', 'shop/api')).toBe(all);
    expect(conn(parts, 'shop/web', 'shop/api')).toBe(none);
  });

  test('6: both selectors in one entry are AND, two entries are OR', () => {
    const parts = [web, api, other, workload('prod/job', { app: 'job' }), namespace('prod', { env: 'prod' })];
    const env = 'namespaceSelector: { matchLabels: { env: prod } }';
    const app = 'podSelector: { matchLabels: { app: web } }';
    const and = ingress('shop/p', `[{ from: [{ ${env}, ${app} }] }]`);
    const or = ingress('shop/p', `[{ from: [{ ${env} }, { ${app} }] }]`);
    const sources = ['prod/web', 'prod/job', 'shop/web'];
    expect(sources.map((source) => conn([...parts, and], source, 'shop/api'))).toEqual([all, none, none]);
    expect(sources.map((source) => conn([...parts, or], source, 'shop/api'))).toEqual([all, all, all]);
  });

  test('7: In needs the key, NotIn and DoesNotExist match without it, an empty value is a value', () => {
    const bare = workload('shop/bare', {});
    const empty = workload('shop/empty', { tier: '' });
    const by = (expression: string) =>
      ingress(
        'shop/p',
        `[{ from: [{ podSelector: { matchExpressions: [${expression}] } }] }]`,
        '{ matchLabels: { app: api } }',
      );
    const answers = (expression: string) =>
      ['shop/bare', 'shop/empty'].map((source) => conn([bare, empty, api, by(expression)], source, 'shop/api'));
    expect(answers("{ key: tier, operator: In, values: [''] }")).toEqual([none, all]);
    expect(answers("{ key: tier, operator: NotIn, values: [''] }")).toEqual([all, none]);
    expect(answers('{ key: tier, operator: DoesNotExist }')).toEqual([all, none]);
    expect(answers('{ key: tier, operator: Exists }')).toEqual([none, all]);
  });

  test('7: matchLabels and matchExpressions are ANDed', () => {
    const selector = '{ matchLabels: { app: web }, matchExpressions: [{ key: tier, operator: Exists }] }';
    const parts = [web, api, ingress('shop/p', `[{ from: [{ podSelector: ${selector} }] }]`)];
    expect(conn(parts, 'shop/web', 'shop/api')).toBe(none);
  });

  test('8: a policy selects no pod of another namespace', () => {
    expect(conn([web, other, ingress('shop/p', '[]')], 'shop/web', 'prod/web')).toBe(all);
  });
});

describe('docs/semantics.md 9 to 13: isolation and union', () => {
  test('9: a pod that no policy selects allows everything', () => {
    expect(conn([web, api, ingress('shop/p', '[]', '{ matchLabels: { app: web } }')], 'shop/web', 'shop/api')).toBe(
      all,
    );
  });

  test('10: an isolated pod allows the union of all rules of all its policies', () => {
    const parts = [
      web,
      api,
      ingress('shop/deny', '[]'),
      ingress(
        'shop/a',
        `[{ from: [${fromWeb}], ports: [{ port: 80 }] }, { from: [${fromWeb}], ports: [{ port: 81 }] }]`,
      ),
      ingress('shop/b', `[{ from: [${fromWeb}], ports: [{ port: 53, protocol: UDP }] }]`),
    ];
    expect(conn(parts, 'shop/web', 'shop/api')).toBe('TCP 80-81,UDP 53');
  });

  test('11: a connection needs the egress of its source and the ingress of its destination', () => {
    const out = egress('shop/out', '[{ ports: [{ port: 80 }, { port: 81 }] }]', '{ matchLabels: { app: web } }');
    const into = ingress('shop/in', '[{ ports: [{ port: 81 }, { port: 82 }] }]', '{ matchLabels: { app: api } }');
    expect(conn([web, api, out, into], 'shop/web', 'shop/api')).toBe('TCP 81');
    expect(conn([web, api, out, into], 'shop/api', 'shop/web')).toBe(all);
  });

  test('11: another replica of a workload is a peer like any other', () => {
    expect(conn([web, ingress('shop/deny', '[]')], 'shop/web', 'shop/web')).toBe(none);
  });

  test.each([
    ['[]', none],
    ['null', none],
    ['[{}]', all],
    ['[null]', all],
    ['[{ from: [] }]', all],
    ['[{ from: null, ports: [] }]', all],
    ['[{ ports: [{}] }]', 'TCP 1-65535'],
    ['[{ ports: [{ protocol: UDP }] }]', 'UDP 1-65535'],
  ])('12: ingress %s allows %s, from pods and from outside', (rules, expected) => {
    expect(conn([web, api, ingress('shop/p', rules)], 'shop/web', 'shop/api')).toBe(expected);
    expect(conn([web, api, ingress('shop/p', rules)], '192.0.2.1', 'shop/api')).toBe(expected);
    expect(conn([web, api, ingress('shop/p', rules)], '2001:db8::1', 'shop/api')).toBe(expected);
  });

  test('13: rules of a direction that policyTypes leaves out have no effect', () => {
    const spec = '{ podSelector: {}, policyTypes: [Ingress], ingress: [{}], egress: [] }';
    expect(conn([web, api, policy('shop/p', spec)], 'shop/web', 'shop/api')).toBe(all);
    const mute = '{ podSelector: {}, policyTypes: [Egress], egress: [{}], ingress: [] }';
    expect(conn([web, api, policy('shop/p', mute)], 'shop/web', 'shop/api')).toBe(all);
  });
});

describe('docs/semantics.md 14 and 15: ports', () => {
  test('14: endPort is inclusive, and an SCTP rule isolates TCP', () => {
    const ranges = '[{ ports: [{ port: 8000, endPort: 8002 }, { port: 8003 }, { port: 7, protocol: SCTP }] }]';
    expect(conn([web, api, ingress('shop/p', ranges)], 'shop/web', 'shop/api')).toBe('SCTP 7,TCP 8000-8003');
    const sctp = '[{ ports: [{ protocol: SCTP }] }]';
    expect(conn([web, api, ingress('shop/p', sctp)], 'shop/web', 'shop/api')).toBe('SCTP 1-65535');
  });

  const named = '[{ ports: [{ port: http }] }]';
  const server = workload('shop/api', { app: 'api' }, { ports: ['http:8080', 'http:9090', 'http:53/UDP', 'dns:1'] });

  test('15: a port name means its numbers on the destination, for ingress and for egress', () => {
    expect(conn([web, server, ingress('shop/p', named)], 'shop/web', 'shop/api')).toBe('TCP 8080,9090');
    expect(conn([web, server, egress('shop/p', named)], 'shop/web', 'shop/api')).toBe('TCP 8080,9090');
    expect(conn([web, server, egress('shop/p', named)], 'shop/api', 'shop/web')).toBe(none);
  });

  test('15: a port name matches from outside, and never towards an address', () => {
    expect(conn([server, ingress('shop/p', named)], '192.0.2.1', 'shop/api')).toBe('TCP 8080,9090');
    expect(conn([server, egress('shop/p', named)], 'shop/api', '192.0.2.1')).toBe(none);
  });

  test('15: sidecars count, unless the plugin ignores them', () => {
    const sidecar = workload('shop/api', { app: 'api' }, { ports: ['http:8080 sidecar'] });
    const parts = [web, sidecar, ingress('shop/p', named)];
    expect(conn(parts, 'shop/web', 'shop/api')).toBe('TCP 8080');
    expect(conn(parts, 'shop/web', 'shop/api', { cni: cniOf('kube-router') })).toBe(none);
  });
});

describe('docs/semantics.md 16 to 18: addresses and what plugins decide', () => {
  test('16: an ipBlock is its CIDR less its exceptions, in its own family', () => {
    const rules = `[{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }, { ipBlock: { cidr: '2001:db8::/32' } }] }]`;
    const parts = [web, egress('shop/p', rules)];
    const addresses = ['10.0.255.255', '10.1.0.0', '10.1.255.255', '10.2.0.0', '11.0.0.0', '2001:db8::1', '2001:db9::'];
    expect(addresses.map((address) => conn(parts, 'shop/web', address))).toEqual([
      all,
      none,
      none,
      all,
      none,
      all,
      none,
    ]);
  });

  test('17: an ipBlock means pods only where the plugin says so', () => {
    const parts = [web, api, egress('shop/p', '[{ to: [{ ipBlock: { cidr: 10.244.0.0/16 } }] }]')];
    const podCidrs = { podCidrs: ['10.244.0.0/17'] };
    expect(conn(parts, 'shop/web', 'shop/api', { cluster: podCidrs })).toBe(none);
    expect(conn(parts, 'shop/web', 'shop/api', { cluster: podCidrs, cni: cniOf('cilium') })).toBe(none);
    expect(conn(parts, 'shop/web', 'shop/api', { cluster: podCidrs, cni: cniOf('calico') })).toBe(all);
  });

  test('17: known pod addresses decide before the pod CIDR', () => {
    const inside = workload('shop/api', { app: 'api' }, { addresses: ['10.244.1.5'] });
    const outside = workload('shop/db', { app: 'db' }, { addresses: ['10.244.2.5'] });
    const parts = [web, inside, outside, egress('shop/p', '[{ to: [{ ipBlock: { cidr: 10.244.1.0/24 } }] }]')];
    expect(conn(parts, 'shop/web', 'shop/api', { cni: cniOf('calico') })).toBe(all);
    expect(conn(parts, 'shop/web', 'shop/db', { cni: cniOf('calico') })).toBe(none);
  });

  test('18: host-network pods are their node, unless it is said that they are like any pod', () => {
    const host = workload('shop/web', { app: 'web' }, { hostNetwork: true });
    const parts = [
      host,
      api,
      ingress('shop/p', `[{ from: [${fromWeb}] }]`),
      egress('shop/out', '[]', '{ matchLabels: { app: web } }'),
    ];
    for (const options of [{}, { cni: cniOf('calico') }]) {
      expect(conn(parts, 'shop/web', '192.0.2.1', options)).toBe(all);
      expect(conn(parts, 'shop/web', 'shop/api', options)).toBe(none);
    }
    const asPods = { cni: { ...upstreamCni, hostNetworkPodsAreMatched: true } };
    const open = [host, api, ingress('shop/p', `[{ from: [${fromWeb}] }]`)];
    expect(conn(parts, 'shop/web', '192.0.2.1', asPods)).toBe(none);
    expect(conn(open, 'shop/web', 'shop/api', asPods)).toBe(all);
  });

  test('a plugin that enforces nothing lets everything pass', () => {
    expect(conn([web, api, ingress('shop/p', '[]')], 'shop/web', 'shop/api', { cni: cniOf('flannel') })).toBe(all);
  });
});

function cniOf(name: string) {
  const cni = cniProfiles[name];
  if (!cni) throw new RangeError(name);
  return cni;
}

describe('docs/semantics.md 24: accepted by the API server, and dangerous all the same', () => {
  const valid = (spec: string) =>
    loadTexts([
      {
        file: 'p.yaml',
        text: `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p }, spec: ${spec} }`,
      },
    ]).findings;

  test.each([
    ['a missing podSelector selects every pod', '{ ingress: [] }', none],
    [
      'rules without their policy type do nothing',
      '{ podSelector: { matchLabels: { app: api } }, policyTypes: [Egress], ingress: [] }',
      all,
    ],
    ['a port without fields is every TCP port', '{ podSelector: {}, ingress: [{ ports: [{}] }] }', 'TCP 1-65535'],
    ['a null rule allows everyone', '{ podSelector: {}, ingress: [null] }', all],
    ['an empty from allows everyone', '{ podSelector: {}, ingress: [{ from: [] }] }', all],
  ])('24: %s', (_, spec, expected) => {
    expect(valid(spec)).toEqual([]);
    expect(conn([web, api, policy('shop/p', spec)], 'shop/web', 'shop/api')).toBe(expected);
  });
});
