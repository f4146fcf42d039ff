import fs from 'node:fs';
import path from 'node:path';
import { proved, type Scene, scene, shopApp } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>>): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

const fast = ['synth', '--no-typecheck'];
const exception = ".exception({ owner: 'payments', ticket: 'SEC-142', until: '2026-11-21' })";

describe('netpact synth', () => {
  it.each([
    ['a name too long for any file system', 'x'.repeat(300), 'output-not-readable'],
    ['nothing, as an unset variable gives', '', 'option-invalid'],
  ])('refuses an output folder that is %s', (_, out, code) => {
    const { netpact, files } = given({ 'main.ts': shopApp() });
    const run = netpact([...fast, '--out', out]);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
    expect(run.stderr).toContain(`error[${code}]`);
    expect(files()).toEqual(['main.ts']);
  });

  it('writes one file for each namespace and a kustomization, and says so on stdout', () => {
    const { netpact, files, read } = given({ 'apps/main.ts': shopApp({ namespaces: ['shop', 'orders'] }) });
    const run = netpact(['synth']);
    expect(run).toEqual({
      code: 0,
      stderr: proved,
      stdout: [
        'created  dist/k8s/kustomization.yaml',
        'created  dist/k8s/orders.k8s.yaml',
        'created  dist/k8s/shop.k8s.yaml',
        '2 flows, 6 policies, 3 files in dist/k8s: 3 created',
        '',
      ].join('\n'),
    });
    expect(files()).toEqual([
      'apps/main.ts',
      'dist/k8s/kustomization.yaml',
      'dist/k8s/orders.k8s.yaml',
      'dist/k8s/shop.k8s.yaml',
    ]);
    expect(read('dist/k8s/shop.k8s.yaml')).toMatchSnapshot();
  });

  it('changes nothing the second time, not even a modification time', () => {
    const { netpact, folder } = given({ 'main.ts': shopApp() });
    netpact(fast);
    const file = path.join(folder, 'dist/k8s/shop.k8s.yaml');
    const before = fs.statSync(file).mtimeMs;
    expect(netpact(fast).stdout).toBe('1 flow, 3 policies, 2 files in dist/k8s: up to date\n');
    expect(fs.statSync(file).mtimeMs).toBe(before);
  });

  it('removes stale files of its own and leaves the others', () => {
    const { netpact, write, files } = given({ 'main.ts': shopApp({ namespaces: ['shop', 'orders'] }) });
    netpact(fast);
    write('dist/k8s/mine.yaml', 'kind: ConfigMap\n');
    write('main.ts', shopApp());
    const refused = netpact(fast);
    expect(refused.code).toBe(2);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('error[output-namespace-removed]: namespace orders is gone from the code');
    expect(refused.stderr).toContain('--allow-removed');
    expect(files()).toContain('dist/k8s/orders.k8s.yaml');

    const allowed = netpact([...fast, '--allow-removed']);
    expect(allowed.stdout).toContain('removed  dist/k8s/orders.k8s.yaml\n');
    expect(files()).toEqual(['dist/k8s/kustomization.yaml', 'dist/k8s/mine.yaml', 'dist/k8s/shop.k8s.yaml', 'main.ts']);
  });

  it('keeps an environment in a folder of its own, which the others leave alone', () => {
    const { netpact, files } = given({ 'main.ts': shopApp() });
    netpact([...fast, '--env', 'prod']);
    netpact(fast);
    expect(netpact(fast).stdout).toContain('up to date');
    expect(files()).toContain('dist/k8s/prod/shop.k8s.yaml');
    expect(files()).toContain('dist/k8s/shop.k8s.yaml');
    expect(netpact([...fast, '--env', '../prod']).code).toBe(2);
  });

  it('moves between layouts without leaving files or folders behind', () => {
    const { netpact, files, folder } = given({ 'main.ts': shopApp() });
    netpact([...fast, '--layout', 'per-policy']);
    expect(files()).toEqual([
      'dist/k8s/kustomization.yaml',
      'dist/k8s/shop/allow-web-to-api-egress.yaml',
      'dist/k8s/shop/allow-web-to-api.yaml',
      'dist/k8s/shop/default-deny-all.yaml',
      'main.ts',
    ]);
    netpact(fast);
    expect(files()).toEqual(['dist/k8s/kustomization.yaml', 'dist/k8s/shop.k8s.yaml', 'main.ts']);
    expect(fs.existsSync(path.join(folder, 'dist/k8s/shop'))).toBe(false);
  });

  it('--check writes nothing, lists what differs and exits 1', () => {
    const { netpact, files, write } = given({ 'main.ts': shopApp() });
    const missing = netpact([...fast, '--check']);
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain('missing  dist/k8s/shop.k8s.yaml\n');
    expect(files()).toEqual(['main.ts']);
    netpact(fast);
    expect(netpact([...fast, '--check'])).toMatchObject({ code: 0, stderr: proved });
    write('main.ts', shopApp({ namespaces: ['orders'] }));
    const drift = netpact([...fast, '--check']);
    expect(drift.code).toBe(1);
    expect(drift.stdout).toContain('stale    dist/k8s/shop.k8s.yaml\n');
    expect(drift.stdout).toContain('differs  dist/k8s/kustomization.yaml\n');
  });

  it('--format json prints one stable object', () => {
    const { netpact } = given({ 'main.ts': shopApp() });
    const run = netpact([...fast, '--format', 'json']);
    expect(JSON.parse(run.stdout)).toEqual({
      schemaVersion: 1,
      ok: true,
      app: 'default',
      out: 'dist/k8s',
      check: false,
      flows: 1,
      policies: 3,
      form: 'per-flow',
      formChange: null,
      foreign: [],
      contract: null,
      staleContracts: [],
      proof: {
        sets: expect.any(Number),
        pairs: expect.any(Number),
        ranges: expect.any(Number),
        invariants: expect.any(Number),
        assumptions: [
          expect.stringMatching(/^no other policy selects pods of /),
          'labels are as declared (not checked against workloads)',
        ],
      },
      deployed: null,
      files: { created: ['kustomization.yaml', 'shop.k8s.yaml'], changed: [], removed: [], unchanged: [] },
      findings: [],
    });
  });

  it('takes app and output from cdk8s.yaml', () => {
    const { netpact, files } = given({
      'policies/net.ts': shopApp(),
      'cdk8s.yaml': 'language: typescript\napp: npx tsx policies/net.ts\noutput: manifests\n',
    });
    expect(netpact(fast).code).toBe(0);
    expect(files()).toContain('manifests/shop.k8s.yaml');
    expect(netpact([...fast, 'policies/net.ts', '--out', 'elsewhere']).stdout).toContain('in elsewhere');
  });

  it('sends what the app prints to stderr', () => {
    const { netpact } = given({ 'main.ts': shopApp({ before: "console.log('from the app');" }) });
    const run = netpact(fast);
    expect(run.stderr).toMatch(/^from the app\nproved: /);
    expect(run.stdout).not.toContain('from the app');
  });

  it('exits 1 for an expired exception and writes nothing', () => {
    const { netpact, files } = given({ 'main.ts': shopApp({ flow: exception }) });
    const run = netpact([...fast, '--now', '2026-11-22']);
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 1, stdout: '' });
    expect(run.stderr).toContain('error[exception-expired]');
    expect(run.stderr).toContain('payments');
    expect(files()).toEqual(['main.ts']);
    const hotfix = netpact([...fast, '--now', '2026-11-22', '--expired', 'warn']);
    expect(hotfix.code).toBe(0);
    expect(hotfix.stderr).toContain('warning[exception-expired]');
  });

  it('hands the injected moment to the app, from --now before NETPACT_NOW', () => {
    const { netpact } = given({ 'main.ts': shopApp({ flow: exception }) });
    expect(netpact([...fast, '--now', '2026-11-21']).code).toBe(0);
    expect(netpact([...fast, '--now', '2026-11-21T23:59:59Z']).code).toBe(0);
    expect(netpact(fast, { NETPACT_NOW: '2026-11-22T00:00:00Z' }).code).toBe(1);
    expect(netpact([...fast, '--now', '2026-11-21'], { NETPACT_NOW: '2026-11-22' }).code).toBe(0);
  });

  it.each(['tomorrow', '2026-02-30', '2026-13-01', '21.11.2026', '2026-11-21T10:00'])('refuses --now %s', (now) => {
    const { netpact, files } = given({ 'main.ts': shopApp() });
    const run = netpact([...fast, '--now', now]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`error[option-invalid]: --now ${now} is no date`);
    expect(files()).toEqual(['main.ts']);
  });

  it('runs again after a change, also after an error', async () => {
    const { start, write } = given({ 'main.ts': "import './flows';\n", 'flows.ts': shopApp() });
    const child = start([...fast, '--watch']);
    let output = '';
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr?.on('data', (data: Buffer) => {
      output += data.toString();
    });
    // Two streams have no common order: what is waited for is counted, not consumed.
    const until = async (text: string, times = 1) => {
      const end = Date.now() + 10_000;
      while (output.split(text).length <= times) {
        if (Date.now() > end) throw new Error(`waited for ${text}, got ${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    try {
      await until('2 created');
      await until('watching for changes');
      write('flows.ts', 'syntax error here');
      await until('error[app-syntax]');
      await until('watching for changes', 2);
      write('flows.ts', shopApp({ namespaces: ['shop', 'orders'] }));
      await until('created  dist/k8s/orders.k8s.yaml');
    } finally {
      child.kill();
    }
  }, 30_000);

  it('runs again after a change of a manifest that the app reads, and after one more of them', async () => {
    const pod = (name: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {containers: [{name: main}]}}\n`;
    const { start, write } = given({
      'main.ts': shopApp({
        before: "import { workloadsFrom } from 'netpact';\nworkloadsFrom('deployed', { namespace: 'shop' });",
      }),
      'deployed/one.yaml': pod('one'),
    });
    const child = start([...fast, '--watch']);
    let narration = '';
    child.stderr?.on('data', (data: Buffer) => {
      narration += data.toString();
    });
    const until = async (text: string, times: number) => {
      const end = Date.now() + 10_000;
      while (narration.split(text).length <= times) {
        if (Date.now() > end) throw new Error(`waited for ${text}, got ${narration}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    try {
      await until('watching for changes', 1);
      write('deployed/two.yaml', 'kind: [');
      await until('deployed/two.yaml:1', 1);
      await until('watching for changes', 2);
      write('deployed/two.yaml', pod('two'));
      await until('proved:', 2);
    } finally {
      child.kill();
    }
  }, 30_000);
});
