import {
  allNamespaces,
  anywhere,
  cidr,
  cluster,
  denyAll,
  flow,
  foreignNamespace,
  internet,
  kubeApiServer,
  namespace,
  namespacesWhere,
  nodes,
  type Peer,
  sctp,
  udp,
} from 'netpact';
import { isOpen, pod } from '../evaluator/facts';
import { compile, policiesOf, specOf } from './compiling';

const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
const web = shop.workload('web');

/** The entries of the rule that lets a peer in. */
function entriesFor(from: Peer, name: string, profile = cluster()): readonly unknown[] | undefined {
  const compiled = compile([shop], [flow(from).to(web).port(80)], { cluster: profile });
  return specOf(compiled, `shop/allow-${name}-to-web`).ingress?.[0]?.from ?? undefined;
}

describe('peers', () => {
  it.each<[string, Peer, string, unknown]>([
    ['a workload next door', shop.workload('a'), 'a', [{ podSelector: { matchLabels: { app: 'a' } } }]],
    ['all pods next door', shop.allPods(), 'all', [{ podSelector: {} }]],
    [
      'a workload elsewhere: namespace and pod in one entry',
      foreignNamespace('far').workload('a'),
      'far-a',
      [
        {
          podSelector: { matchLabels: { app: 'a' } },
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'far' } },
        },
      ],
    ],
    [
      'all pods elsewhere',
      foreignNamespace('far').allPods(),
      'far-all',
      [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'far' } } }],
    ],
    [
      'namespaces by label',
      namespacesWhere('prod', { env: 'prod' }),
      'prod',
      [{ namespaceSelector: { matchLabels: { env: 'prod' } } }],
    ],
    ['every namespace', allNamespaces(), 'all-namespaces', [{ namespaceSelector: {} }]],
    [
      'pods of every namespace',
      allNamespaces().pods('fe', { app: 'fe' }),
      'all-namespaces-fe',
      [{ podSelector: { matchLabels: { app: 'fe' } }, namespaceSelector: {} }],
    ],
    [
      'pods by expressions',
      shop.pods('p', { tier: ['b', 'a'], canary: false, app: true, env: { not: ['dev'] } }),
      'p',
      [
        {
          podSelector: {
            matchExpressions: [
              { key: 'app', operator: 'Exists' },
              { key: 'canary', operator: 'DoesNotExist' },
              { key: 'env', operator: 'NotIn', values: ['dev'] },
              { key: 'tier', operator: 'In', values: ['a', 'b'] },
            ],
          },
        },
      ],
    ],
    [
      'a block with a hole',
      cidr('corp', ['198.51.100.0/24'], { except: ['198.51.100.128/25'] }),
      'corp',
      [{ ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.128/25'] } }],
    ],
    [
      'addresses with a hole that covers one of the ranges',
      cidr('corp', ['10.1.2.0/24', '10.1.0.0/16'], { except: ['10.1.2.0/23'] }),
      'corp',
      [{ ipBlock: { cidr: '10.1.0.0/16', except: ['10.1.2.0/23'] } }],
    ],
    [
      'blocks of both families, each with its holes',
      cidr('corp', ['2001:DB8::/32', '198.51.100.0/24'], { except: ['2001:db8:1::/48'] }),
      'corp',
      [{ ipBlock: { cidr: '198.51.100.0/24' } }, { ipBlock: { cidr: '2001:db8::/32', except: ['2001:db8:1::/48'] } }],
    ],
    ['everyone: a rule without peers', anywhere(), 'anywhere', undefined],
  ])('%s', (_, peer, name, expected) => {
    expect(entriesFor(peer, name)).toEqual(expected);
  });

  it('come from the profile where only it knows them', () => {
    const profile = cluster({ nodeCidrs: ['192.0.2.0/24'], apiServer: ['203.0.113.7/32'] });
    expect(entriesFor(nodes(), 'nodes', profile)).toEqual([{ ipBlock: { cidr: '192.0.2.0/24' } }]);
    expect(entriesFor(kubeApiServer(), 'kube-apiserver', profile)).toEqual([{ ipBlock: { cidr: '203.0.113.7/32' } }]);
    expect(
      entriesFor(
        foreignNamespace('kube-system').workload('agent', { hostNetwork: true }),
        'kube-system-agent',
        profile,
      ),
    ).toEqual([{ ipBlock: { cidr: '192.0.2.0/24' } }]);
  });

  it('on the host network get no policy of their own', () => {
    const profile = cluster({ nodeCidrs: ['192.0.2.0/24'] });
    const agent = shop.workload('agent', { hostNetwork: true, ports: { http: 80 } });
    const policies = policiesOf(compile([shop], [flow(web).to(agent).port('http')], { cluster: profile }));
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(['allow-web-to-agent-egress', 'default-deny-all']);
    expect(isOpen(policies, pod('shop', { app: 'web' }), '192.0.2.9', 80)).toBe(true);
  });

  it('by label are one entry or several: AND inside, OR between (patterns F10 and F11)', () => {
    const prod = namespacesWhere('prod', { env: 'prod' });
    const pods = (value: unknown) => policiesOf(compile([shop], [value]));
    const either = pods(
      flow(prod, shop.pods('fe', { role: 'frontend' }))
        .to(web)
        .port(80),
    );
    const both = pods(
      flow(prod.pods('fe', { role: 'frontend' }))
        .to(web)
        .port(80),
    );
    const target = pod('shop', { app: 'web' });
    const inProd = (labels: Record<string, string>) => ({ namespace: 'x', nsLabels: { env: 'prod' }, labels });
    expect([either, both].map((policies) => isOpen(policies, inProd({}), target, 80))).toEqual([true, false]);
    expect([either, both].map((policies) => isOpen(policies, inProd({ role: 'frontend' }), target, 80))).toEqual([
      true,
      true,
    ]);
    expect(isOpen(both, pod('x', { role: 'frontend' }), target, 80)).toBe(false);
  });
});

describe('the internet', () => {
  const blocks = (profile = cluster()) =>
    specOf(
      compile([shop], [flow(web).to(internet()).port(443)], { cluster: profile }),
      'shop/allow-web-to-internet-egress',
    ).egress?.[0]?.to;

  it('is public address space of both families', () => {
    expect(blocks()).toEqual([
      {
        ipBlock: {
          cidr: '0.0.0.0/0',
          except: [
            '0.0.0.0/8',
            '10.0.0.0/8',
            '100.64.0.0/10',
            '127.0.0.0/8',
            '168.63.129.16/32',
            '169.254.0.0/16',
            '172.16.0.0/12',
            '192.0.0.0/24',
            '192.168.0.0/16',
            '198.18.0.0/15',
            '224.0.0.0/4',
            '240.0.0.0/4',
          ],
        },
      },
      { ipBlock: { cidr: '::/0', except: ['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'] } },
    ]);
  });

  it("leaves the cluster's own public blocks out, and the families that it does not have", () => {
    const own = cluster({
      families: ['IPv4'],
      podCidrs: ['203.0.113.0/24', '10.4.0.0/14'],
      serviceCidrs: ['198.51.100.0/24'],
    });
    const except = blocks(own)?.[0]?.ipBlock?.except;
    expect(blocks(own)).toHaveLength(1);
    expect(except).toContain('203.0.113.0/24');
    expect(except).toContain('198.51.100.0/24');
    expect(except).not.toContain('10.4.0.0/14');
  });

  it('does not reach the cloud metadata (pattern B9)', () => {
    const policies = policiesOf(compile([shop], [flow(web).to(internet()).port(80)]));
    const from = pod('shop', { app: 'web' });
    expect(isOpen(policies, from, '203.0.113.9', 80)).toBe(true);
    expect(isOpen(policies, from, '169.254.169.254', 80)).toBe(false);
    expect(isOpen(policies, from, '10.0.0.1', 80)).toBe(false);
  });
});

describe('ports', () => {
  const dns = shop.workload('resolver', { ports: { dns: udp(53), http: 80, sig: sctp(3868) } });

  it('are always the number that the target declares, with its protocol; per target where they differ', () => {
    const other = shop.workload('other', { ports: { http: 8080 } });
    const compiled = compile([shop], [flow(web).to(dns, other).port('http'), flow(web).to(dns).port('dns', 'sig')]);
    expect(specOf(compiled, 'shop/allow-web-to-resolver').ingress?.[0]?.ports).toEqual([
      { protocol: 'TCP', port: 80 },
      { protocol: 'UDP', port: 53 },
      { protocol: 'SCTP', port: 3868 },
    ]);
    expect(specOf(compiled, 'shop/allow-web-to-other').ingress?.[0]?.ports).toEqual([{ protocol: 'TCP', port: 8080 }]);
  });

  it('are names only if that is said, with the protocol of the declaration', () => {
    const compiled = compile([shop], [flow(web).to(dns).namedPort('dns')]);
    expect(specOf(compiled, 'shop/allow-web-to-resolver').ingress?.[0]?.ports).toEqual([
      { protocol: 'UDP', port: 'dns' },
    ]);
  });
});
