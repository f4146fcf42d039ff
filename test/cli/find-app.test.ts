import { proved, type Scene, scene, shopApp } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>>): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

const fast = ['synth', '--no-typecheck'];

describe('an app is found', () => {
  it.each([
    ['apps/main.ts', {}],
    ['src/main.ts', {}],
    ['main.js', {}],
    ['apps/main.mjs', {}],
    ['src/main.cjs', {}],
    ['net/policies.js', { 'cdk8s.yaml': 'app: node net/policies.js\noutput: dist/k8s\n' }],
    ['net/policies.mjs', { 'cdk8s.yaml': 'app: node --import ./hook.js "net/policies.mjs"\n', 'hook.js': '' }],
    // What a compiler made of it may be older.
    ['net/policies.ts', { 'cdk8s.yaml': 'app: node net/policies.js\n', 'net/policies.js': 'throw 1;' }],
    [
      'main.ts',
      {
        'cdk8s.yaml': 'app: node dist/lib/main.js\noutput: dist/k8s\n',
        'tsconfig.json': '{"compilerOptions": {"outDir": "dist/lib"}}',
        'dist/lib/main.js': 'throw 1;',
      },
    ],
  ])('as %s beside %j', (entry, files) => {
    const source = entry.endsWith('.cjs')
      ? shopApp().replace(/import (\{.*\}) from (.*);/g, 'const $1 = require($2);')
      : shopApp();
    const run = given({ ...files, [entry]: source }).netpact(fast);
    expect(run).toMatchObject({ code: 0, stderr: proved });
    expect(run.stdout).toContain('created  dist/k8s/shop.k8s.yaml');
  });

  it.each(['apps/main.ts', 'src/main.ts', 'main.ts', 'main.js'])('in a folder, as %s', (entry) => {
    const { netpact } = given({ [`packages/net-a/${entry}`]: shopApp() });
    const run = netpact([...fast, 'packages/net-a']);
    expect(run).toMatchObject({ code: 0, stderr: proved });
    expect(run.stdout).toContain('created  dist/k8s/shop.k8s.yaml');
  });

  it('in a folder, as its cdk8s.yaml says', () => {
    const { netpact, files } = given({
      'net/cdk8s.yaml': 'app: npx tsx policies.ts\noutput: out\n',
      'net/policies.ts': shopApp(),
    });
    expect(netpact([...fast, 'net'])).toMatchObject({ code: 0, stderr: proved });
    expect(files()).toContain('net/out/shop.k8s.yaml');
  });
});

describe('packages of one repository', () => {
  const reading = shopApp({
    before: "import { readFileSync } from 'node:fs';\nconsole.log(readFileSync('note.txt', 'utf8'));",
  });
  const repository = {
    'package.json': '{"name": "root"}',
    'packages/net-a/package.json': '{"name": "net-a"}',
    'packages/net-a/note.txt': 'read in its own folder',
    'packages/net-a/apps/main.ts': reading,
    'packages/net-b/package.json': '{"name": "net-b"}',
    'packages/net-b/main.ts': shopApp({ namespaces: ['pay'] }),
  };

  it('each write to their own folder, as if they were built there', () => {
    const { netpact, files, read } = given(repository);
    const first = netpact([...fast, 'packages/net-a']);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stderr).toContain('read in its own folder\n');
    expect(first.stdout).toContain('created  packages/net-a/dist/k8s/shop.k8s.yaml');
    expect(netpact([...fast, 'packages/net-b']).stdout).toContain('created  packages/net-b/dist/k8s/pay.k8s.yaml');
    const written = files()
      .filter((file) => file.includes('dist/'))
      .map(read);
    expect(netpact([...fast, '--check'], {}, { below: 'packages/net-a' })).toMatchObject({ code: 0 });
    expect(netpact([...fast, '--check', 'packages/net-b'])).toMatchObject({ code: 0 });
    expect(
      files()
        .filter((file) => file.includes('dist/'))
        .map(read),
    ).toEqual(written);
  });

  it('read manifests of their own, which are named from where netpact runs', () => {
    const app = shopApp()
      .replace('flows: [', "includes: [include('manifests/*.yaml')], flows: [")
      .replace('denyAll,', 'denyAll, include,');
    const { netpact } = given({
      'net/package.json': '{"name": "net"}',
      'net/main.ts': app,
      'net/manifests/open.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: open, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{}] }
`,
    });
    const { stderr } = netpact([...fast, 'net']);
    expect(stderr).toContain('warning[included-policy-widens]');
    expect(stderr).toContain(' --> net/manifests/open.yaml:1:1\n  |\n1 | apiVersion');
  });

  it('are named by a folder, whose files others read as well', () => {
    const { netpact } = given(repository);
    netpact([...fast, 'packages/net-a']);
    const pods = ['shop/[app=web]', 'shop/[app=api]', '8080'];
    const { code, stdout } = netpact(['explain', ...pods, '--app', 'packages/net-a']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('packages/net-a/dist/k8s/') });
  });

  it('write where --out says, seen from where netpact runs', () => {
    const { netpact, files } = given(repository);
    netpact([...fast, 'packages/net-a', '--out', 'out']);
    expect(files()).toContain('out/shop.k8s.yaml');
  });

  it('are packages by their names: a package.json that says what JavaScript means is none', () => {
    const { netpact, files } = given({ 'apps/package.json': '{"type": "module"}', 'apps/main.ts': shopApp() });
    netpact([...fast, 'apps']);
    expect(files()).toContain('dist/k8s/shop.k8s.yaml');
  });
});
