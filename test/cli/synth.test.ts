import fs from 'node:fs';
import path from 'node:path';
import { type Scene, scene, stubApp } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>>): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

const fast = ['synth', '--no-typecheck'];

describe('netpact synth', () => {
  it('writes one file for each namespace and a kustomization, and says so on stdout', () => {
    const { netpact, files, read } = given({ 'apps/main.ts': stubApp({ namespaces: ['shop', 'orders'] }) });
    const run = netpact(['synth']);
    expect(run).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'created  dist/k8s/kustomization.yaml',
        'created  dist/k8s/orders.k8s.yaml',
        'created  dist/k8s/shop.k8s.yaml',
        '2 flows, 4 policies, 3 files in dist/k8s: 3 created',
        '',
      ].join('\n'),
    });
    expect(files()).toEqual([
      'apps/main.ts',
      'dist/k8s/kustomization.yaml',
      'dist/k8s/orders.k8s.yaml',
      'dist/k8s/shop.k8s.yaml',
    ]);
    expect(read('dist/k8s/shop.k8s.yaml')).toBe(`# Written by netpact. Change the TypeScript source, not this file.
---
# shop: allow-web-to-api
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-web-to-api
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: api
  policyTypes:
    - Ingress
---
# shop: default-deny-all
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-all
  namespace: shop
spec:
  podSelector: {}
  policyTypes:
    - Ingress
`);
  });

  it('changes nothing the second time, not even a modification time', () => {
    const { netpact, folder } = given({ 'main.ts': stubApp() });
    netpact(fast);
    const file = path.join(folder, 'dist/k8s/shop.k8s.yaml');
    const before = fs.statSync(file).mtimeMs;
    expect(netpact(fast).stdout).toBe('1 flow, 2 policies, 2 files in dist/k8s: up to date\n');
    expect(fs.statSync(file).mtimeMs).toBe(before);
  });

  it('removes stale files of its own and leaves the others', () => {
    const { netpact, write, files } = given({ 'main.ts': stubApp({ namespaces: ['shop', 'orders'] }) });
    netpact(fast);
    write('dist/k8s/mine.yaml', 'kind: ConfigMap\n');
    write('main.ts', stubApp());
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
    const { netpact, files } = given({ 'main.ts': stubApp() });
    netpact([...fast, '--env', 'prod']);
    netpact(fast);
    expect(netpact(fast).stdout).toContain('up to date');
    expect(files()).toContain('dist/k8s/prod/shop.k8s.yaml');
    expect(files()).toContain('dist/k8s/shop.k8s.yaml');
    expect(netpact([...fast, '--env', '../prod']).code).toBe(2);
  });

  it('moves between layouts without leaving files or folders behind', () => {
    const { netpact, files, folder } = given({ 'main.ts': stubApp() });
    netpact([...fast, '--layout', 'per-policy']);
    expect(files()).toEqual([
      'dist/k8s/kustomization.yaml',
      'dist/k8s/shop/allow-web-to-api.yaml',
      'dist/k8s/shop/default-deny-all.yaml',
      'main.ts',
    ]);
    netpact(fast);
    expect(files()).toEqual(['dist/k8s/kustomization.yaml', 'dist/k8s/shop.k8s.yaml', 'main.ts']);
    expect(fs.existsSync(path.join(folder, 'dist/k8s/shop'))).toBe(false);
  });

  it('--check writes nothing, lists what differs and exits 1', () => {
    const { netpact, files, write } = given({ 'main.ts': stubApp() });
    const missing = netpact([...fast, '--check']);
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain('missing  dist/k8s/shop.k8s.yaml\n');
    expect(files()).toEqual(['main.ts']);
    netpact(fast);
    expect(netpact([...fast, '--check'])).toMatchObject({ code: 0, stderr: '' });
    write('main.ts', stubApp({ namespaces: ['orders'] }));
    const drift = netpact([...fast, '--check']);
    expect(drift.code).toBe(1);
    expect(drift.stdout).toContain('stale    dist/k8s/shop.k8s.yaml\n');
    expect(drift.stdout).toContain('differs  dist/k8s/kustomization.yaml\n');
  });

  it('--format json prints one stable object', () => {
    const { netpact } = given({ 'main.ts': stubApp() });
    const run = netpact([...fast, '--format', 'json']);
    expect(JSON.parse(run.stdout)).toEqual({
      schemaVersion: 1,
      ok: true,
      app: 'stub',
      out: 'dist/k8s',
      check: false,
      flows: 1,
      policies: 2,
      files: { created: ['kustomization.yaml', 'shop.k8s.yaml'], changed: [], removed: [], unchanged: [] },
      findings: [],
    });
  });

  it('takes app and output from cdk8s.yaml', () => {
    const { netpact, files } = given({
      'policies/net.ts': stubApp(),
      'cdk8s.yaml': 'language: typescript\napp: npx tsx policies/net.ts\noutput: manifests\n',
    });
    expect(netpact(fast).code).toBe(0);
    expect(files()).toContain('manifests/shop.k8s.yaml');
    expect(netpact([...fast, 'policies/net.ts', '--out', 'elsewhere']).stdout).toContain('in elsewhere');
  });

  it('sends what the app prints to stderr', () => {
    const { netpact } = given({ 'main.ts': stubApp({ before: "console.log('from the app');" }) });
    const run = netpact(fast);
    expect(run.stderr).toBe('from the app\n');
    expect(run.stdout).not.toContain('from the app');
  });

  it('exits 1 for an expired exception and writes nothing', () => {
    const findings = "[{ code: 'exception-expired', severity: 'error', message: 'SEC-1 of payments ended' }]";
    const { netpact, files } = given({ 'main.ts': stubApp({ findings }) });
    const run = netpact(fast);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('error[exception-expired]: SEC-1 of payments ended\n\n1 error\n');
    expect(files()).toEqual(['main.ts']);
  });

  it('hands the injected moment to the app, from --now before NETPACT_NOW', () => {
    const findings = "[{ code: 'moment', severity: 'info', message: (options as { now: Date }).now.toISOString() }]";
    const { netpact } = given({ 'main.ts': stubApp({ findings }) });
    expect(netpact([...fast, '--now', '2026-11-21']).stderr).toContain('2026-11-21T00:00:00.000Z');
    expect(netpact(fast, { NETPACT_NOW: '2027-01-02T03:04:05Z' }).stderr).toContain('2027-01-02T03:04:05.000Z');
    expect(netpact([...fast, '--now', '2026-11-21'], { NETPACT_NOW: '2027-01-02' }).stderr).toContain('2026-11-21T');
  });

  it.each(['tomorrow', '2026-02-30', '2026-13-01', '21.11.2026', '2026-11-21T10:00'])('refuses --now %s', (now) => {
    const { netpact, files } = given({ 'main.ts': stubApp() });
    const run = netpact([...fast, '--now', now]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`error[option-invalid]: --now ${now} is no date`);
    expect(files()).toEqual(['main.ts']);
  });

  it('runs again after a change, also after an error', async () => {
    const { start, write } = given({ 'main.ts': "import './flows';\n", 'flows.ts': stubApp() });
    const child = start([...fast, '--watch']);
    let output = '';
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr?.on('data', (data: Buffer) => {
      output += data.toString();
    });
    const until = async (text: string) => {
      while (!output.includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
      output = output.slice(output.indexOf(text) + text.length);
    };
    try {
      await until('2 created');
      await until('watching for changes');
      write('flows.ts', 'syntax error here');
      await until('error[app-syntax]');
      await until('watching for changes');
      write('flows.ts', stubApp({ namespaces: ['shop', 'orders'] }));
      await until('created  dist/k8s/orders.k8s.yaml');
    } finally {
      child.kill();
    }
  }, 30_000);
});
