import { isDeepStrictEqual } from 'node:util';
import { fieldOf } from '../../lib/k8s/manifest-value';
import { recordedReadings } from '../k8s/load/recorded-readings';
import { scene as openScene, type Scene } from './run-netpact';

const readings = recordedReadings();

const scenes: Scene[] = [];
function scene(files: Readonly<Record<string, string>>): Scene {
  const made = openScene(files);
  scenes.push(made);
  return made;
}
afterAll(() => {
  for (const made of scenes) made.remove();
});

const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`;

/** The objects of a document, as the command splits it; what has no kind and no apiVersion is none. */
function objectsOf(document: unknown): readonly unknown[] {
  const isObject = typeof fieldOf(document, 'kind') === 'string' && typeof fieldOf(document, 'apiVersion') === 'string';
  const items = fieldOf(document, 'items');
  if (!isObject) return [];
  return Array.isArray(items) ? items.flatMap(objectsOf) : [document];
}

test('every object of the recorded texts is printed as kubectl reads it, and what is not is refused by name', () => {
  const folder = scene(Object.fromEntries(readings.map(({ case: name, as, text }) => [`texts/${name}.${as}`, text])));
  const { stdout, stderr, code } = folder.netpact(['read', 'texts', '--format', 'json', '--verbose']);
  expect(code).toBe(2);
  const { schemaVersion, objects } = JSON.parse(stdout);
  expect(schemaVersion).toBe(1);
  const refused = new Set([...stderr.matchAll(/^error\[[^\n]*\n +--> texts\/([^\n:]+):/gm)].map(([, file]) => file));
  const wrong: string[] = [];
  let agreed = 0;
  for (const { case: name, as, documents, error } of readings) {
    const file = `texts/${name}.${as}`;
    const isRefused = refused.has(`${name}.${as}`);
    const printed = objects.filter((each: unknown) => fieldOf(each, 'location', 'file') === file);
    const read = printed.map((each: unknown) => fieldOf(each, 'object'));
    if (error !== undefined && !isRefused && printed.length > 0) wrong.push(name);
    if (isRefused || error !== undefined) continue;
    if (isDeepStrictEqual(read, documents.flatMap(objectsOf))) agreed++;
    else wrong.push(name);
  }
  expect(wrong).toEqual([]);
  expect(agreed).toBeGreaterThan(150);
});

describe('the objects of an input', () => {
  const texts = {
    'a.yaml': `apiVersion: v1\nkind: List\nitems:\n- &pod\n  kind: Pod\n  apiVersion: v1\n  metadata: {name: p}\n- *pod\n---\n${configMap('c', '{n: 9007199254740993, big: 18446744073709551615, f: 1.0, on: yes, z: "a\\u202eb"}')}`,
    'b.json': '{"kind": "Secret", "apiVersion": "v1", "b": 1, "a": {"😀": 1, "\uFFFD": 2, "10": 3, "9": 4}}',
  };

  test('are printed whole, split and sorted, with the place of each', () => {
    const { stdout, code } = scene(texts).netpact(['read', 'a.yaml', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      objects: [
        { object: { kind: 'Pod', metadata: { name: 'p' } }, location: { file: 'a.yaml', line: 5, column: 3 } },
        { object: { kind: 'Pod' }, location: { file: 'a.yaml', line: 8, column: 3 } },
        { object: { kind: 'ConfigMap' }, location: { file: 'a.yaml', line: 10, column: 1 } },
      ],
    });
    // The key `n` is false to YAML 1.1, and `on` is true; whole numbers keep their digits.
    expect(stdout).toContain('"big": 18446744073709551615,');
    expect(stdout).toContain('"false": 9007199254740993,');
    expect(stdout).toContain('"true": true,');
    expect(stdout.indexOf('"apiVersion"')).toBeLessThan(stdout.indexOf('"kind"'));
  });

  test('have their keys in the order of their bytes', () => {
    const { stdout } = scene(texts).netpact(['read', 'b.json', '--format', 'json']);
    const keys = [...stdout.matchAll(/^ {10}"([^"]+)"/gm)].map(([, key]) => key);
    expect(keys).toEqual(['10', '9', '\uFFFD', '😀']);
  });

  test('are YAML by default that reads as the same, each under a comment with its place', () => {
    const folder = scene(texts);
    const yaml = folder.netpact(['read', 'a.yaml', 'b.json']);
    expect(yaml.code).toBe(0);
    expect(yaml.stdout).toMatch(/^---\n# a\.yaml:5:3\napiVersion: v1\nkind: Pod\n/);
    folder.write('again.yaml', yaml.stdout);
    const objects = (run: { stdout: string }) =>
      JSON.parse(run.stdout).objects.map((each: unknown) => fieldOf(each, 'object'));
    expect(objects(folder.netpact(['read', 'again.yaml', '--format', 'json']))).toEqual(
      objects(folder.netpact(['read', 'a.yaml', 'b.json', '--format', 'json'])),
    );
  });

  test('are printed before anything is checked, folded or merged', () => {
    const policy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {ingres: [x]}\n';
    const { stdout, code } = scene({ 'a.yaml': `${policy}---\n${policy}` }).netpact(['read', 'a.yaml']);
    expect([code, stdout.split('ingres:').length - 1]).toEqual([0, 2]);
  });

  test('come from the standard input as well, definitions of custom resources among them', () => {
    const definition =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: x.example.com\nspec: {}\n';
    const { stdout, code } = scene({}).netpact(['read', '-'], {}, { input: definition });
    expect([code, stdout]).toEqual([0, expect.stringContaining('# <stdin>:1:1\napiVersion: apiextensions.k8s.io/v1')]);
  });
});

test('each root has its own objects, with all their digits', () => {
  const folder = scene({
    'a/kustomization.yaml': 'resources: [c.yaml]\n',
    'a/c.yaml': configMap('c', '{k: 9007199254740993}'),
    'b/kustomization.yaml': 'resources: [d.yaml]\n',
    'b/d.yaml': configMap('d', '{}'),
  });
  const { stdout, code } = folder.netpact(['read', '.', '--each', '--format', 'json']);
  expect(code).toBe(0);
  expect(stdout).toContain('9007199254740993');
  expect(JSON.parse(stdout)).toMatchObject({
    roots: [
      { root: 'a', exitCode: 0, schemaVersion: 1, objects: [{ location: { file: 'a/c.yaml' } }] },
      { root: 'b', exitCode: 0, objects: [{ location: { file: 'b/d.yaml' } }] },
    ],
  });
  expect(folder.netpact(['read', 'a', '--each']).stdout).toMatch(/^# === a\n---\n# a\/c\.yaml:1:1\n/);
});

test('what is refused is said with its place, what was read is printed, and the exit code is 2', () => {
  const folder = scene({
    'a.yaml': `${configMap('c', '{}')}---\n${configMap('d', '[::/0]')}---\nkind: Pod\napiVersion: v1\nitems: 5\n`,
  });
  const { stdout, stderr, code } = folder.netpact(['read', 'a.yaml']);
  expect(code).toBe(2);
  expect(stdout).toContain('name: c');
  expect(stdout).not.toContain('name: d');
  expect(stderr).toContain('--> a.yaml:9:8');
  expect(stderr).toContain('items is no list');
});

test('an input without an object is refused, and the JSON of it is empty', () => {
  const { stdout, code } = scene({ 'a.yaml': 'a: 1\n' }).netpact(['read', 'a.yaml', '--format', 'json']);
  expect([code, JSON.parse(stdout)]).toEqual([2, { schemaVersion: 1, objects: [] }]);
});

test('no recorded text makes the audit end with a mistake of its own', () => {
  const texts = readings.filter(({ case: name }) => name.startsWith('found-'));
  const folder = scene(Object.fromEntries(texts.map(({ case: name, as, text }) => [`texts/${name}.${as}`, text])));
  expect(folder.netpact(['audit', 'texts']).code).toBe(2);
  for (const { case: name, as } of texts.filter(({ case: name }) => /crash|cr|ls|nel|crd|bom/.test(name))) {
    expect([name, folder.netpact(['audit', `texts/${name}.${as}`]).code]).not.toEqual([name, 3]);
  }
});
