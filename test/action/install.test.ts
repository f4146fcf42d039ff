import { networkPolicy } from '../cli/shop-manifests';
import { type Checkout, checkout } from './run-action';

const deny = networkPolicy('shop/deny', 'podSelector: {}, policyTypes: [Ingress]');

const pinned = (version: string, more: object = {}) => ({
  version,
  resolved: `https://registry.example/netpact/-/netpact-${version}.tgz`,
  integrity: 'sha512-netpact',
  dev: true,
  ...more,
});
const lockFile = (packages: object) =>
  JSON.stringify({ name: 'shop', lockfileVersion: 3, packages: { '': {}, ...packages } });

// Each run of the action starts a dozen processes.
jest.setTimeout(60_000);

let current: Checkout;
beforeEach(() => {
  current = checkout({ 'dist/k8s/m.yaml': deny });
});
afterEach(() => current.remove());

/** Runs the action on a change of `files`. */
const run = (files: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>> = {}) => {
  const base = current.commit();
  for (const [name, text] of Object.entries(files)) current.scene.write(name, text);
  const pull_request = { number: 7, base: { sha: base }, head: { sha: current.commit() } };
  const result = current.run({ comment: 'false', ...inputs }, { event_name: 'pull_request', event: { pull_request } });
  return { ...result, npm: current.npmRuns()[0] };
};

describe('the netpact that judges', () => {
  it('has the version and integrity of the lock file in the base, with what it depends on and nothing else', () => {
    current.scene.write(
      'package-lock.json',
      lockFile({
        'node_modules/netpact': pinned('0.1.0', {
          dependencies: { yaml: '^2', commander: '^14' },
          peerDependencies: { cdk8s: '^2', constructs: '^10' },
        }),
        'node_modules/netpact/node_modules/yaml': pinned('2.9.1', { integrity: 'sha512-inner' }),
        'node_modules/yaml': pinned('1.0.0', { integrity: 'sha512-outer' }),
        'node_modules/commander': pinned('14.0.0', {
          integrity: 'sha512-commander',
          optionalDependencies: { fsevents: '^2' },
        }),
        'node_modules/cdk8s': pinned('2.70.0', { integrity: 'sha512-cdk8s' }),
        'node_modules/evil': pinned('6.6.6'),
      }),
    );
    const { npm, isGreen } = run(
      {
        'package-lock.json': lockFile({ 'node_modules/netpact': pinned('6.6.6', { integrity: 'sha512-evil' }) }),
        '.npmrc': 'registry=https://evil.example',
      },
      { registry: 'https://registry.corp.example/npm' },
    );
    expect(isGreen).toBe(true);
    expect(npm?.words[0]).toBe('ci');
    expect(npm?.words).toEqual(
      expect.arrayContaining(['--ignore-scripts', '--registry', 'https://registry.corp.example/npm']),
    );
    // Nothing of the checkout is beside them.
    expect(Object.keys(npm?.files ?? {})).toEqual(['lock-problem', 'package-lock.json', 'package.json']);
    const { packages } = JSON.parse(npm?.files['package-lock.json'] ?? '');
    expect(Object.keys(packages).sort()).toEqual([
      '',
      'node_modules/cdk8s',
      'node_modules/commander',
      'node_modules/netpact',
      'node_modules/netpact/node_modules/yaml',
    ]);
    expect(packages['node_modules/netpact']).toMatchObject({ version: '0.1.0', integrity: 'sha512-netpact' });
    // Where it comes from is for the registry to say: the integrity says what it is.
    expect(JSON.stringify(packages)).not.toContain('resolved');
    expect(JSON.parse(npm?.files['package.json'] ?? '').dependencies).toEqual({ netpact: '0.1.0' });
  });

  it.each([
    ['has no integrity', { version: '0.1.0' }],
    ['is a link', { version: '0.1.0', integrity: 'sha512-x', link: true }],
    ['lacks what it needs', pinned('0.1.0', { dependencies: { yaml: '^2' } })],
  ])('is not installed where the one of the lock file %s', (_, entry) => {
    current.scene.write('package-lock.json', lockFile({ 'node_modules/netpact': entry }));
    const { isGreen, outputs, log, npm } = run({});
    expect([isGreen, outputs.verdict, npm]).toEqual([false, '', undefined]);
    expect(log).toContain('name the version to use: with: { version: 0.1.0 }');
  });

  it.each([
    ['{', 'is no JSON'],
    ['{"lockfileVersion": 1, "dependencies": {"netpact": {"version": "0.1.0"}}}', 'is of version 1, which is not read'],
  ])('is not installed from a lock file that cannot be read: %s', (text, message) => {
    current.scene.write('package-lock.json', text);
    expect(run({})).toMatchObject({ isGreen: false, npm: undefined, log: expect.stringContaining(message) });
  });

  it.each([
    ['there is no lock file', {}],
    ['the lock file does not name it', { 'package-lock.json': lockFile({ 'node_modules/yaml': pinned('2.9.1') }) }],
  ])('is the one that the action pins where %s', (_, files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) current.scene.write(name, text);
    const { npm, isGreen } = run({ 'package-lock.json': lockFile({ 'node_modules/netpact': pinned('6.6.6') }) });
    expect([isGreen, npm?.words[0], npm?.words.at(-1)]).toEqual([true, 'install', 'netpact@0.1.0']);
    expect(npm?.words).toContain('--ignore-scripts');
  });

  it('is the one that the action pins, and that is said, where another lock file is all there is', () => {
    current.scene.write('pnpm-lock.yaml', 'packages:\n  netpact@0.0.9:\n');
    const { npm, log } = run({});
    expect(npm?.words.at(-1)).toBe('netpact@0.1.0');
    expect(log).toContain('::notice::netpact: pnpm-lock.yaml is not read');
  });

  it('is the one that is written, if that is exact', () => {
    current.scene.write('package-lock.json', lockFile({ 'node_modules/netpact': pinned('0.0.9') }));
    expect(run({}, { version: '0.1.0' })).toMatchObject({
      isGreen: true,
      npm: { words: expect.arrayContaining(['netpact@0.1.0']) },
    });
    for (const version of ['latest', '^0.1.0', '0.1', '0.1.0 --registry=x'])
      expect(run({}, { version })).toMatchObject({
        isGreen: false,
        log: expect.stringContaining('is no exact version'),
      });
  });

  it('is no other than was asked for', () => {
    expect(run({}, { version: '9.9.9' })).toMatchObject({
      isGreen: false,
      outputs: { verdict: '' },
      log: expect.stringContaining('netpact 9.9.9 was to be installed, and what was installed is 0.1.0'),
    });
  });

  it('is red where it cannot be installed', () => {
    current.failGh('npm');
    expect(run({})).toMatchObject({ isGreen: false, outputs: { verdict: '' } });
  });
});
