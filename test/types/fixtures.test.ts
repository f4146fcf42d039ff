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

function runCompiler(): string {
  // The fixtures import netpact as a user does: its declarations are those of the build.
  builtMain();
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  const args = [tsc, '-p', fixtures, '--pretty', 'false', '--outDir', outDir];
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
