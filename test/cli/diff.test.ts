import { execFileSync } from 'node:child_process';
import { type Scene, scene } from './run-netpact';
import { deployment, networkPolicy } from './shop-manifests';

const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress, Egress]');
const allow = networkPolicy(
  'shop/allow-api',
  'podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]',
);
const allowEgress = networkPolicy(
  'shop/allow-api-egress',
  'podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 80}]}]',
);
const open = networkPolicy('shop/open', 'podSelector: {}, policyTypes: [Ingress], ingress: [{}]');
const services = `${deployment('shop/web')}---\n${deployment('shop/api')}---\n`;
const both = (...documents: string[]) => documents.join('---\n');

let current: Scene;
beforeEach(() => {
  current = scene({ 'old/m.yaml': `${services}${deny}`, 'new/m.yaml': `${services}${both(deny, open)}` });
});
afterEach(() => current.remove());

const run = (...args: string[]) => current.netpact(['diff', ...args]);
const json = (...args: string[]) => JSON.parse(run('--format', 'json', ...args).stdout);

describe('netpact diff', () => {
  it('prints the contract', () => {
    const {
      opened,
      closed,
      changed,
      newlyIsolated,
      noLongerIsolated,
      added,
      removed,
      unmatched,
      verdict,
      schemaVersion,
    } = json('old', 'new');
    expect([schemaVersion, verdict, closed, changed, newlyIsolated, noLongerIsolated, added, removed]).toEqual([
      1,
      'widened',
      ...Array(6).fill([]),
    ]);
    expect(opened).toContainEqual({
      src: '0.0.0.0-255.255.255.255',
      dst: 'shop/api[Deployment]',
      conn: 'All Connections',
    });
    expect(unmatched.opened).toContainEqual({ src: '[*]/[*]', dst: 'shop/web[Deployment]', conn: 'All Connections' });
    expect(Object.keys(unmatched)).toEqual(['opened', 'closed', 'changed', 'more']);
  });

  it('writes text with the lines that make the change', () => {
    const { stdout, code, stderr } = run('old', 'new');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^widened: 2 opened, 0 closed, 0 changed\n/);
    expect(stdout).toContain('added shop/open spec.ingress[0] (new/m.yaml:7)');
  });

  it('writes csv, dot and mermaid', () => {
    expect(run('old', 'new', '--format', 'csv').stdout).toContain(
      'opened,[*]/[*],shop/api[Deployment],No Connections,All Connections\n',
    );
    expect(run('old', 'new', '--format', 'dot').stdout).toMatch(/^digraph netpact \{.*color="#1a7f37".*\}\n$/s);
    expect(run('old', 'new', '--format', 'mermaid').stdout).toMatch(/^flowchart LR\n.*linkStyle 0 stroke:#1a7f37/s);
  });

  it('reads the standard input: kustomize build … | netpact diff dist/k8s -', () => {
    const result = current.netpact(['diff', 'old', '-'], {}, { input: `${services}${deny}` });
    expect([result.code, result.stdout]).toEqual([0, 'equal: 0 opened, 0 closed, 0 changed\n']);
  });

  it('takes -n for objects that name no namespace', () => {
    current.write('old/m.yaml', deny.replace(', namespace: shop', ''));
    current.write('new/m.yaml', deny);
    expect(json('old', 'new', '-n', 'shop').verdict).toBe('equal');
    expect(json('old', 'new').verdict).toBe('mixed');
  });

  it('names what netpact would take over', () => {
    const labels = (owner: string) =>
      deny.replace('namespace: shop', `namespace: shop, labels: {app.kubernetes.io/managed-by: ${owner}}`);
    current.write('old/m.yaml', labels('Helm'));
    current.write('new/m.yaml', labels('netpact'));
    const { stdout, stderr } = run('old', 'new');
    expect(stdout).toContain('shop/deny (managed by Helm)');
    expect(stderr).toBe('warning: shop/deny would be taken over: OLD holds it as managed by Helm\n');
  });

  it.each([
    [[], 0],
    [['--fail-on', 'widened'], 1],
    [['--fail-on', 'newly-isolated'], 0],
    [['--fail-on', 'newly-isolated', '--fail-on', 'any'], 1],
    [['--fail-on', 'exposed'], 0],
    [['--fail-on', 'everything'], 2],
  ])('exits as %j asks', (options, code) => {
    expect(run('old', 'new', ...options).code).toBe(code);
  });

  it('takes a new service for no widening, and says where it is exposed', () => {
    current.write('old/m.yaml', both(deployment('shop/web'), deny, open));
    current.write('new/m.yaml', both(services, deny, open).replace('---\n---\n', '---\n'));
    expect(json('old', 'new')).toMatchObject({ verdict: 'equal', exposed: ['shop/api[Deployment]'] });
    expect(run('old', 'new', '--fail-on', 'widened').code).toBe(0);
    expect(run('old', 'new', '--fail-on', 'exposed').code).toBe(1);
  });
});

describe('netpact diff --format md', () => {
  const md = () => run('old', 'new', '--format', 'md').stdout;

  it('begins with the verdict and the counts, and folds within twelve lines after one flow', () => {
    current.write('new/m.yaml', `${services}${both(deny, allow, allowEgress)}`);
    const lines = md().split('\n');
    expect(lines[0]).toBe('**widened**: 1 opened, 0 closed, 0 changed');
    expect(lines.findIndex((line) => line.startsWith('<details>'))).toBeLessThanOrEqual(12);
  });

  it('is never longer than a comment may be, and says what it left out', () => {
    const spaces = Array.from({ length: 700 }, (_, index) => `team-with-a-rather-long-name-${index}`);
    const policies = (port: (index: number) => number) =>
      both(
        ...spaces.map((name, index) =>
          networkPolicy(
            `${name}/allow`,
            `podSelector: {matchLabels: {app: a${index}}}, ingress: [{ports: [{port: ${port(index)}}]}]`,
          ),
        ),
      );
    current.write(
      'old/m.yaml',
      policies(() => 1),
    );
    current.write(
      'new/m.yaml',
      policies((index) => index + 2),
    );
    const text = md();
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/_\d+ lines are left out/);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
  });

  it('shows names from manifests as text', () => {
    const name = '"<img src=x>|`[a](b)"';
    current.write('new/m.yaml', `${services}${deny.replace('name: deny', `name: ${name}`)}`);
    expect(run('old', 'new', '--format', 'md').stdout).not.toContain('<img');
  });
});

describe('netpact diff of Git revisions', () => {
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args],
      { cwd: current.folder, encoding: 'utf8' },
    );
  const commit = () => {
    git('add', '-A');
    git('commit', '-qm', 'x');
  };
  beforeEach(() => {
    git('init', '-q', '-b', 'main');
    current.write('k8s/m.yaml', `${services}${deny}`);
    current.write('README.md', 'x');
    commit();
    current.write('k8s/m.yaml', `${services}${both(deny, open)}`);
    commit();
  });

  it('reads both, and names files as Git does', () => {
    const { code, stdout } = run('HEAD~1', 'main', '--', 'k8s');
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'widened: 2 opened, 0 closed, 0 changed']);
    expect(stdout).toContain('(main:k8s/m.yaml:7)');
  });

  it('reads paths from the folder that it runs in', () => {
    const result = current.netpact(['diff', 'HEAD~1', 'HEAD', '--', 'm.yaml'], {}, { below: 'k8s' });
    expect(result.stdout).toMatch(/^widened/);
  });

  it('compares a revision with the folder as it is, and leaves the work tree alone', () => {
    current.write('k8s/m.yaml', `${services}${both(deny, allow)}`);
    const before = git('status', '--porcelain');
    expect(json('HEAD~1', '.', '--', 'k8s').policies.added).toEqual(['shop/allow-api']);
    expect(git('status', '--porcelain')).toBe(before);
  });

  it('refuses a revision that does not exist', () => {
    const { code, stdout, stderr } = run('HEAD~9', 'HEAD', '--', 'k8s');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('error[revision-unknown]: HEAD~9 is no file or folder, and no revision that Git knows');
  });

  it('says that a clone is shallow where the revision is beyond it', () => {
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${current.folder}`, 'clone'], { cwd: current.folder });
    const result = current.netpact(['diff', 'HEAD~1', 'HEAD'], {}, { below: 'clone' });
    expect([result.code, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toContain('which is shallow');
    expect(result.stderr).toContain('git fetch --unshallow');
  });

  it('refuses a folder that one side does not have', () => {
    current.write('more/m.yaml', deny);
    commit();
    const { code, stderr } = run('HEAD~1', 'HEAD', '--', 'more');
    expect(code).toBe(2);
    expect(stderr).toContain('error[revision-path-missing]: more does not exist in HEAD~1');
  });

  it('refuses what it cannot read whole: a link to a manifest, a file in LFS', () => {
    execFileSync('ln', ['-s', 'm.yaml', 'k8s/link.yaml'], { cwd: current.folder });
    commit();
    expect(run('HEAD~1', 'HEAD', '--', 'k8s').stderr).toContain('HEAD:k8s/link.yaml is a symbolic link');
    execFileSync('rm', ['k8s/link.yaml'], { cwd: current.folder });
    current.write('k8s/big.yaml', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n');
    commit();
    const { code, stderr } = run('HEAD', 'HEAD', '--', 'k8s');
    expect([code, stderr.includes('kept by Git LFS')]).toEqual([2, true]);
  });

  it('is not misled by a revision that looks like an option', () => {
    expect(run('--', '--output=x', 'HEAD', 'k8s').code).toBe(2);
    expect(current.files()).not.toContain('x');
  });
});

describe('netpact diff with a side that cannot be read', () => {
  it.each([
    ['is no YAML', 'kind: [', 'new/m.yaml'],
    [
      'holds a policy that the API server refuses',
      networkPolicy('shop/bad', 'podSelector: {}, policyTypes: [Sideways]'),
      'Sideways',
    ],
    ['holds nothing', '# nothing\n', 'no-kubernetes-object'],
  ])('computes nothing where it %s', (_, text, expected) => {
    current.write('new/m.yaml', text);
    const { code, stdout, stderr } = run('old', 'new');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(expected);
  });

  it('says of a folder outside any repository that it does not exist', () => {
    const { code, stderr } = run('old', 'newer');
    expect(code).toBe(2);
    expect(stderr).toContain('newer is no file or folder');
  });

  it('reads the standard input once', () => {
    expect(run('-', '-').code).toBe(2);
  });
});
