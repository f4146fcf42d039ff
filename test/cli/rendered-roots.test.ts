import fs from 'node:fs';
import path from 'node:path';
import { gitHistory } from '../git-history';
import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy } from './shop-manifests';
import { type StubTool, stubTool } from './stub-tool';

const services = `${deployment('prod/web')}---\n${deployment('prod/api')}`;
const deny = networkPolicy('prod/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]');
const overlay = {
  'base/kustomization.yaml': 'resources: [pods.yaml]\n',
  'base/pods.yaml': deployment('prod/web'),
  'prod/kustomization.yaml': 'resources: [../base]\nnamespace: prod\n',
};
const chart = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/templates/a.yaml': 'x: {{ .Values.x }}\n',
  'chart/values.yaml': 'x: 1\n',
  // The chart is a work tree of its own; its history may hold a token.
  'chart/.git/config': 'token',
};
/** What helm template prints, recorded. */
const release = `---
# Source: shop/templates/deny.yaml
${deny}---
# Source: shop/templates/pods.yaml
${services}---
# Source: shop/templates/migrate.yaml
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations:
    "helm.sh/hook": pre-upgrade
`;

let current: Scene;
const tools: StubTool[] = [];
afterEach(() => {
  current.remove();
  for (const tool of tools.splice(0)) tool.remove();
});

function stub(...args: Parameters<typeof stubTool>): StubTool {
  const tool = stubTool(...args);
  tools.push(tool);
  return tool;
}

/** Runs with nothing but the stubs on the PATH, and Git where it is asked for. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const folders = tools.map(({ folder }) => folder);
  return current.netpact(args, { PATH: folders.join(path.delimiter), ...env });
}

describe('a kustomization that changes what it lists', () => {
  it('is rendered by kustomize, or by kubectl, from a copy of its files, and its objects keep a place', () => {
    current = scene(overlay);
    const kubectl = stub('kubectl', { output: `${services}---\n${deny}` });
    const first = run(['explain', 'prod/web', 'prod/api', '80', 'prod']);
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('info[root-rendered]: prod is rendered with kubectl v1.34.0 (kustomize v5.7.1)'),
    });
    expect(first.stdout).toMatch(/^prod is rendered with kubectl[^\n]*\n\ndenied: /);
    expect(first.stdout).toContain('(prod#NetworkPolicy/prod/deny:');
    expect(kubectl.words()?.[0]).toBe('kustomize');
    expect(kubectl.files()).toEqual(['kustomization.yaml']);
    const kustomize = stub('kustomize', { output: services });
    expect(run(['explain', 'prod/web', 'prod/api', '80', 'prod']).stdout).toMatch(
      /rendered with kustomize v5.7.1\n\nallowed/,
    );
    expect(kustomize.words()).toEqual(['build', expect.stringMatching(/^\/.*\/tree\/prod$/)]);
    expect(fs.existsSync(kustomize.words()?.[1] ?? '')).toBe(false);
  });

  it('is given nothing of the environment', () => {
    current = scene(overlay);
    const tool = stub('kustomize', { output: services });
    run(['connectivity', 'prod'], {
      KUBECONFIG: '/k',
      HELM_PLUGINS: '/p',
      KUSTOMIZE_PLUGIN_HOME: '/p',
      AWS_TOKEN: 'x',
      HTTPS_PROXY: 'http://real',
    });
    const environment = tool.environment();
    for (const name of ['KUBECONFIG', 'KUSTOMIZE_PLUGIN_HOME', 'AWS_TOKEN'])
      expect(environment).not.toHaveProperty(name);
    const { HOME, PATH, HELM_PLUGINS, HTTPS_PROXY } = environment;
    expect(HOME).toMatch(/\/empty$/);
    expect([PATH, HELM_PLUGINS, HTTPS_PROXY]).toEqual([HOME, HOME, 'http://127.0.0.1:9']);
  });

  it('is not rendered by a program of the checkout, however it comes onto the PATH', () => {
    current = scene({ ...overlay, 'node_modules/.bin/keep': '', 'elsewhere/keep': '' });
    gitHistory(current.folder).commit();
    const inside = stubTool('kustomize', { output: services }, path.join(current.folder, 'node_modules/.bin'));
    const outside = stub('none', {});
    fs.symlinkSync(path.join(inside.folder, 'kustomize'), path.join(outside.folder, 'kustomize'));
    const searched = [inside.folder, 'node_modules/.bin', '', outside.folder].join(path.delimiter);
    const { code, stdout, stderr } = run(['audit', 'prod', '--fail-on', 'never'], { PATH: searched });
    expect([code, stdout, inside.words()]).toEqual([2, '', undefined]);
    expect(stderr).toContain(
      'neither kustomize nor kubectl is on the PATH (folders inside the checkout are passed by)',
    );
    expect(stderr).toContain('render it: kustomize build prod | netpact audit - --fail-on never');
  });

  it('keeps what would be a hook in a chart', () => {
    current = scene(overlay);
    const open = networkPolicy('prod/open', 'podSelector: {}, ingress: [{}]').replace(
      'metadata: {',
      'metadata: {annotations: {helm.sh/hook: post-install}, ',
    );
    stub('kustomize', { output: `${services}---\n${deny}---\n${open}` });
    const { stdout, stderr } = run(['read', 'prod']);
    expect(stdout).toContain('name: open');
    expect(stderr).not.toContain('hook');
  });

  it('whose tool fails is refused, with what the tool says and no path of the copy', () => {
    current = scene(overlay);
    const failure = 'Error: no matches for Id \u001b[31mx; failed to find\n';
    stub('kustomize', { failure });
    const { code, stdout, stderr } = run(['connectivity', 'prod']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('error[render-failed]: prod cannot be rendered: kustomize fails');
    expect(stderr).toContain('Error: no matches for Id \\u001b[31mx');
    expect(stderr).not.toContain('/tree/');
  });

  it.each(['connectivity', 'audit', 'report'])('below PATH stops netpact %s', (command) => {
    current = scene({ ...overlay, 'loose.yaml': services });
    const tool = stub('kustomize', { output: services });
    const { code, stdout, stderr } = run([command, '.']);
    expect([code, stdout, tool.words()]).toEqual([2, '', undefined]);
    expect(stderr).toContain(`= help: all, one after the other: netpact ${command} . --each`);
    expect(stderr).toContain(`= help: netpact ${command} prod  (has namespace)`);
  });
});

describe('a Helm chart', () => {
  const helm = () => stub('helm', { output: release });

  it('is rendered with its default values, which is an assumption, without its hooks', () => {
    current = scene(chart);
    const tool = helm();
    const { code, stdout, stderr } = run(['connectivity', 'chart', '-n', 'prod']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^chart is rendered with helm v3.19.0\+g1 and its default values\n\n2 workloads in 1 namespace, 1 policy\n/,
    );
    expect(stderr).toContain('chart: hooks and tests are left out: Job/migrate (pre-upgrade)');
    expect(stderr).toContain('assumed[default-values]: chart is rendered with its default values');
    expect(tool.words()).toEqual([
      'template',
      'shop',
      expect.stringMatching(/\/tree$/),
      '--namespace',
      'prod',
      '--include-crds',
    ]);
    expect(tool.files()).toEqual(['Chart.yaml', 'templates/a.yaml', 'values.yaml']);
    expect(run(['connectivity', 'chart', '--strict']).code).toBe(1);
    const json = JSON.parse(run(['explain', 'prod/web', 'prod/api', 'chart', '--format', 'json']).stdout);
    expect(json.assumptions).toMatchObject([{ kind: 'default-values' }]);
  });

  it('is rendered with the values that are given, which are no assumption, and no secret is repeated', () => {
    current = scene({ ...chart, 'prod.yaml': 'x: 2\n' });
    const tool = helm();
    const set = ['--set', 'a.enabled=true', '--set', 'a.password=hunter2'];
    const { code, stdout } = run([
      'connectivity',
      'chart',
      '--values',
      'prod.yaml',
      ...set,
      '--release',
      'blue',
      '--strict',
    ]);
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      'chart is rendered with helm v3.19.0+g1 and values of prod.yaml, --set a.enabled=true, --set a.password=…',
    ]);
    const [, release_, , , , , , values] = tool.words() ?? [];
    expect([release_, values?.endsWith('/beside/1.yaml')]).toEqual(['blue', true]);
    expect(tool.words()?.slice(8)).toEqual(set);
  });

  it('that brings policies as hooks is not known whole', () => {
    current = scene(chart);
    stub('helm', {
      output: `${services}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: h, annotations: {helm.sh/hook: post-install}}\nspec: {podSelector: {}}\n`,
    });
    const { stderr } = run(['connectivity', 'chart', '--set', 'a=1']);
    expect(stderr).toContain(
      'assumed[hooks]: policies that chart brings as hooks are taken for gone: NetworkPolicy/h (post-install)',
    );
  });

  it('leaves open what the policies among its hooks may open', () => {
    current = scene({ ...chart, 'old.yaml': `${services}---\n${deny}` });
    const hook = networkPolicy('prod/open', 'podSelector: {}, ingress: [{}], egress: [{}]').replace(
      'metadata: {',
      'metadata: {annotations: {helm.sh/hook: post-install}, ',
    );
    stub('helm', { output: `${services}---\n${deny}---\n${hook}` });
    const { code, stdout } = run(['diff', '--fail-on', 'any', 'old.yaml', 'chart']);
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('undecided: NetworkPolicy prod/open of helm.sh/hook was added'),
    ]);
    expect(run(['explain', 'prod/web', 'prod/api', '80', 'chart']).stdout).toContain('\nundetermined');
  });

  it.each([
    ['{"$ref": "file:///etc/passwd"}', true],
    ['{"properties": {"x": {"allOf": [{"$ref": "http://127.0.0.1/x"}]}}}', true],
    ['{"$schema": "http://127.0.0.1/x"}', true],
    ['{', true],
    ['{"$schema": "https://json-schema.org/draft-07/schema#", "properties": {"$ref": {"$ref": "#/x"}}}', false],
  ])('is held against no schema that leads elsewhere: %s', (schema, isSkipped) => {
    current = scene({ ...chart, 'chart/charts/part/values.schema.json': schema });
    const tool = stub('helm', { output: release });
    const { stderr } = run(['connectivity', 'chart']);
    expect(tool.words()?.includes('--skip-schema-validation')).toBe(isSkipped);
    expect(stderr.includes('which are held against no schema')).toBe(isSkipped);
  });

  it.each([
    [['--values', 'missing.yaml'], '--values missing.yaml cannot be found in the repository'],
    [
      ['--values', 'https://example.org/v.yaml'],
      '--values https://example.org/v.yaml cannot be found in the repository',
    ],
    [['--values', 'linked.yaml'], '--values linked.yaml would lead through a link out of the repository'],
    [['--release', '--post-renderer=x'], '--release --post-renderer=x is no name of a release'],
    [['--set', 'x'], '--set x sets nothing'],
  ])('is refused with %j', (options, message) => {
    current = scene(chart);
    gitHistory(current.folder);
    const tool = helm();
    fs.symlinkSync(path.join(tool.folder, 'output'), path.join(current.folder, 'linked.yaml'));
    const { code, stderr } = run(['connectivity', 'chart', ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(tool.words()).toBeUndefined();
  });

  it('is what --values is for', () => {
    current = scene({ 'm.yaml': services });
    expect(run(['connectivity', 'm.yaml', '--set', 'a=1'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--set is for Helm charts, and no chart was read'),
    });
  });
});

describe('--each', () => {
  it('computes every root, and the files of none, under headings; the exit code is the worst', () => {
    current = scene({
      ...overlay,
      'loose.yaml': services,
      'broken/kustomization.yaml': 'resources: [https://example.org/x]\n',
    });
    stub('kustomize', { output: `${services}---\n${deny}` });
    const text = run(['connectivity', '.', '--each']);
    expect(text.code).toBe(2);
    expect(text.stdout.split('\n').filter((line) => line.startsWith('==='))).toEqual([
      '=== broken',
      '=== prod',
      '=== .',
    ]);
    expect(text.stdout).toContain('=== broken\nnothing is computed\n');
    expect(text.stderr).toContain('kustomize build broken | netpact connectivity -');
    const json = JSON.parse(run(['connectivity', '.', '--each', '--format', 'json']).stdout);
    expect(json.roots.map(({ root, exitCode }: { root: string; exitCode: number }) => [root, exitCode])).toEqual([
      ['broken', 2],
      ['prod', 0],
      ['.', 0],
    ]);
    expect(json.roots[1].rows).toEqual([]);
    const audit = JSON.parse(run(['audit', '.', '--each', '--format', 'json']).stdout);
    expect(audit.roots[1]).toMatchObject({ root: 'prod', schemaVersion: 1 });
    expect(run(['report', '.', '--each', '--format', 'md']).stdout).toContain('# prod\n');
    expect(run(['connectivity', '.', '--each', '--format', 'csv'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('netpact diff', () => {
  const git = process.env.PATH ?? '';
  const compare = (...args: string[]) =>
    run(['diff', ...args], { PATH: [...tools.map(({ folder }) => folder), git].join(path.delimiter) });

  it('renders each revision from its own files, links and filters left alone', () => {
    current = scene({ ...overlay, '.gitattributes': '* filter=evil\n' });
    const history = gitHistory(current.folder);
    history.git('config', 'filter.evil.smudge', 'touch smudged; cat');
    history.git('config', 'filter.evil.clean', 'cat');
    history.commit();
    current.write('prod/kustomization.yaml', 'resources: [../base]\nnamespace: prod\nnamePrefix: x-\n');
    history.commit();
    const tool = stub('kustomize', { output: services });
    const { code, stdout } = compare('HEAD~1', 'HEAD', '--', 'prod');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^HEAD~1:prod is rendered with kustomize v5.7.1\nHEAD:prod is rendered with kustomize v5.7.1\n\nequal/,
    );
    expect(compare('HEAD~1', 'HEAD', '--format', 'md', '--', 'prod').stdout).toMatch(
      /^\*\*equal\*\*: .*\n\n> HEAD\\~1:prod is rendered with kustomize v5.7.1\n\n> HEAD:prod is rendered with kustomize v5.7.1\n/,
    );
    expect(tool.files()).toEqual(['kustomization.yaml']);
    expect(current.files()).not.toContain('smudged');
    expect(compare('HEAD~1', 'HEAD')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining("netpact diff 'HEAD~1' HEAD -- prod  (has namespace and namePrefix)"),
    });
  });

  it('compares each root with itself, also where one side alone has it', () => {
    current = scene(overlay);
    const history = gitHistory(current.folder);
    history.commit();
    current.write('dev/kustomization.yaml', 'resources: [../base]\nnamespace: dev\n');
    history.commit();
    stub('kustomize', { output: `${services}---\n${deny}` });
    const { code, stdout } = compare('HEAD~1...HEAD', '--each');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^=== prod\n/);
    expect(stdout).toMatch(/=== dev\nHEAD:dev is rendered/);
    const { roots } = JSON.parse(compare('HEAD~1', 'HEAD', '--each', '--format', 'json').stdout);
    expect(roots.map(({ root, verdict }: { root: string; verdict: string }) => [root, verdict])).toEqual([
      ['prod', 'equal'],
      ['dev', expect.any(String)],
    ]);
  });

  it('follows no link of a revision, and says so', () => {
    current = scene({
      'a/kustomization.yaml': 'resources: [../linked]\nnamespace: x\n',
      'base/kustomization.yaml': 'resources: [b.yaml]\n',
      'base/b.yaml': services,
    });
    fs.symlinkSync('base', path.join(current.folder, 'linked'));
    const history = gitHistory(current.folder);
    history.commit();
    const { code, stderr } = compare('HEAD', '.', '--', 'a');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'HEAD:a/kustomization.yaml names ../linked (resources[0]), which cannot be found in the repository',
    );
    expect(stderr).toContain(
      'links, submodules and files of Git LFS are not followed in a revision; HEAD holds linked',
    );
  });

  it('does not take a folder for empty whose kustomization lists nothing but what lies elsewhere', () => {
    current = scene({ 'prod/kustomization.yaml': 'resources: [../base/m.yaml]\n', 'base/m.yaml': services });
    gitHistory(current.folder).commit();
    expect(compare('HEAD', '.', '--', 'prod')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^equal/),
      stderr: '',
    });
    current.write('old/prod/kustomization.yaml', 'resources: [../../base/m.yaml]\n');
    expect(compare('old', '.', '--', 'prod')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^equal/),
      stderr: '',
    });
  });

  it('takes the values that each revision has', () => {
    current = scene({ ...chart, 'prod.yaml': 'x: old\n' });
    fs.rmSync(path.join(current.folder, 'chart/.git'), { recursive: true });
    const history = gitHistory(current.folder);
    history.commit();
    fs.rmSync(path.join(current.folder, 'prod.yaml'));
    history.commit();
    stub('helm', { output: release });
    expect(compare('HEAD', 'HEAD~1', '--values', 'prod.yaml', '--', 'chart')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--values prod.yaml cannot be found in the repository at HEAD'),
    });
    expect(compare('HEAD~1', 'HEAD~1', '--values', 'prod.yaml', '--', 'chart').code).toBe(0);
  });
});
