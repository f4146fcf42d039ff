import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { resolveLocation } from '../../../lib/diagnostics/finding';
import { loadPaths } from '../../../lib/k8s/load';
import { unreadable } from '../../../lib/k8s/load/files/read-file';

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netpact-load-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, content: string | Buffer): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), content);
}

async function load(...paths: string[]) {
  const result = await loadPaths(paths, { cwd: folder });
  return {
    names: result.resources.namespaces.map(({ name }) => name),
    files: result.resources.namespaces.map(({ origin }) => origin.file),
    codes: result.findings.map(({ code }) => code),
    notes: result.notes.map(({ code }) => code),
    messages: result.findings.map(({ message }) => message),
  };
}

test('a folder is read recursively, in the order of the names, and other files are left alone', async () => {
  write('m/b.yaml', namespace('b'));
  write('m/a/z.yml', namespace('z'));
  write('m/c.json', JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'c' } }));
  write('m/README.md', 'kind: Namespace');
  expect(await load('m')).toMatchObject({
    names: ['z', 'b', 'c'],
    files: ['m/a/z.yml', 'm/b.yaml', 'm/c.json'],
    codes: [],
  });
  expect((await load('.')).files).toEqual(['m/a/z.yml', 'm/b.yaml', 'm/c.json']);
});

test('a file that is named is read whatever its name is', async () => {
  write('rendered.txt', namespace('a'));
  expect(await load('rendered.txt')).toMatchObject({ names: ['a'], codes: [] });
});

test('"-" is the standard input, and its places say so', async () => {
  const { findings } = await loadPaths(['-'], { stdin: () => 'a: [\n' });
  expect(findings.map(({ at }) => resolveLocation(at)?.file)).toEqual(['<stdin>']);
  const { resources } = await loadPaths(['-'], { stdin: async () => namespace('a') });
  expect(resources.namespaces).toHaveLength(1);
});

test('links that lead in a circle end', async () => {
  write('m/a.yaml', namespace('a'));
  symlinkSync('.', path.join(folder, 'm/loop'));
  symlinkSync('self.yaml', path.join(folder, 'm/self.yaml'));
  const { names, codes, notes, messages } = await load('m');
  expect({ names, codes, notes }).toEqual({ names: ['a'], codes: ['file-unreadable'], notes: ['folder-skipped'] });
  expect(messages[0]).toContain('m/self.yaml is a symbolic link that leads back to itself');
});

test('a file that several links lead to is read once, as in a mounted ConfigMap', async () => {
  write('m/..data/a.yaml', namespace('a'));
  symlinkSync('..data/a.yaml', path.join(folder, 'm/a.yaml'));
  expect(await load('m')).toMatchObject({ names: ['a'], codes: [] });
});

test('a path that does not exist, and a link to nowhere, are errors', async () => {
  write('m/a.yaml', namespace('a'));
  symlinkSync('nowhere.yaml', path.join(folder, 'm/b.yaml'));
  expect((await load('missing.yaml', 'm')).messages).toEqual([
    'missing.yaml does not exist',
    'm/b.yaml does not exist',
  ]);
});

const testUnlessRoot = process.getuid?.() === 0 ? test.skip : test;
testUnlessRoot('a folder without permission is an error', async () => {
  write('m/closed/a.yaml', namespace('a'));
  chmodSync(path.join(folder, 'm/closed'), 0);
  expect((await load('m')).messages).toEqual(['m/closed cannot be read: permission denied']);
  chmodSync(path.join(folder, 'm/closed'), 0o755);
});

test('a lack of permission is said in words', () => {
  const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  expect(unreadable('m/closed', error)).toMatchObject({ message: 'm/closed cannot be read: permission denied' });
});

test('a file of 200 MB is refused with the limit', async () => {
  write('big.yaml', '');
  truncateSync(path.join(folder, 'big.yaml'), 200 * 1024 * 1024);
  const { codes, messages } = await load('big.yaml');
  expect(codes).toEqual(['file-too-large']);
  expect(messages[0]).toContain('128 MiB');
});

test.each([
  ['UTF-16', Buffer.from(`\uFEFF${namespace('a')}`, 'utf16le'), 'UTF-16'],
  ['Latin-1', Buffer.from('a: \xe9', 'latin1'), 'not UTF-8'],
])('%s is refused', async (_, bytes, message) => {
  write('a.yaml', bytes);
  const { codes, messages } = await load('a.yaml');
  expect(codes).toEqual(['file-encoding']);
  expect(messages[0]).toContain(message);
});

test('a key that only UTF-16 shows keeps a file of a folder from being passed by', async () => {
  write('m/a.yaml', namespace('a'));
  // kubectl reads this: U+2028 ends the comment. Byte by byte it does not.
  const text = '\uFEFF# c\u2028kind: Namespace\n# c\u2028apiVersion: v1\n';
  write('m/b.yaml', Buffer.from(text, 'utf16le').swap16());
  expect((await load('m')).codes).toEqual(['file-encoding']);
  write('m/b.yaml', Buffer.from('\uFEFFa: b: c\n', 'utf16le'));
  expect((await load('m')).codes).toEqual([]);
});

test('no Kubernetes object at all is an error', async () => {
  write('m/notes.yaml', 'a: 1\n');
  expect((await load('m')).codes).toEqual(['no-kubernetes-object']);
  mkdirSync(path.join(folder, 'empty'));
  expect((await load('empty')).codes).toEqual(['no-kubernetes-object']);
});

test('the templates of a chart are recognised when they are passed without the chart', async () => {
  write('chart/Chart.yaml', 'name: x\n');
  write('chart/templates/a.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {{ .Values.x }}\n');
  expect((await load('chart')).codes).toEqual(['root-not-rendered']);
  for (const given of ['chart/templates', 'chart/templates/a.yaml']) {
    expect((await load(given)).codes).toEqual(['template-not-rendered']);
  }
});

test('node_modules is skipped, with a note', async () => {
  write('node_modules/x/package.json', '{"name": "x"}');
  write('a.yaml', namespace('a'));
  expect(await load('.')).toMatchObject({ names: ['a'], notes: ['folder-skipped'] });
});
