import { execFileSync } from 'node:child_process';
import { type Scene, scene } from './run-netpact';

const policy = (name: string, rest = 'ingress: []') =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: {podSelector: {}, ${rest}}\n`;
const broken = 'a: [\n';

let current: Scene;
afterEach(() => current.remove());

const netpact = (...args: readonly string[]) => current.netpact(args);

describe('a repository', () => {
  it('is read as it is; what nobody could read is said in every output, and --strict does not pass', () => {
    current = scene({ 'k8s/deny.yaml': policy('deny'), '.travis.yml': broken, 'values.yaml': 'a: 1\n' });
    for (const args of [
      ['audit', '.'],
      ['connectivity', '.'],
      ['report', '.', '--format', 'text'],
      ['diff', 'k8s', '.'],
      ['explain', 'shop/[a=b]', 'shop/[a=c]', '.'],
    ]) {
      const run = netpact(...args);
      expect({ args, ...run }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('assumed[not-read]: 1 file cannot be read'),
        stderr: expect.stringMatching(
          /2 files are no Kubernetes objects[^\n]*: \.travis\.yml and values\.yaml\n(?:.*\n)*assumed\[not-read\]/,
        ),
      });
      expect(netpact(...args, '--strict').code).toBe(1);
    }
    expect(JSON.parse(netpact('audit', '.', '--format', 'json').stdout).assumptions).toEqual([
      { kind: 'not-read', message: expect.stringContaining('.travis.yml') },
    ]);
    // A file that was read, and says nothing of Kubernetes, leaves nothing open.
    expect(netpact('audit', '.', '--exclude', '.travis.yml', '--strict').code).toBe(0);
  });

  it('has a line for each file only where it is asked for', () => {
    const others = Array.from({ length: 40 }, (_, index) => [`other/${index}.yaml`, 'a: 1\n'] as const);
    current = scene({ 'deny.yaml': policy('deny'), ...Object.fromEntries(others) });
    const { stderr } = netpact('audit', '.');
    expect(stderr).toContain(
      '40 files are no Kubernetes objects (no kind and apiVersion) and are left out: other/0.yaml, other/1.yaml, other/10.yaml and 37 more\n',
    );
    expect(stderr.split('\n').length).toBeLessThan(8);
    const whole = netpact('audit', '.', '--verbose').stderr;
    for (const [file] of others) expect(whole).toContain(`note: ${file}\n`);
  });

  it('has at most twenty lines for a cause, and counts the rest', () => {
    const files = Array.from({ length: 30 }, (_, index) => [`m/${index}.yaml`, `kind: [\n`] as const);
    current = scene({ ...Object.fromEntries(files), 'm/twice.yaml': `${policy('a')}---\n${policy('a')}` });
    const { stderr, code } = netpact('connectivity', 'm');
    expect(code).toBe(2);
    const [errors = '', ...others] = stderr.split(/\n\n(?=info|\d+ errors)/);
    expect(errors.split('\n').length).toBeLessThanOrEqual(20);
    expect(errors).toMatch(/\.\.\. and \d+ more error\[yaml-syntax\] of 30: --verbose shows all$/);
    expect(others.join('\n\n')).toContain('info[duplicate-policy]');
    expect(others.at(-1)).toBe('30 errors, 1 note\n');
    const whole = netpact('connectivity', 'm', '--verbose').stderr;
    expect(whole.match(/error\[yaml-syntax\]/g)).toHaveLength(30);
  });

  it.each([
    ['!keep.yaml', 'would take something back'],
    ['', 'is empty'],
  ])('--exclude %j is refused', (pattern, why) => {
    current = scene({ 'deny.yaml': policy('deny') });
    const run = netpact('audit', '.', '--exclude', pattern);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
  });
});

describe('a pipe that is named', () => {
  it('is read, as of a shell that puts the output of a command in the place of a file', () => {
    current = scene({ 'deny.yaml': policy('deny') });
    const run = current.bash('$netpact audit <(cat deny.yaml) --format json');
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(current.bash('$netpact diff <(cat deny.yaml) deny.yaml').stdout).toContain('equal');
  });
});

describe('an input without a policy and without a workload', () => {
  const services =
    'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
  it.each([
    [['audit', 'm']],
    [['audit', 'm', '--format', 'sarif']],
    [['audit', 'm', '--summary']],
    [['audit', 'm', '--from-outside']],
    [['connectivity', 'm']],
    [['connectivity', 'm', '--exposure', '--format', 'json']],
    [['explain', 'shop/[a=b]', '192.0.2.1', 'm']],
    [['report', 'm']],
    [['report', 'm', 'n']],
    [['diff', 'm', 'n', '--fail-on', 'any']],
  ])('%j says so on the first line, and exits 2', (args) => {
    current = scene({ 'm/a.yaml': services, 'm/b.yaml': 'a: 1\n', 'n/a.yaml': services });
    const { stdout, stderr, code } = netpact(...args);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toMatch(
      /^error\[nothing-to-judge\]: no NetworkPolicy and no workload was read, only \d Namespaces?, \d Services? and \d ConfigMaps?: /,
    );
  });

  it('is one where only policies of other projects are', () => {
    current = scene({
      'm/a.yaml': 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c}\nspec: {}\n',
    });
    for (const command of ['audit', 'connectivity'])
      expect(netpact(command, 'm')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^error\[nothing-to-judge\]/),
      });
  });

  it('may be one side of a diff', () => {
    current = scene({ 'm/a.yaml': services, 'n/a.yaml': policy('deny') });
    expect(netpact('diff', 'm', 'n').code).toBe(0);
  });
});

it.each([
  ['report', 'deny.yaml', '-o', '/proc/x/y'],
  ['audit', 'deny.yaml', '--write-baseline', '/proc/x'],
  ['synth', 'main.ts', '-o', '/proc/x/y'],
  ['synth', 'main.ts', '-o', '/proc'],
  ['init', '/proc/x/y'],
])('%s %s %s %s is refused, where no file can be', (...args) => {
  current = scene({ 'deny.yaml': policy('deny'), 'main.ts': app });
  current.install(['cdk8s', 'constructs']);
  const { code, stderr } = netpact(...args);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^error\[[a-z-]+\]: .*(?:cannot be written|lies where the kernel)/m),
  });
});

const app = `import { denyAll, namespace } from 'netpact';
import { FlowChart, PolicyApp } from 'netpact/cdk8s';
const app = new PolicyApp();
new FlowChart(app, 'shop', { namespaces: [namespace('shop', { baseline: denyAll() })], flows: [] });
app.synth();
`;

describe('a revision', () => {
  const git = (...args: readonly string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...args],
      { cwd: current.folder },
    );

  it('is read as a folder is', () => {
    current = scene({
      'k8s/deny.yaml': policy('deny'),
      'k8s/go.mod': '',
      'k8s/vendor/a.yaml': policy('vendored'),
      'k8s/node_modules/a.yaml': policy('packaged'),
      'k8s/test/a.yaml': policy('tested'),
      'k8s/.travis.yml': broken,
      'k8s/values.yaml': 'a: 1\n',
      'other/vendor/a.yaml': policy('own'),
    });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'a');
    const saidOf = (...args: readonly string[]) =>
      new Set(
        netpact('diff', ...args)
          .stderr.replaceAll('HEAD:', '')
          .replace(/^.* notes$/m, '')
          .split('\n'),
      );
    expect(saidOf('HEAD', 'HEAD', '--', 'k8s')).toEqual(saidOf('HEAD', '.', '--', 'k8s'));
    const said = netpact('diff', 'HEAD', 'HEAD', '--exclude', 'test', '--', 'k8s').stderr;
    expect(said).toContain(
      "2 folders are left out, because they hold no manifests of one's own: HEAD:k8s/node_modules and HEAD:k8s/vendor",
    );
    expect(said).toContain('1 file or folder is left out by --exclude: HEAD:k8s/test');
    expect(said).toContain('assumed[not-read]: 1 file cannot be read');
    const named = netpact('diff', 'HEAD', 'HEAD', '--', 'k8s/vendor', 'k8s/node_modules', 'other');
    expect(named).toMatchObject({ code: 0, stderr: '' });
  });
});
