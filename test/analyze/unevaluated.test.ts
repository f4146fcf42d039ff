import { analyze } from '../../lib/analyze/analysis';
import { diffClusters } from '../../lib/analyze/diff/cluster-diff';
import { endsOf } from '../../lib/analyze/explain/end-source';
import { explain } from '../../lib/analyze/explain/explain';
import { resolveEnd } from '../../lib/analyze/explain/resolve-end';
import { loadTexts } from '../../lib/k8s/load';
import type { ClusterResources } from '../../lib/k8s/resources';

const load = (...texts: readonly string[]): ClusterResources => {
  const { resources, findings } = loadTexts([{ file: 'a.yaml', text: texts.join('---\n') }]);
  expect(findings).toEqual([]);
  return resources;
};

const deployment = (name: string, labels = `app: ${name.split('/')[1]}`, port = 80) => {
  const [space, short] = name.split('/');
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${short}, namespace: ${space}}\nspec: {template: {metadata: {labels: {${labels}}}, spec: {containers: [{name: a, ports: [{name: http, containerPort: ${port}}]}]}}}\n`;
};
const namespace = (name: string, labels = '') =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}\n`;
const deny =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n';
const policy = (type: string, spec: string, name = 'other') => {
  const [apiVersion, kind] = type.split(' ');
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;
};
const admin = 'policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy';
const cilium = 'cilium.io/v2 CiliumNetworkPolicy';

const base = [
  namespace('shop', 'team: shop'),
  namespace('ops'),
  deployment('shop/web'),
  deployment('shop/api'),
  deployment('ops/probe'),
  deny,
];

function verdict(src: string, dst: string, ...more: readonly string[]) {
  const analysis = analyze(load(...base, ...more));
  const [from, to] = [src, dst].map((text) => resolveEnd(endsOf(analysis), text));
  if (!from || !to || !('end' in from) || !('end' in to)) throw new Error('no such end');
  return explain(analysis, from.end, to.end);
}

describe('explain', () => {
  it('an administrator may allow what a NetworkPolicy denies', () => {
    const allow = policy(admin, '{subject: {namespaces: {matchLabels: {team: shop}}}, ingress: [{action: Allow}]}');
    expect(verdict('ops/probe', 'shop/api').verdict).toBe('denied');
    const answer = verdict('ops/probe', 'shop/api', allow);
    expect(answer.verdict).toBe('undetermined');
    expect(answer.reasons[0]?.message).toMatch(/^AdminNetworkPolicy other may apply to shop\/api\[Deployment\], and/);
    expect(verdict('shop/api', 'ops/probe', allow).verdict).toBe('allowed');
  });

  it('a denying policy of the cluster leaves nothing sure of anybody', () => {
    const all = policy('policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy', '{tier: Admin}');
    for (const [src, dst] of [
      ['shop/web', 'shop/api'],
      ['ops/probe', 'ops/probe'],
      ['10.0.0.1', 'ops/probe'],
      ['ops/[app=new]', '10.0.0.1'],
    ] as const)
      expect(verdict(src, dst, all).verdict).toBe('undetermined');
  });

  it('a selector that can be read leaves the others alone; one that cannot covers every pod of its namespace', () => {
    const readable = policy(cilium, '{endpointSelector: {matchLabels: {app: api}}}');
    expect(verdict('ops/probe', 'shop/api', readable).verdict).toBe('undetermined');
    expect(verdict('ops/probe', 'shop/web', readable).verdict).toBe('denied');
    const unreadable = policy(cilium, '{endpointSelector: {matchLabels: {"reserved:init": ""}}}');
    expect(verdict('ops/probe', 'shop/web', unreadable).verdict).toBe('undetermined');
    expect(verdict('ops/probe', 'ops/probe', unreadable).verdict).toBe('allowed');
  });

  it('the firewall of OpenShift is about what leaves its namespace', () => {
    const firewall = policy('k8s.ovn.org/v1 EgressFirewall', '{egress: [{type: Deny}]}');
    expect(verdict('shop/web', '1.1.1.1', firewall).verdict).toBe('undetermined');
    expect(verdict('ops/probe', 'shop/web', firewall).verdict).toBe('denied');
  });

  it('labels that nobody knows may be those that are covered', () => {
    const ofTeam = policy(admin, '{subject: {namespaces: {matchLabels: {team: x}}}}');
    expect(verdict('elsewhere/[app=a]', 'ops/probe', ofTeam).verdict).toBe('undetermined');
    expect(verdict('shop/web', 'ops/probe', ofTeam).verdict).toBe('allowed');
    const ofHash = policy(
      cilium,
      '{endpointSelector: {matchExpressions: [{key: pod-template-hash, operator: DoesNotExist}]}}',
    );
    expect(verdict('ops/probe', 'shop/web', ofHash).verdict).toBe('undetermined');
  });

  it('sets of addresses cover nobody', () => {
    const set = policy('projectcalico.org/v3 GlobalNetworkSet', '{nets: [10.0.0.0/8]}');
    expect(verdict('ops/probe', 'shop/web', set).verdict).toBe('denied');
  });

  it('a global policy of Calico may select nodes by labels that no manifest of pods has', () => {
    const agent = deployment('ops/agent').replace('spec: {containers', 'spec: {hostNetwork: true, containers');
    const global = (spec: string) => policy('projectcalico.org/v3 GlobalNetworkPolicy', `{${spec}, types: [Ingress]}`);
    const ask = (spec: string) => verdict('ops/probe', 'ops/agent', agent, global(spec)).unevaluated.length > 0;
    expect(ask(`selector: "role == 'node'"`)).toBe(true);
    expect(ask(`selector: "role == 'node'", namespaceSelector: "has(projectcalico.org/name)"`)).toBe(false);
    expect(ask(`selector: "role == 'node' && projectcalico.org/namespace == 'shop'"`)).toBe(false);
    expect(verdict('ops/agent', 'ops/probe', agent, global(`selector: "role == 'node'"`)).unevaluated).toEqual([]);
  });
});

describe('a diff', () => {
  const some = policy(cilium, '{endpointSelector: {matchLabels: {app: api}}, ingress: [{}]}');
  const other = policy(cilium, '{endpointSelector: {matchLabels: {app: api}}, ingress: []}');
  const diff = (before: readonly string[], after: readonly string[]) => diffClusters(load(...before), load(...after));

  it.each<[what: string, before: readonly string[], after: readonly string[]]>([
    ['added', base, [...base, some]],
    ['removed', [...base, some], base],
    ['changed', [...base, some], [...base, other]],
  ])('is undecided where a policy that is not evaluated was %s', (what, before, after) => {
    const { verdict: said, undecided } = diff(before, after);
    expect([said, undecided]).toEqual([
      'undecided',
      [
        expect.stringMatching(
          `^CiliumNetworkPolicy shop/other of cilium\\.io was ${what}, and that kind is not evaluated`,
        ),
      ],
    ]);
  });

  it('is undecided too where the NetworkPolicies alone would widen', () => {
    const { verdict: said, changes } = diff(base, [...base.slice(0, -1), some]);
    expect([said, changes.length > 0]).toEqual(['undecided', true]);
  });

  it('is what the NetworkPolicies make it where such policies stay as they are', () => {
    const dumped = some.replace('namespace: shop}', 'namespace: shop, uid: x, annotations: {a: b}}');
    expect(diff([...base, some], [...base, dumped])).toMatchObject({ verdict: 'equal', undecided: [] });
    expect(diff([...base, some], [...base.slice(0, -1), some])).toMatchObject({ verdict: 'widened', undecided: [] });
  });

  it('is undecided where labels or ports change that such a policy speaks of, and only then', () => {
    const with_ = (web: string, space = 'team: shop') => [
      namespace('shop', space),
      ...base.slice(1, 2),
      web,
      ...base.slice(3),
      policy(
        cilium,
        '{endpointSelector: {matchLabels: {tier: a, team: b}}, ingress: [{toPorts: [{ports: [{port: http}]}]}]}',
      ),
    ];
    const before = with_(deployment('shop/web'));
    const reasons = (after: readonly string[]) => diff(before, after).undecided;
    expect(reasons(with_(deployment('shop/web', 'app: web, version: b')))).toEqual([]);
    expect(reasons(with_(deployment('shop/web', 'app: web, tier: a')))).toEqual([
      'tier of shop/web[Deployment] changes, and CiliumNetworkPolicy shop/other, which is not evaluated, may select by it',
    ]);
    expect(reasons(with_(deployment('shop/web', 'app: web', 81)))).toEqual([
      expect.stringMatching(/^http of shop\/web/),
    ]);
    const service = (port: number) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: tier, namespace: shop}\nspec: {ports: [{port: ${port}}]}\n`;
    expect(diff([...before, service(80)], [...before, service(81)]).undecided).toEqual([
      expect.stringMatching(/^tier of Service shop\/tier changes/),
    ]);
    expect(reasons(with_(deployment('shop/web'), 'team: b'))).toEqual([
      expect.stringMatching(/^team of namespace shop/),
    ]);
  });

  it('is undecided where pods change by which no NetworkPolicy selects: their service account, and that they are on the host network', () => {
    const with_ = (spec: string) => deployment('shop/web').replace('spec: {containers', `spec: {${spec}containers`);
    const reasons = (key: string, before: string, after: string) => {
      const beside = policy(cilium, `{endpointSelector: {matchLabels: {${key}: web}}, ingress: [{}]}`);
      const { verdict: said, undecided } = diff([with_(before), beside], [with_(after), beside]);
      return [said, ...undecided];
    };
    const account = 'io.cilium.k8s.policy.serviceaccount';
    const why = 'CiliumNetworkPolicy shop/other, which is not evaluated, may select by it';
    expect(reasons(account, 'serviceAccountName: web, ', 'serviceAccountName: admin, ')).toEqual([
      'undecided',
      `serviceAccountName of shop/web[Deployment] changes, and ${why}`,
    ]);
    expect(reasons('app', 'serviceAccountName: web, ', 'serviceAccountName: admin, ')).toEqual(['equal']);
    expect(reasons(account, 'serviceAccountName: default, ', '')).toEqual(['equal']);
    expect(reasons('app', '', 'hostNetwork: true, ')).toEqual([
      'undecided',
      `hostNetwork of shop/web[Deployment] changes, and ${why}`,
    ]);
  });

  const open = base.slice(0, -1);
  const isolating =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: in, namespace: shop}\nspec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}\n';
  const baseline = policy(
    'policy.networking.k8s.io/v1alpha1 BaselineAdminNetworkPolicy',
    '{subject: {namespaces: {}}, ingress: [{action: Deny}]}',
  );
  const administrators = policy(admin, '{subject: {namespaces: {}}, ingress: [{action: Deny}]}');

  it.each<[what: string, other: string, added: string, said: string]>([
    ['of Cilium, whose rules its own join', some, isolating, 'undecided'],
    ['of the baseline, which it then outranks', baseline, isolating, 'undecided'],
    ['of administrators, which decide before it', administrators, isolating, 'narrowed'],
    ['of Cilium, to which it adds nothing', some, deny, 'narrowed'],
  ])('with a NetworkPolicy that isolates pods anew, beside a policy %s', (_, beside, added, said) => {
    const { verdict: found, undecided } = diff([...open, beside], [...open, beside, added]);
    expect([found, undecided.length > 0]).toEqual([said, said === 'undecided']);
  });

  it('does not know who reaches a new workload that is covered', () => {
    const { verdict: said, undecided } = diff([...base, some], [...base, some, deployment('shop/api2', 'app: api')]);
    expect([said, undecided]).toEqual(['equal', [expect.stringMatching(/^whether other namespaces reach shop\/api2/)]]);
  });
});
