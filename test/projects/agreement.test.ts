import fs from 'node:fs';
import path from 'node:path';
import { startTypeCheck } from '../../lib/cli/typecheck/check-types';
import { type Packed, type Project, packed, type TypeScript } from './packed';

/**
 * `netpact synth` and the project's own `tsc --noEmit` say the same of the same project: they accept it, or refuse it with the same
 * code at the same place.
 */
// Compilers on a machine that is busy.
jest.setTimeout(60_000);

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
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, skipLibCheck: true, ...compilerOptions },
    ...others,
  }),
});
const commonjs = { module: 'commonjs', target: 'es2022' };
const nodenext = { module: 'nodenext', target: 'es2022' };
const preserve = { module: 'preserve', target: 'es2022' };

/** `apps/main.ts(3,5): TS2345`, sorted. */
function saidByTsc({ tsc }: Project, args: readonly string[]): readonly string[] {
  const lines = tsc('--noEmit', '--pretty', 'false', ...args).stdout.split('\n');
  return lines.flatMap((line) => /^(.*\(\d+,\d+\): )error (TS\d+):/.exec(line)?.slice(1).join('') ?? []).sort();
}

/** What `netpact synth` says of types: the check itself, without the run of the app beside it. */
async function checked({ folder }: Project, entry = 'apps/main.ts'): Promise<Said & { readonly sentences: string }> {
  const findings = await startTypeCheck(path.join(folder, entry), folder).findings;
  const sentences = JSON.stringify(findings.map(({ message, notes, help }) => ({ message, notes, help })));
  const located = findings.map(({ code, message, at }) => ({
    code,
    message,
    ...(at && { location: { ...at, file: path.relative(folder, at.file) } }),
  }));
  return { ...said(located), sentences };
}

function saidBySynth({ netpact }: Project): Said {
  return said(JSON.parse(netpact('synth', '--format', 'json').stdout).findings);
}

interface Said {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

function said(
  findings: readonly {
    readonly code: string;
    readonly message: string;
    readonly location?: { readonly file: string; readonly line: number; readonly column: number };
  }[],
): Said {
  return {
    errors: findings
      .filter(({ code }) => code === 'type-error')
      .map(({ message, location: at }) => `${at?.file}(${at?.line},${at?.column}): ${message.split(':')[0]}`)
      .sort(),
    warnings: findings.filter(({ code }) => code !== 'type-error').map(({ code }) => code),
  };
}

type Files = Readonly<Record<string, string>>;

/**
 * What a project is, who checks it, its files, and what else `tsc` is told. Compilers in JavaScript take ten times as long as the
 * native one: they are asked once for all that they may read in another way, and for what the native one no longer has.
 */
const kinds: readonly (readonly [string, TypeScript, (port?: string) => Files, (readonly string[])?])[] = [
  ['CommonJS', 'typescript', (port) => ({ ...app({ port }), ...settings(commonjs) })],
  [
    'node10 with a baseUrl',
    'typescript-5.9',
    (port) => ({
      ...app({ port, from: 'apps/flows' }),
      ...settings({ ...commonjs, moduleResolution: 'node', baseUrl: '.' }),
    }),
  ],
  [
    'node10 of TypeScript 6',
    'typescript-6',
    (port) => ({
      ...app({ port }),
      ...settings({ ...commonjs, moduleResolution: 'node', ignoreDeprecations: '6.0' }),
    }),
  ],
  [
    'paths of a file that is extended, in JSON with comments',
    'typescript',
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
    'typescript',
    (port) => ({ ...app({ port, from: './flows.js' }), ...settings(nodenext), 'package.json': '{"type":"module"}' }),
  ],
  [
    'strict in all that there is',
    'typescript',
    (port) => ({ ...app({ port }), ...settings({ ...preserve, ...strictest }) }),
  ],
  ['not strict', 'typescript', (port) => ({ ...app({ port }), ...settings({ ...preserve, strict: false }) })],
  [
    'composite, with references, a build information and declarations',
    'typescript',
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
    'typescript',
    (port) => ({ ...app({ port }), ...projects({ ...preserve, strict: true }) }),
    ['-p', 'apps'],
  ],
  [
    'types that a project declares for all of its files',
    'typescript',
    (port) => ({
      ...declared(app({ port })),
      ...settings(preserve, { include: ['apps', 'types'] }),
    }),
  ],
  [
    'JavaScript that is checked',
    'typescript',
    (port) => ({
      ...settings({ ...preserve, allowJs: true, checkJs: true }),
      'apps/main.js': app({ port, from: './flows.js' })['apps/main.ts'] ?? '',
      'apps/flows.js': app({ port })['apps/flows.ts'] ?? '',
    }),
  ],
  [
    'all of it at once: projects by name, strict, ESM, composite, declared types, JavaScript',
    'typescript-5.9',
    (port) => ({
      ...declared(app({ port, from: './flows.js' })),
      ...projects({ ...nodenext, ...strictest, strict: true, allowJs: true, checkJs: true }, ['.', '../types']),
      'apps/package.json': '{"type":"module"}',
      'apps/part.js': 'export const part = 1;\n',
    }),
    ['-p', 'apps'],
  ],
];

const strictest = {
  verbatimModuleSyntax: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  isolatedModules: true,
  types: [],
};

/** A root that only names projects, one of which has the app. */
function projects(compilerOptions: object, include?: readonly string[]): Files {
  const options = { skipLibCheck: true, composite: true, ...compilerOptions };
  return {
    'tsconfig.json': JSON.stringify({ files: [], references: [{ path: './tsconfig.tests.json' }, { path: './apps' }] }),
    'tsconfig.tests.json': JSON.stringify({ compilerOptions: { composite: true }, include: ['test'] }),
    'test/a.ts': 'export const a = 1;\n',
    'apps/tsconfig.json': JSON.stringify({ compilerOptions: options, include }),
  };
}

/** An app that uses what its project declares in `types`. */
function declared(files: Files): Files {
  return {
    ...files,
    'types/env.d.ts':
      'declare const stage: string;\ndeclare module "*.txt" { const text: string; export default text; }\n',
    'apps/stage.ts': 'export const name: string | undefined = typeof stage === "string" ? stage : undefined;\n',
    'apps/flows.ts': `import './stage.js';\n${files['apps/flows.ts']}`,
  };
}

// One mistake in a project that is otherwise right: that nothing else is refused is part of the answer.
const cases = kinds.map(([kind, typescript, filesWith, args = []]) => ({ kind, typescript, filesWith, args }));
it.each(cases)('$kind ($typescript): both refuse one mistake at one place', async ({ typescript, filesWith, args }) => {
  const files = filesWith("'grpc'");
  const project = installed.project(typescript, files);
  const refused = saidByTsc(project, args);
  expect(refused).toEqual([expect.stringMatching(/^apps\/flows\.[jt]s\([56],53\): TS2345$/)]);
  const entry = 'apps/main.js' in files ? 'apps/main.js' : 'apps/main.ts';
  expect((await checked(project, entry)).errors).toEqual(refused);
});

it('accepts what tsc accepts, and leaves nothing behind', () => {
  const project = installed.project('typescript', { ...app(), ...settings({ ...commonjs, composite: true }) });
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

describe('declaration files, which are checked unless the project says skipLibCheck', () => {
  const unchecked = { ...preserve, skipLibCheck: undefined };
  const withTypes = (compilerOptions: object): Files => ({
    ...app(),
    ...settings(compilerOptions),
    'types/env.d.ts': 'declare const x: Nowhere;\n',
  });

  it.each<TypeScript>(['typescript-5.9', 'typescript'])('are refused by both (%s)', async (typescript) => {
    const project = installed.project(typescript, withTypes({ ...unchecked, lib: ['es2022'], types: [] }));
    expect(saidByTsc(project, [])).toEqual(['types/env.d.ts(1,18): TS2304']);
    expect(await checked(project)).toMatchObject({ errors: ['types/env.d.ts(1,18): TS2304'], warnings: [] });
  });

  it('are left alone by both where it does', async () => {
    const project = installed.project('typescript', withTypes(preserve));
    expect(saidByTsc(project, [])).toEqual([]);
    expect(await checked(project)).toMatchObject({ errors: [], warnings: [] });
  });

  it('of packages are not the app: they are counted in one warning', () => {
    const project = installed.project('typescript', {
      ...app(),
      ...settings(unchecked),
      'apps/broken.ts': 'export type { a } from "broken";\n',
      'apps/main.ts': `import './broken';\n${app()['apps/main.ts']}`,
      'node_modules/broken/package.json': '{"name": "broken", "types": "index.d.ts"}',
      'node_modules/broken/index.d.ts': 'export declare const a: Nowhere;\nexport declare const b: Nowhere;\n',
    });
    const { code, stderr } = project.netpact('synth');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('\n1 warning\n') });
    expect(stderr).toContain(
      "warning[package-types-refused]: TypeScript refuses 2 places in declarations of packages, which are not the app's: first node_modules/broken/index.d.ts(1,25)",
    );
  });
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

describe('verbatimModuleSyntax in files that the settings make CommonJS is one error, at the setting', () => {
  it.each([
    ['commonjs', 'or set "module": "preserve"', { module: 'preserve' }],
    ['nodenext', 'or make the files ES modules', { verbatimModuleSyntax: false }],
  ])('%s', async (module, words, mended) => {
    const options = { target: 'es2022', module, verbatimModuleSyntax: true };
    const project = installed.project('typescript', { ...app(), ...settings(options) });
    expect(saidByTsc(project, []).length).toBeGreaterThan(5);
    const { code, stderr } = project.netpact('synth');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error\[type-error\]: TS1295: "verbatimModuleSyntax" .* 11 lines, first apps\/flows\.ts\(1,10\)\n/,
    );
    expect(stderr).toContain(words);
    expect(stderr).toContain('\n1 error\n');
    const right = installed.project('typescript', { ...app(), ...settings({ ...options, ...mended }) });
    expect(await checked(right)).toMatchObject({ errors: [], warnings: [] });
  });
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
      { 'tsconfig.json': '{\n  "compilerOptions": {\n    "skipLibCheck": true,\n    "baseUrl": "."\n  }\n}\n' },
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
      {
        'tsconfig.json':
          '{ "compilerOptions": {\n"modul": "preserve", "module": "preserve", "strict": true, "skipLibCheck": true } }',
      },
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
  ])('%s (%s)', async (_, typescript, files, expected) => {
    const project = installed.project(typescript, { ...app(), ...files });
    const { errors, sentences } = await checked(project);
    expect(errors).toEqual(expected);
    expect(sentences).not.toContain(project.folder);
    expect(sentences).not.toContain('netpact-');
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
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...preserve, skipLibCheck: true, ...options } }),
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
