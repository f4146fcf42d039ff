import path from 'node:path';
import { type Scene, scene } from '../cli/run-netpact';
import { deployment, networkPolicy } from '../cli/shop-manifests';
import { corpus, describeCorpus } from '../corpus';
import { describeTool, type RealTool } from './real-tools';

const pods = `${deployment('shop/web')}---\n${deployment('shop/api')}`;
const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]');
const own = path.resolve(__dirname, '../../dist/k8s');

let current: Scene;
afterEach(() => current.remove());

/** What netpact answers of a folder, and of what the program makes of it by hand. */
function bothAnswers(tool: RealTool, folder: string, ...words: string[]) {
  const answer = (...of: string[]) =>
    JSON.parse(current.netpact(['connectivity', '--exposure', '--format', 'json', ...of]).stdout);
  current.write('by-hand.yaml', tool.run(current, ...words));
  return {
    read: JSON.parse(tool.netpact(current, 'connectivity', '--exposure', '--format', 'json', folder).stdout),
    byHand: answer('by-hand.yaml'),
  };
}

for (const [name, build] of [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
] as const)
  describeTool(name, (tool) => {
    it('makes of a list what netpact reads of it', () => {
      current = scene({
        'all/kustomization.yaml': 'resources: [../base, more.txt]\n',
        'all/more.txt': networkPolicy('shop/open', 'podSelector: {}, ingress: [{}]'),
        'all/unlisted.yaml': networkPolicy('shop/egress', 'podSelector: {}, egress: [{}]'),
        'base/kustomization.yaml': 'resources: [pods.yaml, deny.yaml]\n',
        'base/pods.yaml': pods,
        'base/deny.yaml': deny,
      });
      const { read, byHand } = bothAnswers(tool, 'all', build, 'all');
      expect(byHand.length).toBeGreaterThan(0);
      expect(read).toEqual(byHand);
    });

    it('makes of the output of netpact what netpact reads of it', () => {
      current = scene();
      const { read, byHand } = bothAnswers(tool, own, build, own);
      expect(byHand.length).toBeGreaterThan(100);
      expect(read).toEqual(byHand);
    });

    it('renders what an overlay patches away, with links between folders and a component', () => {
      current = scene({
        'base/kustomization.yaml': 'resources: [pods.yaml, deny.yaml]\n',
        'base/pods.yaml': pods,
        'base/deny.yaml': deny,
        'component/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: gone.yaml}]\n',
        'component/gone.yaml':
          '$patch: delete\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: shop}\n',
        'prod/kustomization.yaml':
          'resources: [../base]\ncomponents: [../component]\ntransformers: [label.yaml]\nconfigMapGenerator: [{name: c, files: [a=a.ini]}]\n',
        'prod/label.yaml':
          'apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n',
        'prod/a.ini': 'x',
      });
      const { read, byHand } = bothAnswers(tool, 'prod', build, 'prod');
      expect(read).toEqual(byHand);
      const { stdout } = tool.netpact(current, 'explain', 'shop/web', 'shop/api', '80', 'prod');
      expect(stdout).toMatch(new RegExp(`^prod is rendered with ${name} v[^\\n]*\\n\\nallowed`));
    });

    it('reads more than it seems to, where netpact refuses to guess', () => {
      current = scene({ 'a/kustomization.yaml': 'Resources: [a.yaml]\nNamespace: other\n', 'a/a.yaml': deny });
      expect(tool.run(current, build, 'a')).toContain('namespace: other');
      expect(tool.netpact(current, 'audit', 'a').code).toBe(2);
      const local = deny.replace(
        'metadata: {',
        'metadata: {annotations: {config.kubernetes.io/local-config: "true"}, ',
      );
      current.write('b/kustomization.yaml', 'resources: [a.yaml, b.yaml]\n');
      current.write('b/a.yaml', local);
      current.write('b/b.yaml', pods);
      expect(tool.run(current, build, 'b')).not.toContain('NetworkPolicy');
      expect(tool.netpact(current, 'explain', 'shop/web', 'shop/api', '80', 'b').stdout).toContain('\nallowed');
    });
  });

describeTool('helm', (tool) => {
  const chart = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'chart/values.yaml': 'deny: false\n',
    'chart/templates/pods.yaml': pods.replaceAll('namespace: shop', 'namespace: {{ .Release.Namespace }}'),
    'chart/templates/deny.yaml': `{{ if .Values.deny }}\n${deny}{{ end }}\n`,
    'chart/templates/tests/t.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\nspec: {containers: [{name: c}]}\n',
    'chart/crds/p.yaml': networkPolicy(
      'shop/from-crds',
      'podSelector: {matchLabels: {app: api}}, policyTypes: [Egress]',
    ),
    'prod.yaml': 'deny: true\n',
  };

  it('renders a chart as netpact has it rendered', () => {
    current = scene(chart);
    const words = [
      'template',
      'shop',
      'chart',
      '--namespace',
      'shop',
      '--include-crds',
      '--no-hooks',
      '--values',
      'prod.yaml',
    ];
    current.write('by-hand.yaml', tool.run(current, ...words));
    const options = ['connectivity', '--exposure', '--format', 'json', '-n', 'shop'];
    const read = tool.netpact(current, ...options, 'chart', '--values', 'prod.yaml');
    expect(JSON.parse(read.stdout)).toEqual(JSON.parse(current.netpact([...options, 'by-hand.yaml']).stdout));
    expect(read.stderr).toContain('hooks and tests are left out: Pod/t (test)');
    const verdict = (...values: string[]) =>
      tool
        .netpact(current, 'explain', 'shop/web', 'shop/api', '80', 'chart', '-n', 'shop', ...values)
        .stdout.split('\n')[2];
    expect([verdict(), verdict('--set', 'deny=true')]).toEqual([
      expect.stringMatching(/^allowed/),
      expect.stringMatching(/^denied/),
    ]);
  });

  it('lets a schema of values read nothing of this machine', () => {
    current = scene({ ...chart, 'secret.json': '{"properties": {"deny": {"enum": ["secret"]}}}' });
    const reference = JSON.stringify({ $ref: `file://${current.folder}/secret.json` });
    current.write('chart/values.schema.json', reference);
    expect(() => tool.run(current, 'template', 'shop', 'chart')).toThrow("must be 'secret'");
    const { code, stderr } = tool.netpact(current, 'connectivity', 'chart');
    expect([code, stderr]).toEqual([0, expect.stringContaining('which are held against no schema')]);
    expect(stderr).not.toContain('secret');
  });

  it('lets a chart read nothing of this machine', () => {
    const asked = [
      '.Files.Get "../../../../../../../../etc/passwd"',
      '.Files.Get "/etc/passwd"',
      'getHostByName "localhost"',
      '(lookup "v1" "Node" "" "").items',
    ];
    const annotations = asked.map((each, index) => `    x${index}: {{ ${each} | quote }}`).join('\n');
    const policy = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: x\n  annotations:\n${annotations}\nspec: {podSelector: {}}\n`;
    current = scene({ ...chart, 'chart/templates/x.yaml': policy });
    const { stdout } = tool.netpact(current, 'report', '--format', 'html', 'chart');
    expect(stdout).toContain('x0: \\"\\"\\n    x1: \\"\\"\\n    x2: \\"\\"\\n    x3:');
    expect(stdout).not.toMatch(/root:x|127\.0\.0\.1/);
  });
});

describeCorpus('public projects', () => {
  const at = (folder: string) => path.join(corpus, folder);
  beforeEach(() => {
    current = scene();
  });

  it('Flux: lists are read, and roots that use addresses are refused by name', () => {
    expect(current.netpact(['connectivity', at('flux2/manifests/policies')]).stdout).toContain(
      '0 workloads, 3 policies',
    );
    expect(current.netpact(['connectivity', at('flux2/manifests/rbac')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('error[nothing-to-judge]'),
    });
    const { code, stdout, stderr } = current.netpact(['connectivity', at('flux2/manifests')]);
    expect([code, stdout]).toEqual([2, '']);
    for (const root of ['install', 'openshift', 'test'])
      expect(stderr).toContain(`flux2/manifests/${root}  (cannot be rendered here`);
    expect(current.netpact(['connectivity', at('flux2/manifests'), '--each']).stderr).toContain(
      'which would have to be fetched',
    );
  });

  describeTool('helm', (tool) => {
    it('Longhorn: policies are off by default, and that is an assumption', () => {
      const explain = (...more: string[]) =>
        tool.netpact(current, 'connectivity', at('longhorn-chart/chart'), '-n', 'longhorn-system', ...more);
      const byDefault = explain('--strict');
      expect([byDefault.code, byDefault.stderr]).toEqual([1, expect.stringContaining('assumed[default-values]')]);
      expect(explain('--set', 'networkPolicies.enabled=true', '--strict').stderr).not.toContain(
        'assumed[default-values]',
      );
    });
  });
});
