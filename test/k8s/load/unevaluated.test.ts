import { loadTexts } from '../../../lib/k8s/load';
import type { CoveredPods } from '../../../lib/k8s/resources';

const load = (text: string) => loadTexts([{ file: 'a.yaml', text }]);

/** What one object that is not evaluated covers; its kind as `cilium.io/v2 CiliumNetworkPolicy`. */
function read(type: string, spec: string, metadata = 'name: a, namespace: shop') {
  const [apiVersion, kind] = type.split(' ');
  const { resources, findings } = load(
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${metadata}}\n${spec === '' ? '' : `spec: ${spec}\n`}`,
  );
  expect(findings).toEqual([]);
  const [policy] = resources.unevaluatedPolicies;
  if (!policy) throw new Error('nothing that is not evaluated was read');
  return policy;
}

const ofShop = { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } };
const everyPodOfShop: readonly CoveredPods[] = [{ namespaces: ofShop, pods: {} }];
const everybody: readonly CoveredPods[] = [{ namespaces: {}, pods: {} }];
const named = (key: string, ...values: readonly string[]) => ({ key, operator: 'In', values });

const admin = 'policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy';
const cilium = 'cilium.io/v2 CiliumNetworkPolicy';
const clusterwide = 'cilium.io/v2 CiliumClusterwideNetworkPolicy';
const calico = 'projectcalico.org/v3 NetworkPolicy';
const globalCalico = 'crd.projectcalico.org/v1 GlobalNetworkPolicy';
const antrea = 'crd.antrea.io/v1beta1 NetworkPolicy';
const clusterAntrea = 'crd.antrea.io/v1beta1 ClusterNetworkPolicy';

describe('whom a policy of another kind may apply to', () => {
  test.each([
    admin,
    'policy.networking.k8s.io/v1alpha1 BaselineAdminNetworkPolicy',
    'policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy',
    'networking.k8s.aws/v1alpha1 ClusterNetworkPolicy',
    clusterwide,
    globalCalico,
    'projectcalico.org/v3 HostEndpoint',
    'projectcalico.org/v3 Profile',
    clusterAntrea,
    'example.com/v1 GlobalFancyNetworkPolicy',
  ])('%s belongs to the whole cluster, and without a selector to everybody', (type) => {
    expect(read(type, '')).toMatchObject({ covers: everybody, directions: ['ingress', 'egress'] });
    expect(read(type, '')).not.toHaveProperty('namespace');
  });

  test.each([
    cilium,
    calico,
    'crd.projectcalico.org/v1 NetworkPolicy',
    antrea,
    'networking.k8s.aws/v1alpha1 ApplicationNetworkPolicy',
    'example.com/v1 FancyNetworkPolicy',
  ])('%s lies in a namespace, and without a selector covers every pod there', (type) => {
    expect(read(type, '')).toMatchObject({ namespace: 'shop', covers: everyPodOfShop });
  });

  test('of a kind that nobody knows, what names no namespace may belong to the whole cluster', () => {
    expect(read('example.com/v1 FancyNetworkPolicy', '', 'name: a')).toMatchObject({ covers: everybody });
  });

  test.each(['k8s.ovn.org/v1 EgressFirewall', 'network.openshift.io/v1 EgressNetworkPolicy'])(
    '%s covers what leaves the pods of its namespace',
    (type) => {
      expect(read(type, '{egress: []}')).toMatchObject({ covers: everyPodOfShop, directions: ['egress'] });
    },
  );

  test('a local redirect changes what pods of every namespace reach', () => {
    expect(read('cilium.io/v2 CiliumLocalRedirectPolicy', '{}')).toMatchObject({
      namespace: 'shop',
      covers: everybody,
      directions: ['egress'],
    });
  });

  test.each([
    'projectcalico.org/v3 NetworkSet',
    'projectcalico.org/v3 GlobalNetworkSet',
    'projectcalico.org/v3 Tier',
    'cilium.io/v2alpha1 CiliumCIDRGroup',
    'crd.antrea.io/v1beta1 ClusterGroup',
  ])('%s alone covers nobody', (type) => {
    expect(read(type, '{}').covers).toEqual([]);
  });
});

describe('selectors that are read', () => {
  const webs = { matchLabels: { app: 'web' }, matchExpressions: [] };

  test('the subject of an AdminNetworkPolicy: namespaces, or pods', () => {
    expect(read(admin, '{subject: {namespaces: {matchLabels: {app: web}}}, ingress: [{action: Deny}]}')).toMatchObject({
      covers: [{ namespaces: webs, pods: {} }],
      directions: ['ingress'],
    });
    expect(
      read(admin, '{subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}, egress: [{}]}'),
    ).toMatchObject({ covers: [{ namespaces: {}, pods: webs }], directions: ['egress'] });
  });

  test.each([
    '{namespaces: null}',
    '{namespaces: {}, pods: {}}',
    '{namespaces: {matchLabel: {a: b}}}',
    '{namespaces: {matchLabels: {a: 1}}}',
    '{namespaces: {matchExpressions: [{key: a, operator: Near, values: [b]}]}}',
    '{namespaces: {matchExpressions: [{key: a, operator: In, values: []}]}}',
    '{pods: {podSelector: {}}}',
  ])('the subject %s cannot be read: everybody', (subject) => {
    expect(read(admin, `{subject: ${subject}}`)).toMatchObject({ covers: everybody });
  });

  test("endpoints of Cilium, whatever source a label's prefix names", () => {
    for (const key of ['app', 'k8s:app', 'any:app'])
      expect(read(cilium, `{endpointSelector: {matchLabels: {"${key}": web}}, ingressDeny: [{}]}`)).toMatchObject({
        covers: [{ namespaces: ofShop, pods: { matchExpressions: [named('app', 'web')] } }],
        directions: ['ingress'],
      });
  });

  test('the namespace of an endpoint counts for the kind of the whole cluster, and by its labels too', () => {
    const selector =
      '{matchLabels: {"k8s:io.kubernetes.pod.namespace": ops, io.cilium.k8s.namespace.labels.team: a, app: web}}';
    expect(read(clusterwide, `{endpointSelector: ${selector}, egress: [{}]}`).covers).toEqual([
      {
        namespaces: { matchExpressions: [named('kubernetes.io/metadata.name', 'ops'), named('team', 'a')] },
        pods: { matchExpressions: [named('app', 'web')] },
      },
    ]);
    expect(read(cilium, `{endpointSelector: ${selector}}`).covers).toMatchObject([{ namespaces: ofShop }]);
  });

  test.each([
    '{nodeSelector: {}}',
    '{endpointSelector: null}',
    '{endpointSelector: {matchLabels: {"reserved:host": ""}}}',
    '{endpointSelector: {matchLabels: {io.cilium.k8s.policy.serviceaccount: web}}}',
  ])('the rule %s of Cilium speaks of no labels of pods: everybody', (spec) => {
    expect(read(clusterwide, spec)).toMatchObject({ covers: everybody });
  });

  test('a rule of Cilium may isolate where it has no rules', () => {
    const spec = (isolates: string) =>
      `{endpointSelector: {}, enableDefaultDeny: ${isolates}, egress: [{toEndpoints: [{}]}]}`;
    expect(read(cilium, spec('{ingress: true}'))).toMatchObject({
      directions: ['ingress', 'egress'],
    });
    expect(read(cilium, spec('{ingress: false}'))).toMatchObject({
      directions: ['egress'],
    });
  });

  test('several rules of one Cilium policy cover whom any of them does', () => {
    const { resources } = load(
      'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a, namespace: shop}\nspecs: [{endpointSelector: {matchLabels: {app: a}}, ingress: [{}]}, {endpointSelector: {matchLabels: {app: b}}, egress: [{}]}]\n',
    );
    expect(resources.unevaluatedPolicies).toMatchObject([
      {
        covers: [
          { pods: { matchExpressions: [named('app', 'a')] } },
          { pods: { matchExpressions: [named('app', 'b')] } },
        ],
        directions: ['ingress', 'egress'],
      },
    ]);
  });

  test.each<[selector: string, pods: readonly object[]]>([
    ['all()', [[]]],
    ["app == 'web'", [[named('app', 'web')]]],
    ['app != "web"', [[{ key: 'app', operator: 'NotIn', values: ['web'] }]]],
    [
      'has(tier) && !has(canary)',
      [
        [
          { key: 'tier', operator: 'Exists' },
          { key: 'canary', operator: 'DoesNotExist' },
        ],
      ],
    ],
    [
      "app in {'a', \"b\"} || app not in { 'c' }",
      [[named('app', 'a', 'b')], [{ key: 'app', operator: 'NotIn', values: ['c'] }]],
    ],
    [
      "(a == 'x' || b == 'y') && c == 'z'",
      [
        [named('a', 'x'), named('c', 'z')],
        [named('b', 'y'), named('c', 'z')],
      ],
    ],
  ])('the selector %s of Calico', (selector, pods) => {
    const { covers } = read(calico, `{selector: ${JSON.stringify(selector)}, types: [Egress]}`);
    expect(covers).toEqual(pods.map((matchExpressions) => ({ namespaces: ofShop, pods: { matchExpressions } })));
  });

  test.each([
    "app contains 'we'",
    "app starts with 'we'",
    "!(app == 'web')",
    "app == 'web' &&",
    'app == web',
    'app in {}',
    'global()',
    "projectcalico.org/serviceaccount == 'x'",
    "pcns.team == 'x'",
    "app == 'web') || (all()",
    'nonsense',
  ])('the selector %j of Calico is not surely read: every pod of the namespace', (selector) => {
    expect(read(calico, `{selector: ${JSON.stringify(selector)}}`).covers).toEqual(everyPodOfShop);
  });

  test('a global policy of Calico may name namespaces, in either selector', () => {
    const spec = `{selector: "projectcalico.org/namespace == 'ops' && app == 'web'", namespaceSelector: "team == 'a'"}`;
    expect(read(globalCalico, spec).covers).toEqual([
      {
        namespaces: { matchExpressions: [named('kubernetes.io/metadata.name', 'ops'), named('team', 'a')] },
        pods: { matchExpressions: [named('app', 'web')] },
      },
    ]);
  });

  test('what an Antrea policy is applied to, as a whole or rule by rule', () => {
    const entry = '{podSelector: {matchLabels: {app: web}}}';
    expect(read(antrea, `{appliedTo: [${entry}]}`).covers).toEqual([{ namespaces: ofShop, pods: webs }]);
    expect(read(clusterAntrea, `{ingress: [{appliedTo: [${entry}]}]}`)).toMatchObject({
      covers: [{ namespaces: {}, pods: webs }],
      directions: ['ingress'],
    });
    for (const other of ['{group: g}', '{}', '{podSelector: {}, serviceAccount: {name: a}}'])
      expect(read(clusterAntrea, `{appliedTo: [${entry}, ${other}]}`)).toMatchObject({ covers: everybody });
    expect(read(clusterAntrea, `{ingress: [{appliedTo: [${entry}]}, {action: Drop}]}`)).toMatchObject({
      covers: everybody,
    });
  });

  test('the pods of an ApplicationNetworkPolicy', () => {
    const spec = '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}';
    expect(read('networking.k8s.aws/v1alpha1 ApplicationNetworkPolicy', spec)).toMatchObject({
      covers: [{ namespaces: ofShop, pods: webs }],
      directions: ['egress'],
    });
  });
});

test('a policy of many fields makes no pods', () => {
  const spec = '{subject: {namespaces: {}}, template: {spec: {containers: []}}}';
  expect(
    load(
      `apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: a}\nspec: ${spec}\n`,
    ).resources,
  ).toMatchObject({ workloads: [], unevaluatedPolicies: [{ covers: everybody }] });
});

test('a template of one is no text to read its selector from', () => {
  const text =
    'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a, namespace: "{{ .Release.Namespace }}"}\n';
  const { findings } = loadTexts([
    { file: 'c/Chart.yaml', text: 'name: c\n' },
    { file: 'c/templates/a.yaml', text },
  ]);
  expect(findings.map(({ code }) => code)).toEqual(['template-not-rendered']);
});

describe('what changes no answer', () => {
  test.each([
    ['projectcalico.org/v3', 'Profile', 'kns.shop'],
    ['crd.projectcalico.org/v1', 'Profile', 'ksa.shop.default'],
    ['projectcalico.org/v3', 'Tier', 'default'],
    ['crd.antrea.io/v1beta1', 'Tier', 'securityops'],
    ['networking.k8s.aws/v1alpha1', 'PolicyEndpoint', 'web-x'],
    ['cilium.io/v2', 'CiliumEndpoint', 'web-1'],
    ['cilium.io/v2', 'CiliumIdentity', '1234'],
  ])('%s %s %s is derived, or there by default: it is counted', (apiVersion, kind, name) => {
    const { resources, notes, assumptions, otherKinds } = load(
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: "${name}"}\n`,
    );
    expect([resources.unevaluatedPolicies, notes, assumptions, [...otherKinds]]).toEqual([[], [], [], [[kind, 1]]]);
  });

  const ofCalico = (kind: string, name: string, spec: string, apiVersion = 'projectcalico.org/v3') =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${name}, namespace: shop}\nspec: ${spec}\n---\n`;
  const own =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: shop}\nspec: {podSelector: {}}\n---\n';
  const allowAll = '{ingress: [{action: Allow, source: {}, destination: {}}], egress: [{action: Allow}]}';
  const derived = ofCalico('NetworkPolicy', 'name: knp.default.web', '{order: 1000}');

  test.each([
    ['a policy of Calico beside the NetworkPolicy for which it stands', own + derived],
    ['the NetworkPolicy may follow it', derived + own],
    ['a profile of a namespace lets everything pass', ofCalico('Profile', 'name: kns.shop', allowAll)],
    ['so does the default one', ofCalico('Profile', 'name: projectcalico-default-allow', allowAll)],
  ])('%s', (_, text) => {
    const { resources, notes, assumptions } = load(text);
    expect([resources.unevaluatedPolicies, notes, assumptions]).toEqual([[], [], []]);
  });

  test.each([
    ['a policy of Calico without a NetworkPolicy', derived],
    ['the NetworkPolicy is of another namespace', own.replace('shop', 'ops') + derived],
    [
      'what is kept under crd.projectcalico.org was written',
      own + derived.replace('org/v3', 'org/v1').replace('project', 'crd.project'),
    ],
    ['a prefix alone', ofCalico('NetworkPolicy', 'generateName: knp.default.', '{}')],
    ['a profile that denies', ofCalico('Profile', 'name: kns.shop', '{ingress: [{action: Deny}]}')],
    [
      'a profile that allows some',
      ofCalico('Profile', 'name: ksa.shop.a', '{egress: [{action: Allow, source: {nets: [10.0.0.0/8]}}]}'),
    ],
    ['a profile that cannot be read', ofCalico('Profile', 'name: kns.shop', '{ingress: {}}')],
  ])('a name alone derives nothing: %s', (_, text) => {
    expect(load(text).resources.unevaluatedPolicies).toHaveLength(1);
  });

  test.each([
    ['projectcalico.org/v3', 'StagedNetworkPolicy', 'policy-staged'],
    ['projectcalico.org/v3', 'StagedGlobalNetworkPolicy', 'policy-staged'],
    ['projectcalico.org/v3', 'StagedKubernetesNetworkPolicy', 'policy-staged'],
    ['security.istio.io/v1', 'AuthorizationPolicy', 'policy-of-mesh'],
    ['security.istio.io/v1', 'PeerAuthentication', 'policy-of-mesh'],
    ['networking.istio.io/v1', 'Sidecar', 'policy-of-mesh'],
  ])('%s %s is only noted', (apiVersion, kind, code) => {
    const { resources, notes, assumptions } = load(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`);
    expect([resources.unevaluatedPolicies, assumptions, notes.map((note) => note.code)]).toEqual([[], [], [code]]);
  });
});

describe('an assumption', () => {
  test('is made for each kind once, by its group', () => {
    const one = (group: string, kind: string, name: string) =>
      `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n---\n`;
    const { assumptions } = load(
      one('cilium.io', 'CiliumNetworkPolicy', 'a') +
        one('cilium.io', 'CiliumNetworkPolicy', 'b') +
        one('projectcalico.org', 'NetworkPolicy', 'a') +
        one('projectcalico.org', 'NetworkSet', 'a'),
    );
    expect(assumptions.map(({ kind, message }) => `${kind} ${message.split(' is ')[0]}`)).toEqual([
      'policy-kind-not-evaluated CiliumNetworkPolicy of cilium.io',
      'policy-kind-not-evaluated NetworkPolicy of projectcalico.org',
      'policy-kind-not-evaluated NetworkSet of projectcalico.org',
    ]);
  });
});

describe('identity', () => {
  const job = (apiVersion: string, app: string) =>
    `apiVersion: ${apiVersion}\nkind: Job\nmetadata: {name: a, namespace: shop}\nspec: {template: {metadata: {labels: {app: ${app}}}, spec: {containers: [{name: a}]}}}\n---\n`;

  test('includes the group: one name in two groups is two objects, told apart where both are there', () => {
    const { resources, findings } = load(job('batch/v1', 'x') + job('batch.volcano.sh/v1alpha1', 'z'));
    expect(findings).toEqual([]);
    expect(resources.workloads).toMatchObject([
      { kind: 'Job', labels: { app: 'x' } },
      { kind: 'Job.batch.volcano.sh', labels: { app: 'z' } },
    ]);
    expect(load(job('batch.volcano.sh/v1alpha1', 'z')).resources.workloads).toMatchObject([{ kind: 'Job' }]);
  });

  test('a Service of Knative and one of Kubernetes are two objects', () => {
    const { resources, findings } = load(
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n---\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\nspec: {template: {spec: {containers: []}}}\n',
    );
    expect([findings, resources.services.length, resources.workloads.length]).toEqual([[], 1, 1]);
  });

  test('one kind of Kubernetes in an old and a new group is one object', () => {
    const deployment = (apiVersion: string, app: string) =>
      job(apiVersion, app).replace('kind: Job', 'kind: Deployment');
    const { findings } = load(deployment('apps/v1', 'x') + deployment('extensions/v1beta1', 'z'));
    expect(findings.map(({ code }) => code)).toEqual(['duplicate-object']);
  });

  test('pods are folded into the owner of their own group', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: z}, ownerReferences: [{apiVersion: batch.volcano.sh/v1, kind: Job, name: a, controller: true}]}\nspec: {containers: []}\nstatus: {podIP: 10.0.0.9}\n---\n';
    const { workloads } = load(job('batch/v1', 'x') + job('batch.volcano.sh/v1alpha1', 'z') + pod).resources;
    expect(workloads.map(({ kind, addresses }) => [kind, addresses])).toEqual([
      ['Job', []],
      ['Job.batch.volcano.sh', ['10.0.0.9']],
    ]);
  });

  test('an object of the whole cluster has no namespace, whatever it says', () => {
    const one = (namespace: string) =>
      `apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: a${namespace}}\nspec: {priority: 1}\n---\n`;
    const { resources, notes, findings } = load(one('') + one(', namespace: shop'));
    expect([findings, resources.unevaluatedPolicies.length]).toEqual([[], 1]);
    expect(notes.map(({ code, message }) => `${code} ${message.split(':')[0]}`)).toEqual([
      'policy-kind-not-evaluated AdminNetworkPolicy a',
      'duplicate-object AdminNetworkPolicy a is in the input twice, and both say the same',
    ]);
  });

  test('two different policies of one identity are an error, of whatever kind', () => {
    const one = (selector: string) =>
      `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {endpointSelector: ${selector}}\n---\n`;
    expect(load(one('{}') + one('{matchLabels: {app: a}}')).findings.map(({ code }) => code)).toEqual([
      'duplicate-object',
    ]);
  });
});
