import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadPatterns } from '../../../lib/k8s/load/load-patterns';

let outside = '';
let folder = '';
beforeEach(() => {
  outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'netpact-patterns-')));
  folder = path.join(outside, 'repository');
  mkdirSync(path.join(folder, '.git'), { recursive: true });
  jest.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(outside, { recursive: true, force: true });
});

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;

function write(...files: string[]): void {
  for (const file of files) writeAs(file, namespace(path.basename(file).replace(/\..*/, '')));
}

function writeAs(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

function link(target: string, name: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  symlinkSync(target, path.join(folder, name));
}

function load(...patterns: string[]) {
  const at = { file: 'app.ts', line: 3, column: 7 };
  const { resources, findings, notes } = loadPatterns(
    patterns.map((pattern) => ({ pattern, at })),
    { said: (pattern) => `include('${pattern}')`, codes: 'include' },
  );
  return {
    names: resources.namespaces.map(({ name }) => name).sort(),
    codes: findings.map(({ code }) => code),
    findings,
    notes: notes.map(({ message }) => message),
  };
}

it.each<[pattern: string, names: readonly string[]]>([
  ['m/a.yaml', ['a']],
  ['m', ['a', 'b', 'c', 'd']],
  ['m/', ['a', 'b', 'c', 'd']],
  ['./m/**', ['a', 'b', 'c', 'd']],
  ['m/*', ['a', 'b', 'c', 'd']],
  ['m/*.yaml', ['a']],
  ['m/**/*.yaml', ['a', 'b', 'c']],
  ['m/{x,y}/*.yaml', ['b']],
  ['m/{x,x/deep}/*', ['b', 'c', 'd']],
  ['m/{x/deep,z}/*.yml', ['d']],
  ['m/?/**/[cd].y*ml', ['c', 'd']],
  ['**/deep', ['c', 'd']],
  ['m/**/x/**/c.yaml', ['c']],
])('%s reads %j', (pattern, names) => {
  write('m/a.yaml', 'm/x/b.yaml', 'm/x/deep/c.yaml', 'm/x/deep/d.yml');
  writeAs('m/README.md', 'not read');
  expect(load(pattern)).toMatchObject({ names, codes: [] });
});

it('reads a file once, however many patterns and links lead to it', () => {
  write('m/a.yaml', 'm/x/b.yaml');
  link('x', 'm/again');
  expect(load('m', 'm/*.yaml', 'm/**/*.yaml', 'm/a.yaml')).toMatchObject({
    names: ['a', 'b'],
    codes: [],
    notes: ['m/x leads to a folder that is read already: it is skipped'],
  });
});

it('follows links to folders, by their own name and in a circle', () => {
  write('versions/v2/a.yaml');
  link('versions/v2', 'current');
  link('..', 'versions/v2/up');
  expect(load('current').names).toEqual(['a']);
  expect(load('current/**').names).toEqual(['a']);
  expect(load('c*/*.yaml').names).toEqual(['a']);
  expect(load('**/v2/**/*.yaml').names).toEqual(['a']);
});

it('finds what a pattern means by the name of a link, also where the folder itself comes first', () => {
  write('m/a/one.yaml');
  link('a', 'm/current');
  expect(load('m/**/current/*.yaml')).toMatchObject({ names: ['one'], codes: [] });
});

it('does not follow a link out of the repository, and says so', () => {
  mkdirSync(path.join(outside, 'secret'));
  writeFileSync(path.join(outside, 'secret/s.yaml'), namespace('s'));
  link(path.join(outside, 'secret'), 'm/out');
  write('m/a.yaml');
  for (const pattern of ['m/**', 'm/**/*.yaml', 'm/*/*.yaml', 'm/out'])
    expect(load(pattern)).toMatchObject({ codes: ['link-leads-out'] });
  expect(load('m/**').findings[0]).toMatchObject({
    message: 'm/out is a link that leads out of the repository: it is not read',
    help: ['name what it leads to by its own path'],
    token: 'm/**',
    at: { line: 3 },
  });
});

it('says which folders and files it passes by', () => {
  write('a.yaml', 'node_modules/p/b.yaml');
  writeAs('values.yaml', 'replicas: 1\n');
  expect(load('**').notes).toEqual([
    '1 file is no Kubernetes object (no kind and apiVersion) and is left out: values.yaml',
    "2 folders are left out, because they hold no manifests of one's own: .git and node_modules",
  ]);
  expect(load('**/a.yaml').notes).toEqual([
    "2 folders are left out, because they hold no manifests of one's own: .git and node_modules",
  ]);
});

it('renders nothing: a kustomization that changes what it lists, and a chart, are errors that say what to do', () => {
  write('k/base/a.yaml', 'c/values.yaml', 'c/templates/b.yaml');
  writeAs('k/base/kustomization.yaml', 'resources: [a.yaml]\n');
  writeAs('k/prod/kustomization.yaml', 'resources: [../base]\nnamePrefix: prod-\n');
  writeAs('c/Chart.yaml', 'apiVersion: v2\nname: c\nversion: 1.0.0\n');
  expect(load('k/base')).toMatchObject({ names: ['a'], codes: [] });
  expect(load('k/prod').findings).toMatchObject([
    {
      code: 'root-not-rendered',
      message:
        'k/prod is a kustomization that changes what it lists (namePrefix): an app reads manifests as they are written',
      help: ['render it to a file, and name that: kustomize build k/prod > rendered.yaml'],
      at: { line: 3 },
      token: 'k/prod',
    },
  ]);
  expect(load('c').findings[0]?.help).toEqual([
    'render it to a file, and name that: helm template c c > rendered.yaml',
  ]);
  const both = load('**').findings;
  expect(both).toMatchObject([{ code: 'roots-below', at: { line: 3 } }]);
  expect(both[0]?.help).toEqual([
    'an app reads manifests as they are written: render each of these to a file, and name that',
    'c  (has templates)',
    'k/prod  (has namePrefix)',
  ]);
  expect(load('k/**/*.yaml').codes).toContain('root-not-rendered');
  expect(load('**/templates/*.yaml').codes).toEqual([]);
});

it.each<[pattern: string, code: string, message: string]>([
  ['none.yaml', 'include-unreadable', "include('none.yaml') cannot be read (ENOENT)"],
  ['x/*.yaml', 'include-empty', "include('x/*.yaml') finds no manifest"],
  ['m/*.json', 'include-empty', "include('m/*.json') finds no manifest"],
  ['empty', 'include-empty', "include('empty') finds no manifest"],
  ['', 'file-unreadable', 'a PATH is empty'],
])('%s: %s', (pattern, code, message) => {
  write('m/a.yaml');
  mkdirSync(path.join(folder, 'empty'));
  expect(load('m', pattern).findings).toMatchObject([{ code, message, at: { line: 3 }, token: pattern }]);
});

it('finds what is broken where it stands, and lets other files be anything', () => {
  writeAs('m/broken.yaml', 'kind: Namespace\napiVersion: v1\nmetadata: {name: [\n');
  writeAs('m/other.yaml', 'a: [\n');
  write('m/a.yaml');
  const { findings } = load('m/**/*.yaml');
  expect(findings.map(({ code }) => code)).toEqual(['yaml-syntax']);
});
