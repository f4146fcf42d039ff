import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rows } from '../../apps/patterns/rows';
import * as platform from '../../lib/platform';

const root = path.join(__dirname, '../..');
const page = readFileSync(path.join(root, 'docs/patterns.md'), 'utf8');
const sources = ['baselines', 'flows', 'outside'].map((name) =>
  readFileSync(path.join(root, `apps/patterns/${name}.ts`), 'utf8'),
);

/** The rows of the page that name a pattern: its id and the code that says it. */
const said = [...page.matchAll(/^\| ([BFX]\d+) *\|.*\| `(.+)` *\|$/gm)].map(([, id = '', code = '']) => ({ id, code }));

test('the page has every pattern once, in order', () => {
  expect(said.map(({ id }) => id.toLowerCase())).toEqual(Object.keys(rows).sort(byNumber));
});

test.each(said)('$id is said as its function says it', ({ id, code }) => {
  expect(onOneLine(functionOf(id))).toContain(code);
});

test('the page names every platform peer', () => {
  const table = page.slice(page.indexOf('## The platform'));
  expect(Object.keys(platform).filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
});

function functionOf(id: string): string {
  const start = `export function ${id.toLowerCase()}()`;
  const source = sources.find((text) => text.includes(start)) ?? '';
  const from = source.indexOf(start);
  return source.slice(from, source.indexOf('\n}\n', from));
}

const onOneLine = (code: string): string => code.replace(/\s+/g, ' ').replaceAll(' .', '.');

function byNumber(a: string, b: string): number {
  return a[0] === b[0] ? Number(a.slice(1)) - Number(b.slice(1)) : a < b ? -1 : 1;
}
