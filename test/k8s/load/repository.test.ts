import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type LoadPathsOptions, type LoadResult, loadPaths, loadPathsSync } from '../../../lib/k8s/load';

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-repository-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), content);
  }
}

const told = ({ resources, findings, notes, assumptions }: LoadResult) => ({
  names: resources.namespaces.map(({ name }) => name),
  codes: findings.map(({ code }) => code),
  notes: notes.map(({ code, all }) => [code, ...(all ?? [])].join(' ')),
  assumed: assumptions.map(({ kind, message }) => `${kind}: ${message}`),
});

/** Both ways to read say the same. */
async function load(paths: readonly string[], options: Pick<LoadPathsOptions, 'exclude'> = {}) {
  const loaded = told(await loadPaths(paths, { cwd: folder, ...options }));
  expect(told(loadPathsSync(paths, { cwd: folder, ...options }))).toEqual(loaded);
  return loaded;
}

describe('files in a folder that are no Kubernetes', () => {
  test('never fail a run, and are counted in one line', async () => {
    write({
      'a.yaml': namespace('a'),
      '.travis.yml': 'language: node_js\nscript: npm test\n',
      '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
      'mkdocs.yml': 'site_name: x\n',
      'package.json': '{"name": "x"}',
      'tsconfig.json': '{"a": 1, // comment\n "b": "x" // more\n}',
    });
    expect(await load(['.'])).toEqual({
      names: ['a'],
      codes: [],
      notes: ['document-skipped .github/workflows/ci.yml .travis.yml mkdocs.yml package.json tsconfig.json'],
      assumed: [
        'not-read: 1 file cannot be read, has no line with the key apiVersion or kind, and is taken for no manifest: tsconfig.json',
      ],
    });
  });

  test.each([
    ['a syntax that is refused', 'a: [\n'],
    ['an alias of nothing', 'extra: *nothing\n'],
    ['a template', 'name: {{ .Values.name }}\nkind_of: x\n'],
    ['tabs', 'a:\n\tb: c\n'],
    ['another encoding', Buffer.from('a: \xe9', 'latin1')],
    ['a key that is set twice', 'a: 1\na: 2\n'],
    ['the words in a comment', '# apiVersion: v1\n# kind: Pod\na: [\n'],
    ['the words in others', 'apiVersions: 1\nmy-kind: 2\nof.kind: 3\nx: kind of\na: [\n'],
  ])('with %s are left out, which is an assumption', async (_, content) => {
    write({ 'a.yaml': namespace('a'), 'odd.yaml': content });
    const { names, codes, notes, assumed } = await load(['.']);
    expect({ names, codes, notes }).toEqual({ names: ['a'], codes: [], notes: ['document-skipped odd.yaml'] });
    expect(assumed).toEqual([expect.stringContaining('not-read: 1 file cannot be read')]);
  });

  test.each([
    ['kind: [\n'],
    ['a: [\nkind: Pod\n'],
    ['- "kind" : Pod\n  a: [\n'],
    ['{"apiVersion": "v1", '],
    ["a: ['b\n'apiVersion': v1\n"],
    ['"\\x6bind": Pod\na: [\n'],
    ['"api\\u0056ersion": v1\na: [\n'],
    ['? kind\n: Pod\na: [\n'],
    ['&k kind : Pod\na: [\n'],
    ['x: &k apiVersion\n*k : v1\na: [\n'],
    ['!!str kind: Pod\na: [\n'],
    ['# a comment\rkind: Pod\na: [\n'],
    ['# a comment\u2028kind: Pod\na: [\n'],
    ['k\uFEFFind: Pod\na: [\n'],
    ['!!binary a2luZA==: Pod\na: [\n'],
    [Buffer.from('\xe9: 1\nkind: Pod\n', 'latin1')],
    [Buffer.from('\uFEFFkind: Pod\n', 'utf16le')],
  ])('do not hide one that looks like it: %j', async (content) => {
    write({ 'a.yaml': namespace('a'), 'odd.yaml': content });
    expect(await load(['.'])).toMatchObject({ codes: [expect.stringMatching(/^(?:yaml|file)-/)], assumed: [] });
  });

  test('are an error where the user names them', async () => {
    write({ 'a.yaml': namespace('a'), 'odd.yaml': 'a: [\n' });
    expect(await load(['a.yaml', 'odd.yaml'])).toMatchObject({ codes: ['yaml-syntax'], notes: [] });
  });

  test('are looked through where they are too large to be held', async () => {
    write({ 'a.yaml': namespace('a'), 'm/data.json': '', 'n/big.yaml': '' });
    for (const file of ['m/data.json', 'n/big.yaml']) fs.truncateSync(path.join(folder, file), 130 * 1024 * 1024);
    fs.appendFileSync(path.join(folder, 'n/big.yaml'), '\nkind: Pod\n');
    expect(await load(['a.yaml', 'm'])).toMatchObject({ names: ['a'], codes: [], assumed: [expect.any(String)] });
    expect(await load(['n'])).toMatchObject({ codes: ['file-too-large'] });
  });

  test('do not make an empty input a success', async () => {
    write({ 'm/odd.yaml': 'a: [\n', 'm/b.yaml': 'b: 1\n' });
    expect(await load(['m'])).toMatchObject({ codes: ['no-kubernetes-object'] });
  });
});

describe('folders of others', () => {
  test('vendor is left out beside a go.mod or composer.json only', async () => {
    write({
      'go/go.mod': '',
      'go/vendor/x/a.yaml': namespace('go'),
      'php/composer.json': '{}',
      'php/vendor/a.yaml': namespace('php'),
      'own/vendor/a.yaml': namespace('own'),
    });
    const { names, notes } = await load(['.']);
    expect(names).toEqual(['own']);
    expect(notes).toContain('folder-skipped go/vendor php/vendor');
  });

  test.each(['node_modules', '.git', 'vendor'])('%s is read where PATH names it or lies inside of it', async (name) => {
    write({ 'go.mod': '', [`${name}/x/a.yaml`]: namespace('a'), 'b.yaml': namespace('b') });
    expect(await load(['.'])).toMatchObject({ names: ['b'], notes: [`folder-skipped ${name}`] });
    for (const given of [name, `${name}/x`, `${name}/x/a.yaml`])
      expect(await load([given])).toMatchObject({ names: ['a'], notes: [] });
  });
});

describe('exclude', () => {
  const files = ['a.yaml', 'test/a.yaml', 'deploy/test/b.yaml', 'deploy/c.json', 'deploy/prod/test.yaml'];
  test.each([
    [['test'], ['c', 'prod-test', 'a']],
    [['test/'], ['c', 'prod-test', 'a']],
    [['test/**'], ['c', 'prod-test', 'deploy-b', 'a']],
    [['/test'], ['c', 'prod-test', 'deploy-b', 'a']],
    [['**/test'], ['c', 'prod-test', 'a']],
    [['deploy/**/*.yaml'], ['c', 'a', 'test-a']],
    [['*.json'], ['prod-test', 'deploy-b', 'a', 'test-a']],
    [['{test,*.json}'], ['prod-test', 'a']],
    [['[a-b].yaml'], ['c', 'prod-test']],
    [['?.yaml', 'deploy/c*'], ['prod-test']],
    [['./deploy/*'], ['a', 'test-a']],
  ])('%j leaves out what it matches, and says so', async (exclude, left) => {
    write({
      'a.yaml': namespace('a'),
      'test/a.yaml': namespace('test-a'),
      'deploy/test/b.yaml': namespace('deploy-b'),
      'deploy/c.json': '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "c"}}',
      'deploy/prod/test.yaml': namespace('prod-test'),
    });
    const { names, notes, assumed } = await load(['.'], { exclude });
    expect(names.sort()).toEqual([...left].sort());
    expect(notes).toEqual([expect.stringMatching(/^path-excluded /)]);
    // The user knows what is left out.
    expect(assumed).toEqual([]);
  });

  test('a path with a slash starts at PATH or at the working directory', async () => {
    write({ 'deploy/test/a.yaml': namespace('a'), 'deploy/b.yaml': namespace('b') });
    for (const exclude of ['test/*', 'deploy/test/*', 'deploy/test'])
      expect((await load(['deploy'], { exclude: [exclude] })).names).toEqual(['b']);
    expect((await load(['deploy/b.yaml', 'deploy/test/a.yaml'], { exclude: ['a.yaml'] })).names).toEqual(['b']);
  });

  test('takes nothing out of a kustomization, and says what is read all the same', async () => {
    write({
      'k8s/kustomization.yaml': 'resources: [a.yaml, ../test/b.yaml]\n',
      'k8s/a.yaml': namespace('a'),
      'k8s/c.yaml': namespace('c'),
      'test/b.yaml': namespace('b'),
    });
    for (const given of ['k8s', './k8s/'])
      expect(await load([given], { exclude: ['a.yaml', 'test', 'c.yaml'] })).toMatchObject({
        names: ['a', 'b'],
        notes: ['path-excluded k8s/c.yaml', 'path-not-excluded k8s/a.yaml test/b.yaml'],
      });
    expect(await load(['.'], { exclude: ['a.yaml', 'test'] })).toMatchObject({
      names: ['a', 'b'],
      notes: ['manifest-unlisted', 'path-excluded test', 'path-not-excluded k8s/a.yaml test/b.yaml'],
    });
    expect(await load(['k8s'], { exclude: ['kustomization.yaml', 'a.yaml'] })).toMatchObject({
      names: ['c'],
      notes: ['path-excluded k8s/a.yaml k8s/kustomization.yaml'],
    });
  });

  test('agrees with the ignored files of Git', async () => {
    write(Object.fromEntries(files.map((file) => [file, namespace(file.replace(/[^a-z]/g, '-'))])));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    for (const pattern of [
      'test',
      'test/',
      '/test',
      'test/**',
      '**/test',
      'deploy/*',
      '*/test',
      'deploy/**/*.yaml',
      '*.y*ml',
      '[!a-b].yaml',
      '?.yaml',
      '/a.yaml',
    ]) {
      fs.writeFileSync(path.join(folder, '.gitignore'), `${pattern}\n`);
      const listed = execFileSync('git', ['ls-files', '-o', '--exclude-standard', '-z'], {
        cwd: folder,
        encoding: 'utf8',
      });
      const kept = listed.split('\0').filter((file) => /\.(?:yaml|json)$/.test(file));
      const { resources } = await loadPaths(['.'], { cwd: folder, exclude: [pattern] });
      expect({ pattern, kept: resources.namespaces.map(({ origin }) => origin.file).sort() }).toEqual({
        pattern,
        kept: kept.sort(),
      });
    }
  });
});

describe('what is no file', () => {
  const mkfifo = (file: string) => execFileSync('mkfifo', [path.join(folder, file)]);

  test('is not read in a folder, which is an assumption', async () => {
    write({ 'm/a.yaml': namespace('a') });
    mkfifo('m/pipe.yaml');
    fs.symlinkSync('/dev/zero', path.join(folder, 'm/zero.yaml'));
    expect(await load(['m'])).toEqual({
      names: ['a'],
      codes: [],
      notes: ['file-not-read m/pipe.yaml m/zero.yaml'],
      assumed: ['not-read: 2 pipes and devices are not read, and taken for no manifests: m/pipe.yaml and m/zero.yaml'],
    });
  });

  test('is read where it is named', async () => {
    mkfifo('pipe');
    const writer = fs.promises.writeFile(path.join(folder, 'pipe'), namespace('a'));
    expect(told(await loadPaths(['pipe'], { cwd: folder }))).toMatchObject({ names: ['a'], codes: [] });
    await writer;
  });
});

test('what several paths lead to is read once', async () => {
  write({ 'm/a.yaml': namespace('a'), 'm/n/b.yaml': namespace('b') });
  fs.symlinkSync('m', path.join(folder, 'link'));
  for (const paths of [
    ['m', 'm/a.yaml'],
    ['m/n', 'm'],
    ['m', 'm'],
    ['m/a.yaml', 'm/a.yaml', 'm/n'],
    ['link', 'm'],
  ]) {
    const { names, notes } = await load(paths);
    expect({ paths, names: names.sort() }).toEqual({ paths, names: ['a', 'b'] });
    expect(notes.filter((note) => note.startsWith('duplicate'))).toEqual([]);
  }
});

test.each(['', ' '])(
  'a PATH that is empty, as of a variable that is not set, is not the working directory: %j',
  async (given) => {
    write({ 'a.yaml': namespace('a') });
    expect(await load([given])).toMatchObject({ names: [], codes: ['file-unreadable'] });
    expect(await load(['a.yaml', given])).toMatchObject({ codes: ['file-unreadable'] });
  },
);
