import { type Packed, type Project, packed, type TypeScript } from './packed';

/**
 * `netpact synth` and the project's own `tsc --noEmit` say the same of the same project: they accept it, or refuse it with the same
 * code at the same place.
 */
let installed: Packed;
beforeAll(() => {
  installed = packed();
});
afterAll(() => installed.remove());

/** An app in three files; `port` is what its flow asks for, `from` how it imports what stands beside it. */
function app({ port = "'http'", from = './flows' } = {}): Readonly<Record<string, string>> {
  return {
    'apps/main.ts': `import { FlowChart, PolicyApp } from 'netpact/cdk8s';
import { flows, shop } from '${from}';
const app = new PolicyApp();
new FlowChart(app, 'shop', { namespaces: [shop], flows });
app.synth();
`,
    'apps/flows.ts': `import { denyAll, flow, namespace } from 'netpact';
import { prometheus } from 'netpact/platform';
export const shop = namespace('shop', { baseline: denyAll() });
export const web = shop.workload('web', { ports: { http: 8080 } });
export const flows = [flow(prometheus).to(web).port(${port})];
`,
  };
}

const settings = (compilerOptions: object, others: object = {}): Readonly<Record<string, string>> => ({
  'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, ...compilerOptions }, ...others }),
});
const commonjs = { module: 'commonjs', target: 'es2022' };
const nodenext = { module: 'nodenext', target: 'es2022' };
const preserve = { module: 'preserve', target: 'es2022' };

/** `apps/main.ts(3,5): TS2345`, sorted. */
function saidByTsc({ tsc }: Project, args: readonly string[]): readonly string[] {
  const lines = tsc('--noEmit', '--pretty', 'false', ...args).stdout.split('\n');
  return lines.flatMap((line) => /^(.*\(\d+,\d+\): )error (TS\d+):/.exec(line)?.slice(1).join('') ?? []).sort();
}

interface SynthJson {
  readonly findings: readonly {
    readonly code: string;
    readonly message: string;
    readonly location?: { readonly file: string; readonly line: number; readonly column: number };
  }[];
}

function saidBySynth({ netpact }: Project): {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
} {
  const { findings }: SynthJson = JSON.parse(netpact('synth', '--format', 'json').stdout);
  return {
    errors: findings
      .filter(({ code }) => code === 'type-error')
      .map(({ message, location: at }) => `${at?.file}(${at?.line},${at?.column}): ${message.split(':')[0]}`)
      .sort(),
    warnings: findings.filter(({ code }) => code !== 'type-error').map(({ code }) => code),
  };
}

type Files = Readonly<Record<string, string>>;
const old: readonly TypeScript[] = ['typescript-5.9', 'typescript-6'];
const all: readonly TypeScript[] = [...old, 'typescript'];
const fast: readonly TypeScript[] = ['typescript'];

/** What a project is, who checks it, its files, and what else `tsc` is told. */
const kinds: readonly (readonly [string, readonly TypeScript[], (port?: string) => Files, ...string[]])[] = [
  ['CommonJS', all, (port) => ({ ...app({ port }), ...settings(commonjs) })],
  [
    'node10',
    ['typescript-5.9'],
    (port) => ({ ...app({ port }), ...settings({ ...commonjs, moduleResolution: 'node' }) }),
  ],
  [
    'node10 of TypeScript 6',
    ['typescript-6'],
    (port) => ({
      ...app({ port }),
      ...settings({ ...commonjs, moduleResolution: 'node', ignoreDeprecations: '6.0' }),
    }),
  ],
  [
    'baseUrl',
    ['typescript-5.9'],
    (port) => ({ ...app({ port, from: 'apps/flows' }), ...settings({ ...preserve, baseUrl: '.' }) }),
  ],
  [
    'paths of a file that is extended, in JSON with comments',
    all,
    (port) => ({
      ...app({ port, from: '@net/flows' }),
      'config/base.json':
        '{\n  // one\n  "compilerOptions": { "strict": true, "paths": { "@net/*": ["../apps/*"], }, },\n}\n',
      'tsconfig.json': '{ "extends": "./config/base.json", /* two */ "compilerOptions": { "module": "preserve", }, }',
    }),
  ],
  [
    'ESM, with extensions',
    all,
    (port) => ({ ...app({ port, from: './flows.js' }), ...settings(nodenext), 'package.json': '{"type":"module"}' }),
  ],
  [
    'strict in all that there is',
    all,
    (port) => ({
      ...app({ port }),
      ...settings({
        ...preserve,
        verbatimModuleSyntax: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        erasableSyntaxOnly: true,
        isolatedModules: true,
        types: [],
      }),
    }),
  ],
  ['not strict', all, (port) => ({ ...app({ port }), ...settings({ ...preserve, strict: false }) })],
  [
    'composite, with references, a build information and declarations',
    all,
    (port) => ({
      ...app({ port }),
      ...settings(
        { ...preserve, composite: true, outDir: 'out', tsBuildInfoFile: 'out/info', emitDeclarationOnly: false },
        { include: ['apps'], references: [{ path: 'lib' }] },
      ),
      'lib/tsconfig.json': JSON.stringify({ compilerOptions: { composite: true }, files: ['a.ts'] }),
      'lib/a.ts': 'export const a = 1;\n',
    }),
  ],
  [
    'a root that only names projects',
    all,
    (port) => ({
      ...app({ port }),
      'tsconfig.json': JSON.stringify({
        files: [],
        references: [{ path: './tsconfig.tests.json' }, { path: './apps' }],
      }),
      'tsconfig.tests.json': JSON.stringify({ compilerOptions: { composite: true }, include: ['test'] }),
      'test/a.ts': 'export const a = 1;\n',
      'apps/tsconfig.json': JSON.stringify({ compilerOptions: { ...preserve, strict: true, composite: true } }),
    }),
    '-p',
    'apps',
  ],
  [
    'types that a project declares for all of its files',
    all,
    (port) => ({
      ...app({ port }),
      ...settings(preserve, { include: ['apps', 'types'] }),
      'types/env.d.ts':
        'declare const stage: string;\ndeclare module "*.txt" { const text: string; export default text; }\n',
      'apps/stage.ts': 'export const name: string | undefined = typeof stage === "string" ? stage : undefined;\n',
      'apps/flows.ts': `import './stage';\n${app({ port })['apps/flows.ts']}`,
    }),
  ],
  [
    'JavaScript that is checked',
    all,
    (port) => ({
      ...settings({ ...preserve, allowJs: true, checkJs: true }),
      'apps/main.js': app({ port, from: './flows.js' })['apps/main.ts'] ?? '',
      'apps/flows.js': app({ port })['apps/flows.ts'] ?? '',
    }),
  ],
  [
    'JavaScript that is not',
    fast,
    () => ({
      ...settings({ ...preserve, allowJs: true }),
      'main.mjs': (app()['apps/main.ts'] ?? '').replace('./flows', './flows.mjs'),
      'flows.mjs': app()['apps/flows.ts'] ?? '',
    }),
  ],
];
const cases = kinds.flatMap(([kind, versions, files, ...args]) =>
  versions.map((typescript) => ({ kind, typescript, files, args })),
);

describe.each(cases)('$kind ($typescript)', ({ typescript, files, args }) => {
  it('is accepted by both', () => {
    const project = installed.project(typescript, files());
    expect(saidByTsc(project, args)).toEqual([]);
    expect(saidBySynth(project).errors).toEqual([]);
  });

  it('with a mistake is refused by both, at the same place', () => {
    const project = installed.project(typescript, files("'grpc'"));
    const refused = saidByTsc(project, args);
    expect(saidBySynth(project).errors).toEqual(refused);
    expect(refused).toHaveLength(files()['main.mjs'] === undefined ? 1 : 0);
  });
});
