import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { builtMain } from '../built-netpact';

/**
 * Every file of fixtures/refused ends with what TypeScript says about it, line by line, after `// tsc: `; fixtures/accepted must
 * compile, declaration files included (they fail with TS4023 or TS2742 where a type cannot be named).
 */
const fixtures = path.join(__dirname, 'fixtures');
const root = path.resolve(__dirname, '../..');
const outDir = mkdtempSync(path.join(tmpdir(), 'netpact-types-'));
const messages = messagesByFile(runCompiler());
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

const refused = readdirSync(path.join(fixtures, 'refused')).sort();

it.each(refused)('refuses %s with exactly these words', (file) => {
  expect(messages.get(`refused/${file}`)).toEqual(expectedMessages(path.join(fixtures, 'refused', file)));
});

it('says something about no other file', () => {
  expect([...messages.keys()].sort()).toEqual(refused.map((file) => `refused/${file}`));
});

/** Other versions elaborate elsewhere, and print unions in another order: the sentence and the line are the same. */
describe.each(['typescript-5.9', 'typescript-6'])('%s', (compiler) => {
  const others = messagesByFile(runCompiler(compiler));

  it.each(refused)('refuses %s at the same lines, with the same sentence', (file) => {
    const found = others.get(`refused/${file}`) ?? [];
    const expected = expectedMessages(path.join(fixtures, 'refused', file));
    expect(linesOf(found)).toEqual(linesOf(expected));
    const text = found.join('\n');
    for (const sentence of expected.flatMap(sentencesOf)) expect(text).toContain(sentence);
  });

  it('says something about no other file', () => {
    expect([...others.keys()].sort()).toEqual(refused.map((file) => `refused/${file}`));
  });
});

const linesOf = (messages: readonly string[]) => messages.flatMap((message) => /^\((\d+),/.exec(message)?.[1] ?? []);

/** What netpact's own types say, in TypeScript's words around it. */
const sentencesOf = (message: string) => message.match(/"[^"]*: say [^"]*"/g) ?? [];

it('writes declarations of an app in which every type of netpact has its public name', () => {
  const declarations = readFileSync(path.join(outDir, 'test/types/fixtures/accepted/app.d.ts'), 'utf8');
  expect(declarations).toContain('export declare const both: import("netpact").FlowWithPort;');
  expect(declarations).toContain('Workload<"far/x", "http" | 80>');
  expect(declarations).toContain('import("netpact").Declared<P>>');
  expect(declarations).not.toMatch(/import\("[^"]*(?:lib|dsl)\//);
});

function expectedMessages(file: string): readonly string[] {
  const comments = readFileSync(file, 'utf8').match(/^\/\/ tsc: .*$/gm) ?? [];
  return comments.map((comment) => comment.slice('// tsc: '.length));
}

function runCompiler(name = 'typescript'): string {
  // The fixtures import netpact as a user does: its declarations are those of the build.
  builtMain();
  const tsc = path.join(path.dirname(require.resolve(`${name}/package.json`)), 'bin/tsc');
  const args =
    name === 'typescript'
      ? [tsc, '-p', fixtures, '--pretty', 'false', '--outDir', outDir]
      : [tsc, '-p', path.join(fixtures, 'tsconfig.built.json'), '--pretty', 'false'];
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).stdout;
}

/** `path(line,column): …`, and the indented lines that belong to it. */
function messagesByFile(output: string): ReadonlyMap<string, readonly string[]> {
  const byFile = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of output.split('\n').filter((each) => each !== '')) {
    const start = /^(\S.*?\.ts)(\(\d+,\d+\): .*)$/.exec(line);
    if (start?.[1] === undefined || start[2] === undefined) {
      current.push(line);
      continue;
    }
    const file = path.relative(fixtures, path.resolve(root, start[1])).split(path.sep).join('/');
    current = byFile.get(file) ?? [];
    current.push(start[2]);
    byFile.set(file, current);
  }
  return byFile;
}
