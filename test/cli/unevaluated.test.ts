import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy } from './shop-manifests';

const shop = [
  deployment('shop/web'),
  deployment('shop/api'),
  networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress]'),
].join('---\n');

const admin = `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: rule-all}
spec:
  subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}}
  ingress: [{action: Allow, from: [{namespaces: {}}]}]
`;

let current: Scene;
beforeEach(() => {
  current = scene({ 'shop.yaml': shop, 'admin/shop.yaml': shop, 'admin/admin.yaml': admin });
});
afterEach(() => current.remove());

const line =
  'assumed[policy-kind-not-evaluated]: AdminNetworkPolicy of policy.networking.k8s.io is not evaluated, although it can';
const explained = ['explain', 'shop/web', 'shop/api', '80', 'admin'];

describe('a kind of policy that is not evaluated', () => {
  it.each<[command: string, args: readonly string[]]>([
    ['explain', explained],
    ['diff', ['diff', 'admin', 'admin']],
    ['audit', ['audit', 'admin']],
    ['report', ['report', 'admin']],
  ])('is an assumption in the JSON of %s', (_, args) => {
    const { assumptions } = JSON.parse(current.netpact([...args, '--format', 'json']).stdout);
    expect(assumptions).toEqual([{ kind: 'policy-kind-not-evaluated', message: expect.stringMatching(/^AdminNetw/) }]);
  });

  it.each<[command: string, args: readonly string[], formats: readonly string[]]>([
    ['explain', explained, ['text']],
    ['connectivity', ['connectivity', 'admin'], ['text', 'md', 'html', 'svg', 'dot', 'mermaid']],
    ['diff', ['diff', 'admin', 'admin'], ['text', 'md', 'html', 'svg', 'dot', 'mermaid']],
    ['audit', ['audit', 'admin'], ['text', 'md', 'sarif']],
    ['report', ['report', 'admin'], ['text', 'md', 'html']],
  ])('is a line of %s in each format for people', (_, args, formats) => {
    const said = formats.filter((format) =>
      plain(current.netpact([...args, '--format', format]).stdout).includes(line.slice(0, 60)),
    );
    expect(said).toEqual(formats);
  });

  it.each<[command: string, args: readonly string[]]>([
    ['explain', explained],
    ['explain, of others', ['explain', 'shop/api', 'shop/web', 'admin']],
    ['connectivity', ['connectivity', 'admin', '--format', 'json']],
    ['connectivity', ['connectivity', 'admin', '--format', 'csv']],
    ['diff', ['diff', 'admin', 'admin']],
    ['audit', ['audit', 'admin', '--fail-on', 'never']],
    ['report', ['report', 'admin']],
  ])('is said on stderr by %s, and fails it with --strict alone', (_, args) => {
    const { code, stderr } = current.netpact([...args, '--strict']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(line)]);
    expect(current.netpact(args).code).toBe(0);
  });

  it('leaves the contract of connectivity as it is', () => {
    const rows = (path: string) => current.netpact(['connectivity', path, '--format', 'json']).stdout;
    expect(rows('admin')).toBe(rows('shop.yaml'));
  });

  it('makes an explanation of those to whom it may apply undetermined', () => {
    const { verdict, reasons } = JSON.parse(current.netpact([...explained, '--format', 'json']).stdout);
    expect(verdict).toBe('undetermined');
    expect(reasons[0]).toMatchObject({
      kind: 'undetermined',
      message: expect.stringMatching(/^AdminNetworkPolicy rule-all may apply to shop\/api/),
      location: { file: 'admin/admin.yaml', line: 1 },
    });
    const others = current.netpact(['explain', 'shop/api', 'shop/web', 'admin', '--format', 'json']);
    expect(JSON.parse(others.stdout).verdict).toBe('denied');
  });

  it.each(['widened', 'any', 'newly-isolated', 'exposed'])(
    'makes no diff pass --fail-on %s that it came with',
    (on) => {
      const args = ['diff', 'shop.yaml', 'admin', '--format', 'json'];
      const { code, stdout } = current.netpact([...args, '--fail-on', on]);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        verdict: 'undecided',
        undecided: [expect.stringMatching(/^AdminNetworkPolicy rule-all of policy\.networking\.k8s\.io was added/)],
      });
      expect(current.netpact(args).code).toBe(0);
      expect(current.netpact(['diff', 'admin', 'admin', '--fail-on', on]).code).toBe(0);
    },
  );

  it('leaves rules about reach without an answer, and fails at their severity', () => {
    const { code, stdout } = current.netpact(['audit', 'admin', '--format', 'json', '--fail-on', 'warning']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).undetermined).toContainEqual({
      rule: 'pod-not-isolated',
      resource: { kind: 'Deployment', namespace: 'shop', name: 'api' },
      reason: 'AdminNetworkPolicy rule-all may apply to it, and is not evaluated',
    });
    const raised = ['audit', 'admin', '--rule', 'pod-not-isolated', '--severity', 'pod-not-isolated=error'];
    expect(current.netpact([...raised.slice(0, 4)]).code).toBe(0);
    expect(current.netpact(raised).code).toBe(1);
    expect(current.netpact([...raised, '--format', 'junit']).stdout).toContain(
      '<failure message="could not tell: AdminNetworkPolicy rule-all may apply to it, and is not evaluated" type="error"/>',
    );
    const { runs } = JSON.parse(current.netpact(['audit', 'admin', '--format', 'sarif']).stdout);
    const texts = runs[0].invocations[0].toolExecutionNotifications.map(
      (each: { message: { text: string } }) => each.message.text,
    );
    expect(texts).toContain(
      'pod-not-isolated, Deployment shop/api: AdminNetworkPolicy rule-all may apply to it, and is not evaluated',
    );
  });
});

it('keeps an app that includes one from being written as proved', () => {
  const app = `import { denyAll, flow, include, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp();
const shop = namespace('shop', { baseline: denyAll({ dns: false }) });
const flows = [flow(shop.workload('web')).to(shop.workload('api', { ports: { http: 8080 } })).port('http')];
new FlowChart(app, 'shop', { namespaces: [shop], flows, includes: [include('admin/admin.yaml')] });
app.synth();
`;
  current.write('main.ts', app);
  current.install(['cdk8s', 'constructs']);
  const { code, stderr, stdout } = current.netpact(['synth', 'main.ts', '--no-typecheck']);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(
      /^error\[proof-undecided\]: .* the included AdminNetworkPolicy rule-all may apply to pods of shop/,
    ),
  ]);
  expect(stderr).toContain('admin/admin.yaml:3');
  expect(stdout).toBe('');
  expect(current.files()).not.toContain('dist/k8s/shop.k8s.yaml');
});

/** Without the escapes and line breaks that a format needs. */
function plain(text: string): string {
  return text
    .replaceAll('&#45;', '-')
    .replaceAll('\\', '')
    .replaceAll(/<[^>]*>|\s+/g, ' ');
}
