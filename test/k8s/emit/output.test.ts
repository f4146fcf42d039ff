import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NetpactError } from '../../../lib/diagnostics/netpact-error';
import { isUpToDate, type OutputPlan, type OutputRequest, planOutput } from '../../../lib/k8s/emit/output-plan';
import { isHalfWritten } from '../../../lib/k8s/emit/run-folder';
import { writeOutputSync } from '../../../lib/k8s/emit/write-output';

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
type Files = Readonly<Record<string, string>>;
const asked = (files: Files, allowRemoved = false): OutputRequest => ({
  outDir: out,
  files: new Map(Object.entries(files)),
  allowRemoved,
});
const plan = (files: Files, allowRemoved = false): OutputPlan => planOutput(asked(files, allowRemoved));

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
    jest.spyOn(fs, 'lstatSync').mockImplementation(() => {
      throw denied;
    });
    expect(plan({ 'a.k8s.yaml': own('new') }).findings).toMatchObject([
      { code: 'output-not-readable', message: expect.stringContaining('EACCES') },
    ]);
    expect(() => writeOutputSync(asked({ 'a.k8s.yaml': own('new') }))).toThrow(/output-not-readable/);
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
    expect(() => writeOutputSync(asked({ 'a.k8s.yaml': own() }))).toThrow(NetpactError);
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

  it('refuses an output folder that is a link to nowhere, and writes through one to a folder', () => {
    fs.mkdirSync(path.dirname(out));
    fs.symlinkSync('gone', out);
    expect(plan({ 'a.k8s.yaml': own() }).findings).toMatchObject([
      { code: 'output-not-a-folder', message: `${out} is a link that leads to no folder` },
    ]);
    fs.mkdirSync(path.join(path.dirname(out), 'gone'));
    writeOutputSync(asked({ 'a.k8s.yaml': own() }));
    expect(fs.readdirSync(path.join(path.dirname(out), 'gone'))).toEqual(['a.k8s.yaml']);
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
    expect(planOutput({ ...asked({ 'x.k8s.yaml': own() }), outDir: path.join(out, 'prod') }).findings).toMatchObject([
      { code: 'output-nested' },
    ]);
  });
});

describe('writing', () => {
  it('does all that was planned and leaves nothing else behind', () => {
    onDisk('old/a.yaml', own('old'));
    onDisk('kustomization.yaml', own('old'));
    onDisk('mine.yaml', 'mine');
    writeOutputSync(asked({ 'kustomization.yaml': own('new'), 'shop/b.yaml': own('b') }));
    expect(listing()).toEqual(['kustomization.yaml', 'mine.yaml', 'shop/', 'shop/b.yaml']);
    expect(fs.readFileSync(path.join(out, 'kustomization.yaml'), 'utf8')).toBe(own('new'));
    expect(isUpToDate(plan({ 'kustomization.yaml': own('new'), 'shop/b.yaml': own('b') }))).toBe(true);
  });

  it('keeps a folder that still holds somebody else’s file', () => {
    onDisk('old/a.yaml', own());
    onDisk('old/mine.txt', 'mine');
    writeOutputSync(asked({}));
    expect(listing()).toEqual(['old/', 'old/mine.txt']);
  });

  it('keeps the permissions of a file', () => {
    fs.chmodSync(onDisk('a.k8s.yaml', own('old')), 0o640);
    writeOutputSync(asked({ 'a.k8s.yaml': own('new') }));
    expect(fs.statSync(path.join(out, 'a.k8s.yaml')).mode & 0o777).toBe(0o640);
  });

  const full = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const wanted = { 'a/new.yaml': own('new'), 'b.k8s.yaml': own('new b'), 'c.k8s.yaml': own('new c') };
  const contents = () =>
    listing().map((file) => [file, file.endsWith('/') || fs.readFileSync(path.join(out, file), 'utf8')]);

  function oldFiles(): void {
    onDisk('b.k8s.yaml', own('old b'));
    onDisk('c.k8s.yaml', own('old c'));
    onDisk('stale1.k8s.yaml', own('stale 1'));
    onDisk('stale/2.k8s.yaml', own('stale 2'));
  }

  /** Lets calls of a function of the file system fail. */
  function failing(name: 'renameSync' | (typeof calledFunctions)[number], fails: (call: number) => boolean) {
    const real: (...args: never[]) => unknown = fs[name];
    let calls = 0;
    const mock = jest.spyOn(fs, name).mockImplementation((...args: unknown[]) => {
      calls += 1;
      if (fails(calls)) throw full();
      return Reflect.apply(real, fs, args);
    });
    return { mock, calls: () => calls };
  }

  function errorOf(action: () => void): unknown {
    try {
      action();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  const calledFunctions = ['mkdirSync', 'linkSync', 'openSync', 'writeFileSync', 'fsyncSync', 'renameSync'] as const;
  it.each(calledFunctions)('does everything or nothing, whichever call of %s fails', (name) => {
    for (let nth = 1; ; nth++) {
      fs.rmSync(out, { recursive: true, force: true });
      oldFiles();
      const before = contents();
      const { mock, calls } = failing(name, (call) => call === nth);
      const error = errorOf(() => writeOutputSync(asked(wanted)));
      mock.mockRestore();
      if (error === undefined) expect(listing()).toEqual(['a/', 'a/new.yaml', 'b.k8s.yaml', 'c.k8s.yaml']);
      else {
        expect(String(error)).toMatch(/output-not-writable.*no space left on device/);
        expect(contents()).toEqual(before);
      }
      if (calls() < nth) break;
    }
  });

  it('says so if it can neither go on nor back, and the next run ends what was begun', () => {
    oldFiles();
    // The journal's own rename and two of the files' work.
    const { mock } = failing('renameSync', (call) => call > 3);
    expect(() => writeOutputSync(asked(wanted))).toThrow(/output-unfinished.*no space left on device/);
    mock.mockRestore();
    expect(plan(wanted).isUnfinished).toBe(true);
    expect(isHalfWritten(out)).toBe(true);
    writeOutputSync(asked(wanted));
    expect(listing()).toEqual(['a/', 'a/new.yaml', 'b.k8s.yaml', 'c.k8s.yaml']);
  });

  it('leaves no folder where a first output cannot be written', () => {
    const { mock } = failing('writeFileSync', (call) => call === 1);
    expect(() => writeOutputSync(asked(wanted))).toThrow(/output-not-writable/);
    mock.mockRestore();
    expect(fs.readdirSync(root)).toEqual([]);
  });

  it('touches nothing where everything is as it should be', () => {
    writeOutputSync(asked(wanted));
    const { mock, calls } = failing('mkdirSync', () => true);
    writeOutputSync(asked(wanted));
    mock.mockRestore();
    expect(calls()).toBe(0);
  });

  it('replaces what allows before what isolates, and removes last', () => {
    onDisk('shop/default-deny-all.yaml', own(document('shop', 'default-deny-all')));
    onDisk('old/allow-a.yaml', own(document('old', 'allow-a')));
    onDisk('old/default-deny-all.yaml', own(document('old', 'default-deny-all')));
    const moved: string[] = [];
    const real = fs.renameSync;
    const mock = jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      moved.push(
        ...[from, to].map((each) => path.relative(out, String(each))).filter((each) => each.endsWith('.yaml')),
      );
      real(from, to);
    });
    const isolating = own(`${document('shop', 'default-deny-all')}spec: {}\n`);
    writeOutputSync(
      asked(
        {
          'shop/default-deny-all.yaml': isolating,
          'kustomization.yaml': own(),
          'shop/x-isolate-db-ingress.yaml': own(document('shop', 'x-isolate-db-ingress')),
          'shop/allow-web.yaml': own(document('shop', 'allow-web')),
        },
        true,
      ),
    );
    mock.mockRestore();
    expect(moved.slice(0, 2)).toEqual(['shop/allow-web.yaml', 'kustomization.yaml']);
    expect(moved.slice(2, 4).sort()).toEqual(['shop/default-deny-all.yaml', 'shop/x-isolate-db-ingress.yaml']);
    expect(moved.slice(4)).toEqual(['old/default-deny-all.yaml', 'old/allow-a.yaml']);
  });
});
