import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadPaths, loadPathsSync } from '../../../lib/k8s/load';
import type { RenderedRoot, Root } from '../../../lib/k8s/load/roots/root';

const namespace = (name: string, more = '') => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}${more}}\n`;
const patches = 'patches: [{patch: "{}"}]\n';

let outside = '';
let folder = '';
beforeEach(() => {
  outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'netpact-roots-')));
  folder = path.join(outside, 'repository');
  mkdirSync(path.join(folder, '.git'), { recursive: true });
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

async function load(...paths: string[]) {
  const rendered: Root[] = [];
  const nothing: RenderedRoot = { texts: [], findings: [], notes: [], assumptions: [] };
  const renderer = {
    command: (_: string, instead: string) => `netpact audit ${instead}`,
    render: async (root: Root) => {
      rendered.push(root);
      return { ...nothing, texts: [{ file: `${root.name}#Namespace/r`, text: namespace('rendered') }] };
    },
  };
  const { resources, findings, notes } = await loadPaths(paths, { cwd: folder, renderer });
  return {
    names: resources.namespaces.map(({ name }) => name),
    codes: findings.map(({ code }) => code),
    messages: findings.map(({ message }) => message),
    help: findings.flatMap(({ help }) => help ?? []),
    notes: notes.filter(({ code }) => code !== 'folder-skipped').map(({ code, message }) => `${code}: ${message}`),
    rendered,
    files: rendered.map(({ files }) => [...files.keys()].map((file) => path.relative(folder, file))),
  };
}

describe('a kustomization that only lists', () => {
  it('is read as the files that it lists, whatever they are called, through other kustomizations', async () => {
    write({
      'app/kustomization.yaml': 'resources: [a.yaml, ../base, deny.txt]\n',
      'app/a.yaml': namespace('a'),
      'app/deny.txt': namespace('txt'),
      'app/forgotten.yaml': namespace('forgotten'),
      'app/values.yaml': 'replicas: 1\n',
      'base/kustomization.yml':
        'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- b.yaml\npatches: []\n',
      'base/b.yaml': namespace('b'),
    });
    const { names, codes, notes } = await load('app');
    expect([names.sort(), codes]).toEqual([['a', 'b', 'txt'], []]);
    expect(notes).toEqual([
      'manifest-unlisted: 1 manifest is not read, because no kustomization lists it: app/forgotten.yaml',
    ]);
    expect(loadPathsSync(['app'], { cwd: folder }).resources.namespaces).toHaveLength(3);
  });

  it('is no root where another one uses it, and files of none are read beside it', async () => {
    write({
      'all/kustomization.yaml': 'resources: [../base]\n',
      'base/Kustomization': 'resources: [b.yaml]\n',
      'base/b.yaml': namespace('b'),
      'loose.yaml': namespace('loose'),
    });
    expect(await load('.')).toMatchObject({ names: ['b', 'loose'], codes: [], notes: [] });
  });

  it('leaves out the kustomizations below that it does not use, and names them', async () => {
    write({
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': namespace('a'),
      'more/kustomization.yaml': 'resources: [m.yaml]\n',
      'more/m.yaml': namespace('m'),
    });
    const { names, notes } = await load('.');
    expect(names).toEqual(['a']);
    expect(notes).toEqual(['root-not-read: more is a kustomization that . does not use: not read']);
  });

  it('is rendered all the same where kustomize leaves out what it lists', async () => {
    const local = `, annotations: {config.kubernetes.io/local-config: "true"}`;
    write({ 'a/kustomization.yaml': 'resources: [a.yaml]\n', 'a/a.yaml': namespace('a', local) });
    expect((await load('a')).rendered.map(({ changes }) => changes)).toEqual(['config.kubernetes.io/local-config']);
    write({ 'a/a.yaml': namespace('a', ', annotations: {"config.kubernetes\\u002eio/local-config": "true"}') });
    expect((await load('a')).rendered).toHaveLength(1);
  });

  it.each([
    [
      'in a list',
      'config.kubernetes.io/local-config',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: a, annotations: {config.kubernetes.io/local-config: "true"}}\n',
    ],
    [
      'after a document that says nothing',
      'config.kubernetes.io/local-config',
      `null\n---\n${namespace('a', ', annotations: {config.kubernetes.io/local-config: "true"}')}`,
    ],
    [
      'under another name',
      'internal.config.kubernetes.io/needsHashSuffix',
      namespace('a', ', annotations: {internal.config.kubernetes.io/needsHashSuffix: enabled}'),
    ],
    [
      'with other merged values',
      '"<<" after other keys, which kustomize reads otherwise',
      namespace('a', ', labels: {app: a, <<: {app: b}}'),
    ],
    ['with other keys', 'the key yes, which kustomize reads otherwise', namespace('a', ', labels: {yes: a}')],
  ])('is rendered where kustomize gives an object %s', async (_, change, text) => {
    write({ 'a/kustomization.yaml': 'resources: [a.yaml]\n', 'a/a.yaml': text });
    const { rendered, names } = await load('a');
    expect([rendered.map(({ changes }) => changes), names]).toEqual([[change], ['rendered']]);
  });

  it('stays a list where keys read alike, and where text only looks like keys', async () => {
    const script =
      'kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata:\n  run: |\n    on: push\n    x: 1\n    <<: y\n';
    const labels =
      ', labels: {<<: {app: b}, app: a, "yes": b, tier: on-call}, annotations: {config.kubernetes.io/origin: x}';
    write({ 'a/kustomization.yaml': 'resources: [a.yaml]\n', 'a/a.yaml': `${namespace('a', labels)}---\n${script}` });
    expect(await load('a')).toMatchObject({ names: ['a'], codes: [], rendered: [] });
  });

  it.each(['apiVersion: ""', 'apiVersion:', 'apiVersion: x/v1\napiVer\u017fion: kustomize.config.k8s.io/v1beta1'])(
    'is for kustomize with %j',
    async (version) => {
      write({
        'a/kustomization.yaml': `${version}\nnamespace: other\nresources: [a.yaml]\n`,
        'a/a.yaml': namespace('a'),
      });
      const { names, codes } = await load('a');
      expect([names, codes]).toEqual(version.includes('\n') ? [[], ['kustomization-invalid']] : [['rendered'], []]);
    },
  );

  it('is read where it is a component and named', async () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml]\n';
    write({ 'a/kustomization.yaml': component, 'a/a.yaml': namespace('a'), 'more.yaml': namespace('more') });
    expect(await load('a')).toMatchObject({ names: ['a'], notes: [] });
    expect((await load('.')).notes).toEqual([
      'root-not-read: a is a component, and no root in . uses it: it is not read',
    ]);
  });

  it('is an object like any other where it is one of a cluster', async () => {
    write({
      'flux/kustomization.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: x}\n',
      'flux/n.yaml': namespace('ns'),
    });
    expect(await load('flux')).toMatchObject({ names: ['ns'], codes: [] });
  });
});

describe('a kustomization that changes something', () => {
  it.each([
    'namespace: prod',
    'patches: [{path: p.yaml}]',
    'patchesStrategicMerge: [p.yaml]',
    'commonLabels: {a: b}',
    'images: [{name: a}]',
    'components: [../component]',
    'bases: [../base]',
    'sortOptions: {order: fifo}',
  ])('is rendered: %s', async (field) => {
    write({
      'a/kustomization.yaml': `resources: [a.yaml]\n${field}\n`,
      'a/a.yaml': namespace('a'),
      'a/p.yaml': namespace('a'),
      'component/kustomization.yaml': 'kind: Component\n',
      'base/kustomization.yaml': 'resources: [b.yaml]\n',
      'base/b.yaml': namespace('b'),
    });
    const { names, codes, rendered } = await load('a');
    expect([names, codes, rendered.map(({ name }) => name)]).toEqual([['rendered'], [], ['a']]);
  });

  it('names every file that it is made of, and none besides', async () => {
    write({
      'app/kustomization.yaml': [
        'resources: [a.yaml, ../base]',
        'patches: [{path: p/one.yaml}, {patch: "- op: remove"}]',
        'patchesStrategicMerge: [two.yaml, "kind: X\\nmetadata: {}"]',
        'patchesJson6902: [{path: three.json}]',
        'configMapGenerator: [{name: c, files: [a.ini, key=b.ini], envs: [c.env], env: d.env}]',
        'secretGenerator: [{name: s, files: [s.txt]}]',
        'replacements: [{path: r.yaml}]',
        'openapi: {path: schema.json}',
        'crds: [crd.json]',
        'configurations: [names.yaml]',
        'transformers: [t.yaml, "apiVersion: builtin\\nkind: LabelTransformer\\n"]',
        'generators: [g.yaml]',
        'components: [../component]',
        '',
      ].join('\n'),
      'app/t.yaml': 'apiVersion: builtin\nkind: PatchTransformer\npath: four.yaml\n',
      'app/g.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nfiles: [k=g.ini]\n',
      'base/kustomization.yaml': 'resources: [b.yaml]\n',
      'component/kustomization.yaml': 'kind: Component\nresources: [c.yaml]\n',
      'app/unused.yaml': namespace('unused'),
    });
    const local = [
      'a.yaml',
      'p/one.yaml',
      'two.yaml',
      'three.json',
      'a.ini',
      'b.ini',
      'c.env',
      'd.env',
      's.txt',
      'r.yaml',
    ];
    const others = ['schema.json', 'crd.json', 'names.yaml', 'four.yaml', 'g.ini'];
    for (const file of [...local, ...others]) write({ [`app/${file}`]: '{}' });
    write({ 'base/b.yaml': namespace('b'), 'component/c.yaml': namespace('c') });
    const { codes, messages, files } = await load('app');
    expect([codes, messages]).toEqual([[], []]);
    const own = [...local, ...others, 'kustomization.yaml', 't.yaml', 'g.yaml'].map((file) => `app/${file}`);
    const used = ['base/kustomization.yaml', 'base/b.yaml', 'component/kustomization.yaml', 'component/c.yaml'];
    expect(files.map((each) => each.sort())).toEqual([[...own, ...used].sort()]);
  });

  it('is refused where nobody renders, with the command', () => {
    write({ 'a/kustomization.yaml': `resources: [a.yaml]\n${patches}`, 'a/a.yaml': namespace('a') });
    const { findings, resources } = loadPathsSync(['a'], { cwd: folder });
    expect(findings).toMatchObject([
      { code: 'root-not-rendered', help: ['render it: kustomize build a | netpact … -'] },
    ]);
    expect(resources.namespaces).toEqual([]);
  });

  it('below PATH, with or without others: nothing is read, and every root is named with its command', async () => {
    write({
      'base/kustomization.yaml': 'resources: [b.yaml]\n',
      'base/b.yaml': namespace('b'),
      'dev/kustomization.yaml': 'resources: [../base]\nnamespace: dev\n',
      'prod/kustomization.yaml': 'resources: [../base]\nnamespace: prod\n',
    });
    const { codes, help, rendered } = await load('.');
    expect([codes, rendered]).toEqual([['roots-below'], []]);
    expect(help).toEqual([
      'all, one after the other: netpact audit .',
      'netpact audit dev  (has namespace)',
      'netpact audit prod  (has namespace)',
    ]);
  });

  it('is not hidden by one that uses it and is used by it', async () => {
    write({ 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' });
    expect((await load('.')).codes).toContain('root-not-local');
  });

  it('is meant alone by its file, whatever lies below its folder', async () => {
    write({
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': namespace('a'),
      'prod/kustomization.yaml': `resources: [..]\n${patches}`,
    });
    expect((await load('.')).codes).toEqual(['roots-below']);
    expect(await load('kustomization.yaml')).toMatchObject({ names: ['a'], codes: [] });
  });

  it('and a file of it beside it are refused; the file alone is read as it is written, and that is said', async () => {
    write({ 'a/kustomization.yaml': `resources: [a.yaml]\n${patches}`, 'a/a.yaml': namespace('a') });
    expect((await load('a/a.yaml', 'a/kustomization.yaml')).codes).toEqual(['root-read-twice']);
    expect(await load('a/a.yaml')).toMatchObject({
      names: ['a'],
      notes: [
        'kustomization-not-applied: a/a.yaml is read as it is written: a/kustomization.yaml, which has patches, is not applied to it',
      ],
    });
  });
});

describe('a checkout that means harm', () => {
  const secret = () => writeFileSync(path.join(outside, 'secret.yaml'), namespace('secret'));
  const using = (field: string) => write({ 'a/kustomization.yaml': `${field}\n`, 'a/a.yaml': namespace('a') });

  it.each([
    'resources: ["https://example.org/x.yaml"]',
    'resources: ["github.com/o/r//x?ref=v1"]',
    'resources: ["GitHub.com/o/r"]',
    'resources: ["github.com:o/r"]',
    'resources: ["git@example.org:o/r"]',
    'resources: ["git::https://example.org/o/r"]',
    'resources: ["file:///etc/hosts"]',
    'resources: ["gh:o/r"]',
    'resources: ["x?ref=y"]',
    'resources: ["/etc/hosts"]',
    'resources: ["../../secret.yaml"]',
    'resources: ["../.."]',
    'resources: ["missing.yaml"]',
    'resources: ["../.git/config"]',
    'components: ["https://example.org/c"]',
    'bases: ["../../.."]',
    'patches: [{path: ../../secret.yaml}]',
    'patchesStrategicMerge: [../../secret.yaml]',
    'patchesJson6902: [{path: /etc/hosts}]',
    'configMapGenerator: [{files: [k=../../secret.yaml]}]',
    'configMapGenerator: [{files: [https://example.org/x]}]',
    'secretGenerator: [{envs: [../.git/config]}]',
    'configMapGenerator: [{env: /proc/self/environ}]',
    'openapi: {path: ../../secret.yaml}',
    'replacements: [{path: ../../secret.yaml}]',
    'configurations: [../../secret.yaml]',
    'crds: [../../secret.yaml]',
    'transformers: [../../secret.yaml]',
    'transformers: ["apiVersion: builtin\\nkind: PatchTransformer\\npath: ../../secret.yaml\\n"]',
    'transformers: ["apiVersion: builtin\\nkind: ReplacementTransformer\\nreplacements: [{path: ../../secret.yaml}]\\n"]',
    'generators: ["apiVersion: builtin\\nkind: ConfigMapGenerator\\nfiles: [../../secret.yaml]\\n"]',
  ])('reaches nothing outside of the repository, and nothing of Git: %s', async (field) => {
    secret();
    mkdirSync(path.join(folder, 'a/github.com/o/r'), { recursive: true });
    writeFileSync(path.join(folder, '.git/config'), 'token');
    using(field);
    const { codes, names, rendered } = await load('a');
    expect([codes, names, rendered]).toEqual([['root-not-local'], [], []]);
  });

  it('is not followed where kustomize would clone, although a folder has that name', async () => {
    write({ 'a/github.com/o/r/kustomization.yaml': 'resources: []\n' });
    using('resources: [github.com/o/r]');
    expect((await load('a/kustomization.yaml')).messages[0]).toMatch('which would have to be fetched');
  });

  it.each([
    'helmCharts: [{name: x}]',
    'helmChartInflationGenerator: [{chartName: x}]',
    'helmGlobals: {chartHome: x}',
    'generators: ["apiVersion: builtin\\nkind: HelmChartInflationGenerator\\n"]',
    'generators: ["apiVersion: example.org/v1\\nkind: Exec\\n"]',
    'transformers: [plugin.yaml]',
    'validators: ["apiVersion: v1\\nkind: X\\nmetadata: {annotations: {config.kubernetes.io/function: \\"exec: {path: ./x}\\"}}\\n"]',
    'transformers: ["apiVersion: builtin\\nkind: LabelTransformer\\nmetadata: {annotations: {config.kubernetes.io/function: x}}\\n"]',
  ])('starts nothing: %s', async (field) => {
    write({ 'a/plugin.yaml': 'apiVersion: example.org/v1\nkind: Exec\n' });
    using(field);
    expect(await load('a')).toMatchObject({ codes: ['kustomization-runs-code'], names: [], rendered: [] });
  });

  it.each([
    'Namespace: x',
    'resources: a.yaml',
    'kind: Deployment',
    'made: up',
    '- a',
    '',
    'a: 1\n---\nb: 2',
    'patches: [{path: 1}]',
  ])('is refused where kustomize would read it otherwise: %j', async (text) => {
    using(text);
    expect(await load('a')).toMatchObject({ codes: ['kustomization-invalid'], names: [], rendered: [] });
  });

  it('does not bring in a file, a folder or its own file through a link that leads out', async () => {
    secret();
    mkdirSync(path.join(outside, 'elsewhere'));
    writeFileSync(path.join(outside, 'elsewhere/kustomization.yaml'), 'resources: [../secret.yaml]\n');
    using('resources: [link.yaml]\nnamespace: x');
    symlinkSync(path.join(outside, 'secret.yaml'), path.join(folder, 'a/link.yaml'));
    expect((await load('a')).messages.join('\n')).toMatch('would lead through a link out of the repository');
    using('resources: [linked]');
    symlinkSync(path.join(outside, 'elsewhere'), path.join(folder, 'a/linked'));
    expect((await load('a/kustomization.yaml')).codes).toEqual(['root-not-local']);
    mkdirSync(path.join(folder, 'b'));
    symlinkSync(path.join(outside, 'elsewhere/kustomization.yaml'), path.join(folder, 'b/kustomization.yaml'));
    expect(await load('b')).toMatchObject({ codes: ['link-leads-out'], names: [] });
  });

  it('may use links that stay inside: the files that they lead to are those that count', async () => {
    write({
      'shared/base/kustomization.yaml': 'resources: [b.yaml, ../c.yaml]\n',
      'shared/base/b.yaml': namespace('b'),
    });
    write({ 'shared/c.yaml': namespace('c') });
    using('resources: [base]\nnamespace: x');
    symlinkSync('../shared/base', path.join(folder, 'a/base'));
    const { codes, files, rendered } = await load('a');
    expect(codes).toEqual([]);
    expect(files[0]).toEqual([
      'a/kustomization.yaml',
      'shared/base/kustomization.yaml',
      'shared/base/b.yaml',
      'shared/c.yaml',
    ]);
    expect([...(rendered[0]?.links ?? [])]).toEqual([[path.join(folder, 'a/base'), path.join(folder, 'shared/base')]]);
  });
});

describe('a Helm chart', () => {
  const chart = (more = '') =>
    write({
      'c/Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\n${more}`,
      'c/templates/a.yaml': 'x: {{ 1 }}\n',
    });

  it('is made of all its files, and of its own charts', async () => {
    chart('dependencies: [{name: redis, repository: "https://example.org"}, {name: tgz, version: 1}]\n');
    write({
      'c/charts/redis/Chart.yaml': 'name: redis\n',
      'c/charts/tgz-1.0.0.tgz': 'x',
      'c/files/a.ini': 'x',
      'c/.helmignore': 'x',
    });
    const { codes, files, rendered } = await load('c');
    expect([codes, rendered.map(({ chart: name }) => name)]).toEqual([[], ['shop']]);
    expect(files[0]).toEqual([
      'c/.helmignore',
      'c/Chart.yaml',
      'c/charts/redis/Chart.yaml',
      'c/charts/tgz-1.0.0.tgz',
      'c/files/a.ini',
      'c/templates/a.yaml',
    ]);
  });

  it('is refused where a chart that it needs would have to be fetched, or a link leads out', async () => {
    chart('dependencies: [{name: redis, repository: "https://example.org"}]\n');
    expect((await load('c')).messages).toEqual([
      'c/Chart.yaml depends on redis (https://example.org), not in c/charts: nothing is fetched',
    ]);
    chart();
    writeFileSync(path.join(outside, 'secret'), 'x');
    mkdirSync(path.join(folder, 'c/files'));
    symlinkSync(path.join(outside, 'secret'), path.join(folder, 'c/files/x'));
    expect((await load('c')).messages).toEqual(['c/files/x would lead through a link out of the repository']);
  });

  it('has no name that could be an option', async () => {
    write({ 'c/Chart.yaml': 'name: --post-renderer=x\n' });
    expect((await load('c')).rendered.map(({ chart: name }) => name)).toEqual([undefined]);
  });

  it('that is a library stands for nothing', async () => {
    chart('type: library\n');
    expect((await load('.')).notes).toEqual([
      'root-not-read: c is a library chart, and no root in . uses it: it is not read',
    ]);
  });
});
