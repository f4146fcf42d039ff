import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as language from 'netpact';
import * as cdk8s from 'netpact/cdk8s';
import * as platform from 'netpact/platform';
import * as testing from 'netpact/testing';
import { pages, programsOf } from './example-programs';
import { runExample } from './run-example';

const root = path.resolve(__dirname, '../..');

const modules: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map<string, object>([
  ['netpact', language],
  ['netpact/cdk8s', cdk8s],
  ['netpact/platform', platform],
  ['netpact/testing', testing],
]) as ReadonlyMap<string, Readonly<Record<string, unknown>>>;
const exported = new Map([...modules].map(([name, values]) => [name, Object.keys(values)]));
const programs = pages.flatMap((page) => programsOf(page, exported));

describe('the examples of the documentation', () => {
  const messages = new Map<string, string[]>();
  beforeAll(() => {
    for (const line of compiled()
      .split('\n')
      .filter((each) => /^\S/.test(each))) {
      const [, index, rest] = /^example-(\d+)\.ts(.*)$/.exec(line) ?? [];
      const name = programs[Number(index)]?.name;
      // What is no word about an example is one about the compiler, which then may have read none of them.
      if (name === undefined) throw new Error(line);
      messages.set(name, [...(messages.get(name) ?? []), rest ?? '']);
    }
  });

  it.each(programs.map((program) => [program.name, program] as const))('%s', (name, program) => {
    expect(messages.get(name) ?? []).toEqual([]);
    const environments = program.environments.length > 0 ? program.environments : [undefined];
    for (const environment of environments) {
      const { apps, tests, findings } = runExample(program, environment);
      const said = findings.map(({ code, message }) => `${code}: ${message}`);
      if (apps + tests === 0 && !program.code.includes('.synth()'))
        throw new Error(`the program makes no app: add one below it, in a comment <!-- ts … -->`);
      for (const sentence of program.refused) expect(said.join('\n')).toContain(sentence);
      if (program.refused.length === 0) expect(said).toEqual([]);
    }
  });

  it('are all of the blocks of TypeScript that the pages have', () => {
    const others = pages.flatMap((page) =>
      fs
        .readFileSync(path.join(root, page), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          /^\s*(?:```|~~~)\s*(?:[tj]sx?|[mc][tj]s|typescript|javascript)\b/i.test(line) && line !== '```ts'
            ? [`${page}:${index + 1}: ${line}`]
            : [],
        ),
    );
    expect(others).toEqual([]);
  });

  it('use every public value', () => {
    const used = new Set(
      programs.flatMap((program) =>
        [...program.used].flatMap(([module, names]) => names.map((name) => modules.get(module)?.[name])),
      ),
    );
    const unused = [...modules].flatMap(([module, values]) =>
      Object.entries(values).flatMap(([name, value]) => (used.has(value) ? [] : [`${name} of ${module}`])),
    );
    if (unused.length > 0)
      throw new Error(
        `no example uses ${unused.join(', ')}: write one as a \`\`\`ts block where the documentation speaks of it (CONTRIBUTING.md, Examples)`,
      );
  });
});

/** What TypeScript says of all programs; they import netpact from its source. */
function compiled(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'netpact-examples-')));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [index, { code }] of programs.entries())
    fs.writeFileSync(path.join(folder, `example-${index}.ts`), `${code}\nexport {};\n`);
  const lib = path.join(root, 'lib');
  const settings = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: {
      types: ['node', 'jest'],
      typeRoots: [path.join(root, 'node_modules/@types')],
      paths: {
        netpact: [path.join(lib, 'index.ts')],
        'netpact/*': [path.join(lib, '*/index.ts')],
      },
    },
    include: [folder],
    exclude: [],
  };
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  try {
    const run = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    });
    // Errors are said; a compiler that says nothing did not run.
    if (run.error || (run.status !== 0 && run.stdout === ''))
      throw run.error ?? new Error(`the compiler ended with ${run.status}: ${run.stderr}`);
    return run.stdout;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
