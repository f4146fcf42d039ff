import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../lib/audit/catalogue';
import type { Rule } from '../../lib/audit/rule';
import { ruleDocs } from '../../lib/report/rules/rule-list';
import { auditTexts, withRelated } from './audit-texts';
import { exampleOptions } from './example-options';

const folder = path.resolve(__dirname, '../../docs/rules');
const byName = catalogue.map((rule) => [rule.name, rule] as const);

function audited(example: string) {
  return auditTexts({ 'example.yaml': example }, { analyze: exampleOptions(example) });
}

const found = (rule: Rule, example: string) =>
  withRelated(audited(example).report.findings).filter((finding) => finding.rule.name === rule.name);

describe.each(byName)('%s', (_, rule) => {
  it('has a page with every part', () => {
    const { title, what, why, fix, examples } = rule;
    for (const part of [title, what, why, fix, examples.bad, examples.good]) expect(part.trim()).not.toBe('');
    expect(title).not.toMatch(/[.\n]$/);
    expect(rule.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.securitySeverity ?? 0).toBeGreaterThanOrEqual(0);
    expect(rule.securitySeverity ?? 0).toBeLessThanOrEqual(10);
  });

  it('fires on its bad example, at a place in it', () => {
    const findings = found(rule, rule.examples.bad);
    expect(findings).not.toEqual([]);
    const lines = rule.examples.bad.split('\n').length;
    for (const { at } of findings) {
      expect(at).toMatchObject({ file: 'example.yaml', endLine: expect.any(Number), endColumn: expect.any(Number) });
      expect(at?.endLine).toBeLessThanOrEqual(lines);
    }
  });

  it('is silent on its good example', () => {
    expect(found(rule, rule.examples.good).map(({ message }) => message)).toEqual([]);
  });

  it('is named by a test of its own', () => {
    const texts = testsOf(__dirname).map((file) => readFileSync(file, 'utf8'));
    expect(texts.some((text) => text.includes(rule.name) || text.includes(camelCase(rule.name)))).toBe(true);
  });
});

describe('the catalogue', () => {
  it('has every name once', () => {
    const names = catalogue.map(({ name }) => name);
    expect([...new Set(names)]).toEqual(names);
  });

  it('has every rule that there is a file for', () => {
    const rules = path.resolve(__dirname, '../../lib/audit/rules');
    const files = readdirSync(rules, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const texts = files.map((file) => readFileSync(path.join(rules, file), 'utf8'));
    const written = texts.flatMap((text) => {
      const isRule = /^export const \w+: Rule = \{/m.test(text);
      return isRule ? (/^ {2}name: '([a-z-]+)'/m.exec(text)?.[1] ?? []) : [];
    });
    expect(written.filter((name) => !catalogue.some((rule) => rule.name === name))).toEqual([]);
  });

  it('has examples on which no rule fails and no suppression is refused', () => {
    const broken = catalogue.flatMap(({ examples }) =>
      [examples.bad, examples.good].flatMap((example) => {
        const { report, refusals } = audited(example);
        return [...report.failures.map(({ detail }) => detail), ...refusals.map(({ message }) => message)];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('is in docs/rules as it is in the code (else: npm run docs)', () => {
    const pages = ruleDocs(catalogue);
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
    const stale = [...pages].filter(([name, text]) => {
      const file = path.join(folder, name);
      return !existsSync(file) || readFileSync(file, 'utf8') !== text;
    });
    expect(stale.map(([name]) => name)).toEqual([]);
  });
});

function testsOf(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.join(directory, file));
}

const camelCase = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
