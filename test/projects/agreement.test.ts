import fs from 'node:fs';
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
const all: readonly TypeScript[] = ['typescript-5.9', 'typescript-6', 'typescript'];
/** Where 5.9 and 6 say the same by the same code, one of them is enough. */
const two: readonly TypeScript[] = ['typescript-5.9', 'typescript'];

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
    two,
    (port) => ({
      ...app({ port, from: '@net/flows' }),
      'config/base.json':
        '{\n  // one\n  "compilerOptions": { "strict": true, "paths": { "@net/*": ["../apps/*"], }, },\n}\n',
      'tsconfig.json':
        '{ "extends": "./config/base.json", /* two */ "compilerOptions": { "module": "preserve", "target": "es2022", }, }',
    }),
  ],
  [
    'ESM, with extensions',
    all,
    (port) => ({ ...app({ port, from: './flows.js' }), ...settings(nodenext), 'package.json': '{"type":"module"}' }),
  ],
  [
    'strict in all that there is',
    two,
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
  ['not strict', two, (port) => ({ ...app({ port }), ...settings({ ...preserve, strict: false }) })],
  [
    'composite, with references, a build information and declarations',
    two,
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
    two,
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
    two,
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
    two,
    (port) => ({
      ...settings({ ...preserve, allowJs: true, checkJs: true }),
      'apps/main.js': app({ port, from: './flows.js' })['apps/main.ts'] ?? '',
      'apps/flows.js': app({ port })['apps/flows.ts'] ?? '',
    }),
  ],
];
const cases = kinds.flatMap(([kind, versions, files, ...args]) =>
  versions.map((typescript) => ({ kind, typescript, files, args })),
);

// One mistake in a project that is otherwise right: that nothing else is refused is part of the answer.
it.each(cases)('$kind, under $typescript: both refuse one mistake at one place', ({ typescript, files, args }) => {
  const project = installed.project(typescript, files("'grpc'"));
  const refused = saidByTsc(project, args);
  expect(refused).toEqual([expect.stringMatching(/^apps\/flows\.[jt]s\([56],53\): TS2345$/)]);
  expect(saidBySynth(project).errors).toEqual(refused);
});

it('accepts what tsc accepts, and leaves nothing behind', () => {
  const project = installed.project('typescript-5.9', { ...app(), ...settings({ ...commonjs, composite: true }) });
  expect(saidByTsc(project, [])).toEqual([]);
  expect(saidBySynth(project)).toEqual({ errors: [], warnings: [] });
  const files = fs.readdirSync(project.folder, { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => !/^(?:node_modules|dist)\b/.test(file)).sort()).toEqual([
    'apps',
    'apps/flows.ts',
    'apps/main.ts',
    'tsconfig.json',
    'tsconfig.tsbuildinfo',
  ]);
});

it('checks an app that is in no include: tsc alone would say nothing', () => {
  const files = {
    ...app({ port: "'grpc'" }),
    ...settings(preserve, { include: ['other'] }),
    'other/a.ts': 'export {};\n',
  };
  const project = installed.project('typescript', files);
  expect(saidByTsc(project, [])).toEqual([]);
  expect(saidBySynth(project).errors).toEqual(['apps/flows.ts(5,53): TS2345']);
});

it('runs JavaScript that nobody checks', () => {
  const project = installed.project('typescript', {
    ...settings({ ...preserve, strict: false }),
    'main.mjs': (app({ from: './flows.mjs' })['apps/main.ts'] ?? '').concat(
      '/** @type {number} */\nexport const a = "text";\n',
    ),
    'flows.mjs': app()['apps/flows.ts'] ?? '',
  });
  expect(saidBySynth(project)).toEqual({ errors: [], warnings: [] });
});

describe('what is wrong with the settings stands at the line of the user', () => {
  it.each<[string, TypeScript, Files, readonly string[]]>([
    [
      'an option that is gone',
      'typescript',
      { 'tsconfig.json': '{\n  "compilerOptions": {\n    "baseUrl": "."\n  }\n}\n' },
      ['tsconfig.json(3,5): TS5102'],
    ],
    [
      'an option that is deprecated',
      'typescript-6',
      { 'tsconfig.json': '{\n  "compilerOptions": {\n    "module": "preserve",\n    "baseUrl": "."\n  }\n}\n' },
      ['tsconfig.json(4,5): TS5101'],
    ],
    [
      'an option that is gone, in what is extended',
      'none',
      {
        'tsconfig.json': '{ "extends": "./config/base" }',
        'config/base.json': '{\n  // here\n  "compilerOptions": { "moduleResolution": "node10" }\n}\n',
      },
      ['config/base.json(3,24): TS5108'],
    ],
    [
      'a word that is no option',
      'typescript-5.9',
      { 'tsconfig.json': '{ "compilerOptions": {\n"modul": "preserve", "module": "preserve", "strict": true } }' },
      ['tsconfig.json(2,1): TS5025'],
    ],
    [
      'options that contradict each other',
      'typescript',
      { 'tsconfig.json': '{ "compilerOptions": {\n"module": "commonjs",\n"moduleResolution": "nodenext" } }' },
      ['tsconfig.json(2,11): TS5110'],
    ],
    [
      'a file that is extended and missing',
      'typescript',
      { 'tsconfig.json': '{\n"extends": "./nowhere.json", "compilerOptions": { "module": "preserve" } }' },
      ['tsconfig.json(2,1): TS5083'],
    ],
  ])('%s (%s)', (_, typescript, files, expected) => {
    const project = installed.project(typescript, { ...app(), ...files });
    expect(saidBySynth(project).errors).toEqual(expected);
    const { stderr } = project.netpact('synth');
    expect(stderr).not.toContain(project.folder);
    expect(stderr).not.toContain('netpact-');
  });
});

describe('settings that are not strict', () => {
  it.each<[TypeScript, object, string]>([
    ['typescript', { strict: false }, 'turns strict off: wrong flows may compile'],
    ['typescript', { strict: true, strictFunctionTypes: false }, 'turns strictFunctionTypes off: wrong flows may'],
    ['typescript', { strict: false, strictFunctionTypes: true }, 'turns strict off: some mistakes show only when'],
    ['typescript-5.9', {}, 'does not turn strict on: wrong flows may compile'],
  ])('are said: %s, %j', (typescript, options, words) => {
    const project = installed.project(typescript, {
      ...app(),
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...preserve, ...options } }),
    });
    const { code, stderr } = project.netpact('synth');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining(`warning[types-not-strict]: tsconfig.json ${words}`),
    });
  });

  it('are the default of TypeScript 6 and 7', () => {
    const project = installed.project('typescript', { ...app(), 'tsconfig.json': '{"compilerOptions": {}}' });
    expect(saidBySynth(project)).toEqual({ errors: [], warnings: [] });
  });
});

describe('a TypeScript that cannot be used is named, and another one checks', () => {
  const typescript = (version: string, script: string): Files => ({
    'node_modules/typescript/package.json': JSON.stringify({ name: 'typescript', version }),
    'node_modules/typescript/lib/tsc.js': script,
  });

  it.each([
    ['older', '4.9.5', '', "is older than 5.0, the first that reads netpact's types"],
    ['broken', '5.9.3', 'require("./nowhere");', "does not work here: Error: Cannot find module './nowhere'"],
    ['silent', '5.9.3', '', 'does not work here: it ended without having read the app'],
    ['half installed', '7.0.2', '', `has no compiler for ${process.platform}-${process.arch}`],
  ])('%s', (_, version, script, words) => {
    const project = installed.project('none', { ...app({ port: "'grpc'" }), ...typescript(version, script) });
    const { code, stderr } = project.netpact('synth');
    expect(code).toBe(2);
    expect(stderr).toContain(`warning[typescript-not-used]: TypeScript ${version} of this project ${words}`);
    expect(stderr).toMatch(/types were checked by netpact's own TypeScript 7\./);
    expect(stderr).toContain('error[type-error]: TS2345');
    expect(project.netpact('doctor').stdout).toMatch(
      /warning typescript TypeScript .* of this project .*; netpact's own TypeScript 7\.\S+ checks types\n/,
    );
  });

  it('doctor says which one checks', () => {
    const checks = (version: TypeScript) => installed.project(version, app()).netpact('doctor').stdout;
    expect(checks('typescript-5.9')).toMatch(/ok +typescript TypeScript 5\.9\.\d+ of this project checks types\n/);
    expect(checks('none')).toMatch(/netpact's own TypeScript 7\.\S+ checks types: the project has none\n/);
  });
});
