import fs from 'node:fs';
import path from 'node:path';
import { type Scene, scene } from './run-netpact';

let current: Scene;
function given(files: Readonly<Record<string, string>> = {}): Scene {
  current = scene(files);
  return current;
}
afterEach(() => current.remove());

interface Check {
  readonly name: string;
  readonly status: string;
  readonly message: string;
}

function diagnose(): { readonly code: number | null; check(name: string): Check | undefined } {
  const run = current.netpact(['doctor', '--format', 'json']);
  const { checks }: { checks: readonly Check[] } = JSON.parse(run.stdout);
  return { code: run.code, check: (name) => checks.find((check) => check.name === name) };
}

describe('netpact doctor', () => {
  it('is content with the starter', () => {
    const { netpact } = given();
    netpact(['init']);
    const run = netpact(['doctor']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^ok {6}node {7}Node 2\d/);
    expect(run.stdout).toContain('ok      tsconfig   tsconfig.json is strict\n');
    expect(run.stdout).toContain('ok      app        apps/main.ts\n');
  });

  it('exits 1 without an app and names the remedy', () => {
    given();
    const { netpact } = current;
    const run = netpact(['doctor']);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/error +app +no app here.*\n +help: netpact init/);
  });

  it.each([
    ['{"compilerOptions": {"strict": false}}', 'error'],
    ['{"compilerOptions": {"strictFunctionTypes": false}}', 'error'],
    ['{"extends": "./base.json"}', 'error'],
    ['{"compilerOptions": {"strict": false, "strictFunctionTypes": true}}', 'warning'],
    ['{"compilerOptions": {"strict": true}}', 'ok'],
    ['{}', 'ok'],
    ['{"include": ["nowhere"]}', 'warning'],
    ['{"compilerOptions": {"strict": true', 'error'],
    ['{"compilerOptions": {"moduleRes": "x"}}', 'error'],
    ['{"extends": "./nowhere.json"}', 'error'],
  ])('tsconfig %s: %s', (tsconfig, status) => {
    given({ 'tsconfig.json': tsconfig, 'base.json': '{"compilerOptions": {"strict": false}}', 'main.ts': '' });
    expect(diagnose().check('tsconfig')).toMatchObject({ status });
  });

  it.each([
    ['output: dist/k8s\n', {}, 'ok'],
    ['app: npx tsx main.ts\n', {}, 'warning'],
    ['output: dist\n', { 'tsconfig.json': '{"compilerOptions": {"outDir": "dist/lib"}}' }, 'error'],
    ['output: dist\n', { 'dist/main.js': '' }, 'error'],
    ['output: .\n', {}, 'error'],
    ['output: [\n', {}, 'error'],
  ])('cdk8s.yaml %j beside %j: %s', (yaml, files, status) => {
    given({ 'cdk8s.yaml': yaml, 'main.ts': '', ...files });
    expect(diagnose().check('cdk8s-yaml')).toMatchObject({ status });
  });

  it('finds a package.json that nothing can be read from', () => {
    given({ 'main.ts': '', 'package.json': '{bad' });
    expect(diagnose()).toMatchObject({ code: 1 });
    expect(diagnose().check('package')).toMatchObject({
      status: 'error',
      message: expect.stringMatching(/^package\.json cannot be read: /),
    });
  });

  it('finds a second copy of constructs', () => {
    const pack = (name: string) => JSON.stringify({ name, version: '1.0.0' });
    given({
      'main.ts': '',
      'node_modules/cdk8s/package.json': pack('cdk8s'),
      'node_modules/constructs/package.json': pack('constructs'),
      'node_modules/cdk8s-plus-33/package.json': pack('cdk8s-plus-33'),
      'node_modules/cdk8s-plus-33/node_modules/constructs/package.json': pack('constructs'),
    });
    expect(diagnose()).toMatchObject({ code: 1 });
    expect(diagnose().check('cdk8s')).toMatchObject({
      status: 'error',
      message: 'cdk8s-plus-33 uses another copy of constructs (node_modules/cdk8s-plus-33/node_modules/constructs)',
    });
  });

  it('warns where git ignores the manifests', () => {
    const { folder, write } = given({ 'main.ts': '', '.gitignore': 'dist\n' });
    fs.mkdirSync(path.join(folder, '.git/objects'), { recursive: true });
    fs.mkdirSync(path.join(folder, '.git/refs'));
    write('.git/HEAD', 'ref: refs/heads/main\n');
    expect(diagnose().check('git')).toMatchObject({ status: 'warning' });
    write('.gitignore', 'dist/lib\n');
    expect(diagnose().check('git')).toMatchObject({ status: 'ok' });
  });

  it('finds a file where the output folder should be', () => {
    given({ 'main.ts': '', dist: '' });
    expect(diagnose().check('output')).toMatchObject({ status: 'error', message: 'dist is a file, not a folder' });
  });
});
