import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NetpactError } from '../../../lib/diagnostics/netpact-error';
import { isUpToDate, type OutputPlan, planOutput } from '../../../lib/k8s/emit/output-plan';
import { writeOutput } from '../../../lib/k8s/emit/write-output';

let root: string;
let out: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-output-'));
  out = path.join(root, 'dist/k8s');
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(root, { recursive: true, force: true });
});

const marker = '# Written by netpact. Change the TypeScript source, not this file.';

const own = (body = '') => `${marker}\n${body}`;
const plan = (files: Readonly<Record<string, string>>, allowRemoved = false): OutputPlan =>
  planOutput(out, new Map(Object.entries(files)), { allowRemoved });

function onDisk(file: string, text: string): string {
  const target = path.join(out, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
  return target;
}

/** All files and folders below the output folder; a folder ends in `/`. */
function listing(folder = out): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => `${path.relative(out, path.join(entry.parentPath, entry.name))}${entry.isDirectory() ? '/' : ''}`)
    .sort();
}

const document = (namespace: string, name: string) =>
  `---\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n`;

describe('a plan', () => {
  it('of a file that cannot be read says so and writes nothing', () => {
    const target = onDisk('a.k8s.yaml', own('old'));
    const denied = Object.assign(new Error("EACCES: permission denied, open 'a.k8s.yaml'"), { code: 'EACCES' });
    jest.spyOn(fs, 'lstatSync').mockImplementationOnce(() => {
      throw denied;
    });
    const prepared = plan({ 'a.k8s.yaml': own('new') });
    expect(prepared.findings).toMatchObject([
      { code: 'output-not-readable', message: expect.stringContaining('EACCES') },
    ]);
    expect(() => writeOutput(prepared)).toThrow(/output-not-readable/);
    jest.restoreAllMocks();
    expect(fs.readFileSync(target, 'utf8')).toBe(own('old'));
  });

  it('sorts files into created, changed, unchanged and removed', () => {
    onDisk('a.k8s.yaml', own('same'));
    onDisk('b.k8s.yaml', own('old'));
    onDisk('d.k8s.yaml', own('stale'));
    onDisk('mine.yaml', 'kind: Secret');
    const result = plan({ 'c.k8s.yaml': own(), 'b.k8s.yaml': own('new'), 'a.k8s.yaml': own('same') });
    expect({
      created: result.created.map((file) => file.path),
      changed: result.changed.map((file) => file.path),
      unchanged: result.unchanged,
      removed: result.removed.map((file) => file.path),
      findings: result.findings,
    }).toEqual({
      created: ['c.k8s.yaml'],
      changed: ['b.k8s.yaml'],
      unchanged: ['a.k8s.yaml'],
      removed: ['d.k8s.yaml'],
      findings: [],
    });
    expect(isUpToDate(result)).toBe(false);
  });

  it('touches nothing', () => {
    plan({ 'a.k8s.yaml': own() });
    expect(fs.readdirSync(root)).toEqual([]);
  });

  it.each([
    ['a file of somebody else', () => onDisk('a.k8s.yaml', 'kind: Secret\n'), 'was not written by netpact'],
    ['an empty file', () => onDisk('a.k8s.yaml', ''), 'was not written by netpact'],
    [
      'a folder',
      () => fs.mkdirSync(path.join(out, 'a.k8s.yaml'), { recursive: true }),
      'is a folder where a file is needed',
    ],
    [
      'a link',
      () => fs.symlinkSync('/etc/passwd', path.join(path.dirname(onDisk('x', '')), 'a.k8s.yaml')),
      'is a symbolic link',
    ],
    [
      'a link that leads nowhere',
      () => fs.symlinkSync('nowhere', path.join(path.dirname(onDisk('x', '')), 'a.k8s.yaml')),
      'is a symbolic link',
    ],
  ])('refuses to replace %s', (_, given, why) => {
    given();
    const before = listing();
    const result = plan({ 'a.k8s.yaml': own() });
    expect(result.findings).toMatchObject([
      { code: 'output-foreign-file', message: `${path.join(out, 'a.k8s.yaml')} ${why}` },
    ]);
    expect(() => writeOutput(result)).toThrow(NetpactError);
    expect(listing()).toEqual(before);
  });

  it('does not write through a folder that is a link', () => {
    const elsewhere = path.join(root, 'elsewhere');
    fs.mkdirSync(elsewhere);
    fs.mkdirSync(out, { recursive: true });
    fs.symlinkSync(elsewhere, path.join(out, 'shop'));
    expect(plan({ 'shop/a.yaml': own() }).findings).toMatchObject([{ code: 'output-foreign-file' }]);
  });

  it('does not take files behind a link for stale ones', () => {
    const elsewhere = path.join(root, 'elsewhere');
    fs.mkdirSync(elsewhere);
    fs.writeFileSync(path.join(elsewhere, 'a.k8s.yaml'), own());
    fs.mkdirSync(out, { recursive: true });
    fs.symlinkSync(elsewhere, path.join(out, 'shop'));
    expect(plan({}).removed).toEqual([]);
  });

  it.each(['dist', 'dist/k8s'])('refuses an output folder when %s is a file', (file) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), '');
    expect(plan({ 'a.k8s.yaml': own() }).findings).toMatchObject([
      { code: 'output-not-a-folder', message: `${path.join(root, file)} is a file, not a folder` },
    ]);
  });

  it('knows its files after a checkout with Windows line ends', () => {
    onDisk('a.k8s.yaml', `${marker}\r\nx\r\n`);
    const result = plan({ 'a.k8s.yaml': own('x\n') });
    expect(result.findings).toEqual([]);
    expect(result.changed.map((file) => file.path)).toEqual(['a.k8s.yaml']);
  });
});

describe('a namespace that is gone from the code', () => {
  const names = [
    'default-deny-all',
    'default-deny-ingress',
    'same-namespace-only',
    'allow-dns',
    'isolate-db-ingress',
    'x-default-deny-egress',
  ];
  it.each(names)('needs a word if it had %s', (name) => {
    onDisk('shop.k8s.yaml', own(document('shop', 'allow-a-to-b') + document('shop', name)));
    expect(plan({}).findings).toMatchObject([
      { code: 'output-namespace-removed', message: expect.stringContaining(name) },
    ]);
    expect(plan({}, true).findings).toEqual([]);
  });

  it('needs none if nothing isolated it', () => {
    onDisk('shop.k8s.yaml', own(document('shop', 'allow-a-to-b')));
    expect(plan({}).findings).toEqual([]);
  });

  it('is not gone if only the layout changed', () => {
    onDisk('shop.k8s.yaml', own(document('shop', 'default-deny-all')));
    expect(plan({ 'shop/default-deny-all.yaml': own() }).findings).toEqual([]);
    expect(plan({ 'shop.k8s.yaml': own() }).findings).toEqual([]);
  });
});

describe('environments', () => {
  it('are outputs of their own', () => {
    onDisk('prod/kustomization.yaml', own());
    onDisk('prod/shop.k8s.yaml', own());
    expect(plan({ 'kustomization.yaml': own() }).removed).toEqual([]);
  });

  it('do not share a folder with a namespace', () => {
    onDisk('prod/kustomization.yaml', own());
    expect(plan({ 'prod/a.yaml': own() }).findings).toMatchObject([{ code: 'output-nested' }]);
    fs.rmSync(out, { recursive: true });
    onDisk('kustomization.yaml', own('resources:\n  - prod/a.yaml\n'));
    expect(
      planOutput(path.join(out, 'prod'), new Map([['x.k8s.yaml', own()]]), { allowRemoved: false }).findings,
    ).toMatchObject([{ code: 'output-nested' }]);
  });
});

describe('writing', () => {
  it('does all that was planned and leaves nothing else behind', () => {
    onDisk('old/a.yaml', own('old'));
    onDisk('kustomization.yaml', own('old'));
    onDisk('mine.yaml', 'mine');
    writeOutput(plan({ 'kustomization.yaml': own('new'), 'shop/b.yaml': own('b') }));
    expect(listing()).toEqual(['kustomization.yaml', 'mine.yaml', 'shop/', 'shop/b.yaml']);
    expect(fs.readFileSync(path.join(out, 'kustomization.yaml'), 'utf8')).toBe(own('new'));
    expect(isUpToDate(plan({ 'kustomization.yaml': own('new'), 'shop/b.yaml': own('b') }))).toBe(true);
  });

  it('keeps a folder that still holds somebody else’s file', () => {
    onDisk('old/a.yaml', own());
    onDisk('old/mine.txt', 'mine');
    writeOutput(plan({}));
    expect(listing()).toEqual(['old/', 'old/mine.txt']);
  });

  it('keeps the permissions of a file', () => {
    fs.chmodSync(onDisk('a.k8s.yaml', own('old')), 0o640);
    writeOutput(plan({ 'a.k8s.yaml': own('new') }));
    expect(fs.statSync(path.join(out, 'a.k8s.yaml')).mode & 0o777).toBe(0o640);
  });

  it.each(['renameSync', 'writeFileSync', 'rmSync'] as const)('undoes everything if %s fails midway', (name) => {
    onDisk('b.k8s.yaml', own('old b'));
    onDisk('c.k8s.yaml', own('old c'));
    onDisk('stale1.k8s.yaml', own('stale 1'));
    onDisk('stale2.k8s.yaml', own('stale 2'));
    const before = listing().map((file) => [file, fs.readFileSync(path.join(out, file), 'utf8')]);
    const prepared = plan({ 'a/new.yaml': own('new'), 'b.k8s.yaml': own('new b'), 'c.k8s.yaml': own('new c') });
    const real: (...args: never[]) => unknown = fs[name];
    let calls = 0;
    const mock = jest.spyOn(fs, name).mockImplementation((...args: unknown[]) => {
      calls += 1;
      if (calls === 2) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      Reflect.apply(real, fs, args);
    });
    expect(() => writeOutput(prepared)).toThrow(/output-not-writable.*no space left on device/);
    mock.mockRestore();
    expect(listing().map((file) => [file, fs.readFileSync(path.join(out, file), 'utf8')])).toEqual(before);
  });
});
