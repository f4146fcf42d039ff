import { readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../lib/audit/catalogue';
import { precisionOf, securitySeverityOf } from '../../lib/audit/ranking';
import type { Rule } from '../../lib/audit/rule';

const page = readFileSync(path.resolve(__dirname, '../../docs/audit.md'), 'utf8');

/** The ranks and the reason of each rule, as docs/audit.md has them. */
const rows = new Map(
  [...page.matchAll(/^\| \[`([a-z-]+)`\]\(rules\/[a-z-]+\.md\) *\|(.*)\|$/gm)].map(([, name = '', cells = '']) => {
    const [severity, precision, security, why = ''] = cells.split('|').map((cell) => cell.trim());
    return [name, { ranks: [severity, precision, security].join(' | '), why }];
  }),
);

const ranksOf = (rule: Rule): string =>
  [rule.severity, precisionOf(rule), securitySeverityOf(rule).toFixed(1)].join(' | ');

/** What is to be done to the table for a rule. */
function problemOf(rule: Rule): string | undefined {
  const row = rows.get(rule.name);
  const line = (why: string) => `| [\`${rule.name}\`](rules/${rule.name}.md) | ${ranksOf(rule)} | ${why} |`;
  if (!row) return `docs/audit.md, "How findings are ranked", add: ${line('why it is ranked so, one short clause')}`;
  return row.ranks === ranksOf(rule) ? undefined : `docs/audit.md, "How findings are ranked", write: ${line(row.why)}`;
}

describe('the ranks of rules in docs/audit.md', () => {
  test('are those of the catalogue', () => {
    expect(catalogue.flatMap((rule) => problemOf(rule) ?? [])).toEqual([]);
  });

  test('are of rules that exist, in the order of the catalogue', () => {
    const names = catalogue.map(({ name }) => name);
    expect([...rows.keys()]).toEqual(names.filter((name) => rows.has(name)));
  });

  test('have a reason, one clause each', () => {
    const unreasoned = [...rows].filter(([, { why }]) => !/^\S.{10,120}[^.]$/.test(why));
    expect(unreasoned.map(([name]) => name)).toEqual([]);
  });
});

test('what rests on a name is never an error, nor called precise', () => {
  const named = catalogue.filter(({ name }) =>
    ['default-deny-selects-few', 'name-understates-reach', 'vague-name'].includes(name),
  );
  expect(named).toHaveLength(3);
  for (const rule of named) {
    expect(rule.severity).not.toBe('error');
    expect(precisionOf(rule)).toBe('medium');
  }
});
