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

describe('netpact diff with a side that cannot be read', () => {
  it.each([
    ['is no YAML', 'kind: [', 'new/m.yaml'],
    [
      'holds a policy that the API server refuses',
      networkPolicy('shop/bad', 'podSelector: {}, policyTypes: [Sideways]'),
      'Sideways',
    ],
  ])('computes nothing where it %s', (_, text, expected) => {
    current.write('new/m.yaml', text);
    const { code, stdout, stderr } = run('old', 'new');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(expected);
  });

  it('takes a folder without manifests for empty where the other side holds some, and says so; a file is refused', () => {
    current.write('old/m.yaml', '# nothing\n');
    current.write('new/m.yaml', both(deny));
    const { code, stdout, stderr } = run('old', 'new');
    expect([code, stdout.split('\n').slice(0, 2)]).toEqual([
      0,
      [expect.stringMatching(/^narrowed: /), 'the files in old hold no Kubernetes object: it is compared as empty'],
    ]);
    expect(stderr).toContain('info[side-empty]: the files in old hold no Kubernetes object');
    expect(run('old/m.yaml', 'new/m.yaml')).toMatchObject({ code: 2, stdout: '' });
    expect(current.netpact(['diff', '-', 'new'], {}, { input: '# nothing\n' })).toMatchObject({ code: 2, stdout: '' });
  });

  it.each([
    ['old', 'new', '--', 'missing'],
    ['old', 'new', '--', 'm.yaml', 'missing'],
    ['empty', 'empty'],
  ])('refuses what neither side has: %s %s %s %s', (...words) => {
    current.write('empty/README.md', 'x');
    expect(run(...words)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('revision-path-missing'),
    });
  });

  it.each([
    [['', 'new'], 'OLD is empty'],
    [['old', ''], 'NEW is empty'],
    [['', ''], 'OLD is empty'],
    [['old', ' '], 'NEW is empty'],
    [['old', 'new', '--', ''], 'a PATH is empty'],
    [['old'], 'NEW is missing'],
  ])('refuses a side that is not said: %j', (words, message) => {
    expect(run(...words)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`error[diff-side-missing]: ${message}`),
    });
    expect(current.netpact(['report', ...words.filter((word) => word !== '--')]).code).toBe(words.length === 1 ? 0 : 2);
  });

  it('proposes a comparison that can differ where NEW is missing', () => {
    expect(run('old').stderr).toContain('help: name both: netpact diff HEAD old ');
    const { stderr } = run('HEAD');
    expect(stderr).toContain('netpact diff HEAD . compares the work tree');
    expect(stderr).not.toMatch(/HEAD(?: |\.\.\.)HEAD/);
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
