import { resolveLocation } from '../../../lib/diagnostics/finding';
import { resolveFinding } from '../../../lib/diagnostics/resolved-finding';
import { loadObjects, loadTexts } from '../../../lib/k8s/load';

const load = (text: string, file = 'a.yaml') => loadTexts([{ file, text }]);
const policy = (name: string, spec = '{podSelector: {}}', rest = '') =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n${rest}`;
const codes = (findings: readonly { code: string; severity: string }[]) =>
  findings.map(({ code, severity }) => `${severity} ${code}`);

test('documents of JSON that lines of hyphens separate are read, and it is said that older versions of kubectl stop', () => {
  const json = (name: string) => JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const { resources, findings, notes } = load(`${json('a')}\n---\n${json('b')}\n--- # more\n\n${json('c')}\n`);
  expect([resources.namespaces.map(({ name }) => name), findings]).toEqual([['a', 'b', 'c'], []]);
  expect(notes.map(resolveFinding)).toMatchObject([{ code: 'json-separated', at: { line: 2 } }]);
  for (const other of ['kind: X', "{'kind': X}", '{"kind": X}', '[]', '{"a": 1} ---'])
    expect(load(`${json('a')}\n---\n${other}\n`).findings.map(({ code }) => code)).toContain('yaml-syntax');
});

describe('documents', () => {
  test('what kustomize and helm template print: comments, empty documents, Windows line ends, a BOM', () => {
    const printed = `---\n# Source: shop/templates/a.yaml\n${policy('a')}---\n---\n# Source: b\n${policy('b')}...\n---\n`;
    for (const text of [printed, printed.replaceAll('\n', '\r\n'), `\uFEFF${printed}`]) {
      const { resources, findings, notes } = load(text);
      expect([findings, notes]).toEqual([[], []]);
      expect(resources.policies.map(({ name }) => name)).toEqual(['a', 'b']);
    }
  });

  test.each(['%YAML 1.1', '%YAML 1.2', '%TAG !e! tag:example.com,2026:'])(
    'the directive %s is refused: kubectl ends a document at the "---" that must follow it',
    (directive) => {
      expect(codes(load(`${directive}\n---\n${policy('a')}`).findings)).toEqual(['error yaml-syntax']);
    },
  );

  test('kubectl stops at a document that starts on the line of its marker, and "---" inside of a line is none', () => {
    const { findings } = load('--- {apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n');
    expect(findings).toMatchObject([{ code: 'yaml-syntax', help: ['write what follows on a line of its own'] }]);
    expect(load(`--- # the first\n${policy('a')}---#\n${policy('b')}`).resources.policies).toHaveLength(2);
    expect(load('apiVersion: v1\nkind: Secret\nd: "---\n  ---x"\n').otherKinds.get('Secret')).toBe(1);
  });

  test('"..." ends a document: what follows without "---" is read by nobody, and refused', () => {
    const { findings, resources } = load(`${policy('a')}...\n${policy('b')}`);
    expect(codes(findings)).toEqual(['error yaml-syntax']);
    expect(findings[0]?.at).toBeDefined();
    expect(resources.policies).toEqual([]);
    expect(load(`${policy('a')}...\n# the end\n---\n${policy('b')}`).findings).toEqual([]);
  });

  test('lists of any kind are their items; those of a typed list take its kind', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n';
    const indented = policy('a').replaceAll('\n', '\n  ').trimEnd();
    expect(load(`${list}- ${indented}\n- ${indented.replace('name: a', 'name: b')}\n`).resources.policies).toHaveLength(
      2,
    );
    const typed =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a}\n  spec: {}\n';
    expect(load(typed).resources.policies).toMatchObject([{ name: 'a', namespace: 'default' }]);
  });

  test('a list of Kubernetes objects is read whatever its own apiVersion', () => {
    const item =
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}}}';
    expect(load(`kind: ConfigMap\nitems:\n- ${item}\n`).resources.policies).toHaveLength(1);
    expect(load(`kind: x\nitems:\n- {kind: z, items: [${item}]}\n`).resources.policies).toHaveLength(1);
    expect(load(`${policy('a')}---\nkind: x\nitems: [{kind: z}]\n`).notes).toMatchObject([
      { code: 'document-skipped' },
    ]);
  });

  test('an item of a list that is no object does not vanish', () => {
    expect(codes(load('apiVersion: v1\nkind: List\nitems: [5]\n').findings)).toEqual(['error invalid-object']);
  });

  test('whatever has items is a list: null is one of nothing, and what is no list is refused', () => {
    const pod = (items: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nitems: ${items}\n`;
    expect(load(`${pod('')}---\n${policy('a')}`).resources).toMatchObject({ workloads: [], policies: [{ name: 'a' }] });
    expect(load(`${pod('')}---\n${policy('a')}`).findings).toEqual([]);
    expect(load(pod('{}')).findings).toMatchObject([
      { code: 'invalid-object', message: expect.stringContaining('an object of any kind that has items is a list') },
    ]);
  });

  test('an item of a typed list that names one half of its type does not get the other from the list', () => {
    const list = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n';
    expect(codes(load(`${list}- apiVersion: v1\n  metadata: {name: a}\n  spec: {}\n`).findings)).toEqual([
      'error invalid-object',
    ]);
  });

  test('a file that begins with "{" is JSON where its first key is, and YAML where it is not', () => {
    const pod = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}';
    expect(load(`${pod}${pod.replace('"a"', '"b"')}\n`, 'a.yaml').resources.workloads).toHaveLength(2);
    expect(load('{apiVersion: v1, kind: Pod, metadata: {name: a}}\n', 'a.json').resources.workloads).toHaveLength(1);
    for (const text of [`${pod}\n---\na: 1\n`, `${pod.slice(0, -1)},}`, `\u00A0${pod}`, `\u0085${pod}`])
      expect(load(text).findings).toMatchObject([{ code: 'yaml-syntax', help: [expect.stringContaining('JSON')] }]);
    // A mark at the start makes it YAML, which has no escape "\\/".
    const escaped = pod.replace('"a"', '"\\/"');
    expect([load(escaped).findings.length, load(`\uFEFF${escaped}`).findings.length]).toEqual([0, 1]);
  });

  test('what is no Kubernetes object is skipped with one note for the file', () => {
    const { findings, notes } = load(`${policy('a')}---\njust: data\n---\n- list\n`);
    expect(findings).toEqual([]);
    expect(notes).toMatchObject([{ code: 'document-skipped', message: expect.stringContaining('2 documents') }]);
  });

  test('JSON with comments that is no manifest is skipped, a manifest that is cut off is not', () => {
    const { findings, notes } = load('{ // comment\n  "a": 1 }', 'tsconfig.json');
    expect([codes(findings), codes(notes)]).toEqual([['error no-kubernetes-object'], ['info document-skipped']]);
    expect(codes(load('{"apiVersion": "v1", "kind": ', 'a.json').findings)).toEqual(['error yaml-syntax']);
  });

  test('custom resource definitions are counted without being read', () => {
    const crd = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  never read: [\n';
    const { otherKinds, findings } = load(`${crd}---\n${policy('a')}`);
    expect([...otherKinds]).toEqual([['CustomResourceDefinition', 1]]);
    expect(findings).toEqual([]);
  });

  test.each([
    'kind: CustomResourceDefinition\nkind: NetworkPolicy\n',
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nkind: NetworkPolicy\n',
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"kind": NetworkPolicy\n',
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nitems:\n- {kind: NetworkPolicy}\n',
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  a: b\u2028kind: NetworkPolicy\n',
    'metadata:\n  annotations:\n    a: |\nkind: CustomResourceDefinition\nkind: NetworkPolicy\n',
  ])('what only begins like one is read: %j', (text) => {
    expect(codes(load(text).findings)[0]).toMatch(/^error (?:yaml|invalid)/);
  });

  test.each(['', '# only a comment\n', 'a: 1\n', '---\n---\n'])('%j holds no Kubernetes object: an error', (text) => {
    expect(codes(load(text).findings)).toEqual(['error no-kubernetes-object']);
  });
});

describe('what counts as a NetworkPolicy', () => {
  test.each([
    ['networking.k8s.io/v1', 'networkpolicy', ['error invalid-policy']],
    ['extensions/v1beta1', 'NetworkPolicy', ['error deprecated-api-version']],
    ['networking.k8s.io/v1beta1', 'NetworkPolicy', ['error deprecated-api-version']],
    ['v1', 'NetworkPolicy', ['error invalid-policy']],
    ['""', 'NetworkPolicy', ['error invalid-policy']],
    ['networking.k8s.io/v1', '""', ['error invalid-policy']],
  ])('apiVersion %s, kind %s: refused', (apiVersion, kind, expected) => {
    const result = load(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\nspec: {}\n`);
    expect(codes(result.findings)).toEqual(expected);
    expect(result.resources.policies).toEqual([]);
    expect(result.refusedPolicies).toHaveLength(1);
  });

  test.each([
    ['projectcalico.org/v3', 'NetworkPolicy'],
    ['cilium.io/v2', 'CiliumNetworkPolicy'],
    ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
  ])('%s %s is another policy: a note says that it is not evaluated', (apiVersion, kind) => {
    const { findings, notes, otherKinds } = load(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`);
    expect([codes(findings), codes(notes)]).toEqual([[], ['info policy-kind-not-evaluated']]);
    expect(otherKinds.get(kind)).toBe(1);
  });

  test('a Service of Knative is no Service', () => {
    const text =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\nspec: {template: {spec: {containers: []}}}\n';
    expect(load(text).resources).toMatchObject({ services: [], workloads: [{ kind: 'Service', name: 'a' }] });
  });

  test('status is ignored with a note', () => {
    const { resources, findings, notes } = load(policy('a', '{}', 'status: {conditions: []}\n'));
    expect([findings, codes(notes)]).toEqual([[], ['info status-ignored']]);
    expect(resources.policies).toHaveLength(1);
  });
});

describe('objects that are there twice', () => {
  test('the same object is read once, with a note; what a cluster fills in does not matter', () => {
    const filled = policy('a').replace('name: a,', 'name: a, uid: x, resourceVersion: "1",');
    const { resources, findings, notes } = load(`${policy('a')}---\n${filled}`);
    expect([findings, codes(notes)]).toEqual([[], ['info duplicate-policy']]);
    expect(resources.policies).toHaveLength(1);
  });

  test('two different objects of one identity are an error that shows both places', () => {
    const { findings, resources, policyCount } = load(`${policy('a')}---\n${policy('a', '{egress: []}')}`);
    expect(findings).toMatchObject([{ code: 'duplicate-policy', severity: 'error', related: [{}] }]);
    expect(resources.policies).toMatchObject([{ spec: { egress: [] } }]);
    expect(policyCount).toBe(2);
    const namespace = (team: string) =>
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {team: ${team}}}\n`;
    expect(codes(load(`${namespace('x')}---\n${namespace('z')}`).findings)).toEqual(['error duplicate-object']);
  });

  const head = (kind: string, metadata: string, apiVersion = 'v1') =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: shop${metadata}}\n`;
  const web = (rest: string) =>
    `spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c${rest}}]}}}\n`;

  test.each([
    ['annotations', head('Namespace', ''), head('Namespace', ', annotations: {team: x}')],
    [
      'the label that every namespace has',
      head('Namespace', ', labels: {b: c}'),
      head('Namespace', ', labels: {b: c, kubernetes.io/metadata.name: a}'),
    ],
    ['an image', head('Deployment', '', 'apps/v1') + web(''), head('Deployment', '', 'apps/v1') + web(', image: y')],
    [
      'a default',
      `${head('Service', '')}spec: {ports: [{port: 80}]}\n`,
      `${head('Service', '')}spec: {ports: [{port: 80, protocol: TCP}]}\n`,
    ],
    ['annotations of a policy', policy('a'), policy('a, annotations: {argocd.argoproj.io/sync-wave: "1"}')],
  ])('%s that netpact does not read make no second object', (_, one, other) => {
    const { findings, notes, resources } = load(`${one}---\n${other}`);
    expect([findings, notes.map(({ code }) => code.replace(/-\w+$/, ''))]).toEqual([[], ['duplicate']]);
    const { namespaces, workloads, services, policies } = resources;
    expect([...namespaces, ...workloads, ...services, ...policies]).toHaveLength(1);
  });

  test.each([
    ['annotations of netpact', head('Namespace', ''), head('Namespace', ', annotations: {netpact.dev/owner: x}')],
    [
      'labels of pods',
      head('Deployment', '', 'apps/v1') + web(''),
      (head('Deployment', '', 'apps/v1') + web('')).replace('app: web', 'app: x'),
    ],
    [
      'ports',
      head('Deployment', '', 'apps/v1') + web(''),
      head('Deployment', '', 'apps/v1') + web(', ports: [{containerPort: 80}]'),
    ],
    [
      'an owner',
      head('ReplicaSet', '', 'apps/v1') + web(''),
      head('ReplicaSet', ', ownerReferences: [{kind: Deployment, name: d, controller: true}]', 'apps/v1') + web(''),
    ],
    ['an exception that ends', policy('a'), policy('a, annotations: {netpact.dev/expires: "2026-01-01"}')],
  ])('%s make two objects of one name an error', (_, one, other) => {
    expect(codes(load(`${one}---\n${other}`).findings)).toEqual([expect.stringMatching(/^error duplicate-/)]);
  });

  test('a second object that cannot be read is not taken for the first', () => {
    const service = (ports: string) => `${head('Service', '')}spec: {ports: ${ports}}\n`;
    expect(codes(load(`${service('[]')}---\n${service('[{port: x}]')}`).findings)).toEqual(['error invalid-object']);
  });

  test('equal names in different namespaces, and generated names, do not clash', () => {
    const generated = policy('x').replace('name: x', 'generateName: x-');
    const text = `${policy('a')}---\n${policy('a').replace('shop', 'other')}---\n${generated}---\n${generated}`;
    const { resources, findings, notes } = load(text);
    expect([findings, notes]).toEqual([[], []]);
    expect(resources.policies).toHaveLength(4);
  });
});

describe('policies that are refused', () => {
  test('they are kept for the audit, with the object as it was read', () => {
    const { refusedPolicies, resources } = load(policy('a', '{ingress: [{ports: [{port: 0}]}]}'));
    expect(resources.policies).toEqual([]);
    expect(refusedPolicies).toMatchObject([{ name: 'a', manifest: { kind: 'NetworkPolicy' }, problems: [{}] }]);
    expect(refusedPolicies[0]?.tolerated).toBeUndefined();
  });

  test('a finding points at the key or value itself, also where the server names the whole mapping', () => {
    const spec = '{podSelector: {app.kubernetes.io/name: web, matchLabels: {a: -b, "c d": e}}}';
    const { findings } = load(policy('a', spec));
    const line = `spec: ${spec}`;
    const shown = findings.map(({ at }) => resolveLocation(at));
    expect(shown.map((span) => line.slice((span?.column ?? 1) - 1, (span?.endColumn ?? 1) - 1))).toEqual([
      'app.kubernetes.io/name',
      '-b',
      '"c d"',
    ]);
  });

  test('unknown fields and host bits: as a lenient or older server stores them', () => {
    const spec = '{podSelector: {app: web}, egress: [{to: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}';
    const { refusedPolicies, findings } = load(policy('a', spec));
    expect(codes(findings)).toEqual(['error unknown-field', 'error invalid-policy']);
    expect(refusedPolicies[0]?.tolerated?.spec).toEqual({
      podSelector: {},
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/8' } }] }],
    });
  });
});

describe('templates that are not rendered', () => {
  const template = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n';
  const quoted = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "{{ .Values.name }}"\n';
  const beside = (marker: string, text: string) =>
    loadTexts([
      { file: `chart/${marker}`, text: 'name: x\n' },
      { file: 'chart/templates/pod.yaml', text },
    ]);

  test.each([
    ['Chart.yaml', template],
    ['Chart.yaml', quoted],
    ['kustomization.yaml', template],
    ['kustomization.yaml', quoted],
  ])('{{ beside a %s', (marker, text) => {
    const { findings } = beside(marker, text);
    expect(findings).toMatchObject([
      { code: 'template-not-rendered', help: [expect.stringContaining('kustomize build … | netpact … -')] },
    ]);
  });

  test('{{ in an object that netpact does not read is none of its business', () => {
    const rule = 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nm: "{{ $value }}"\n';
    expect(beside('kustomization.yaml', rule).findings).toEqual([]);
  });

  test('{{ far from any chart is a syntax error that says what it looks like', () => {
    expect(load(template).findings).toMatchObject([
      { code: 'yaml-syntax', help: [expect.stringContaining('pass rendered output')] },
    ]);
  });

  test('a kustomization that only lists files needs no note, one that changes them does', () => {
    const list =
      '# netpact\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - a.yaml\n';
    const notesOf = (text: string) =>
      loadTexts([
        { file: 'kustomization.yaml', text },
        { file: 'a.yaml', text: policy('a') },
      ]).notes;
    expect(notesOf(list)).toEqual([]);
    expect(codes(notesOf(`${list}namespace: prod\n`))).toEqual(['info document-skipped']);
  });
});

test('plain objects are loaded like manifests', () => {
  const { resources, findings, notes } = loadObjects([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'a' }, spec: { ingress: 5 } },
    { a: 1 },
  ]);
  expect(resources.namespaces).toHaveLength(1);
  expect(findings).toMatchObject([{ field: 'spec.ingress' }]);
  expect(codes(notes)).toEqual(['info document-skipped']);
});
