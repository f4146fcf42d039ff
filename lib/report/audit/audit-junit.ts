import type { AuditFinding, AuditReport } from '../../audit/audit-finding';
import type { Rule } from '../../audit/rule';
import { displayPath } from '../../diagnostics/source-text';
import { resourceTitle } from '../../wording/names';
import type { AuditView } from './audit-json';

/**
 * JUnit XML: one suite for each rule, one case for each of its findings. Those at which the command fails are failures,
 * the others, and what a rule could not tell, are skipped; a rule that found nothing is one passed case.
 */
export function auditJunit({ report, cwd, unreadable }: AuditView, fails: (finding: AuditFinding) => boolean): string {
  const suites = report.rules.map((rule) => suiteOf(rule, casesOf(rule, report, cwd, fails)));
  const input = unreadable.map(({ code, message }) => ({
    kind: 'error' as const,
    text: caseElement(`input: ${code}`, 'input', element('error', { message, type: code }, '')),
  }));
  const all = [...(input.length > 0 ? [{ ...sums(input), xml: suiteXml('input', input) }] : []), ...suites];
  const total = (pick: (suite: Sums) => number) => String(all.reduce((sum, suite) => sum + pick(suite), 0));
  const attributes = {
    name: 'netpact audit',
    tests: total(({ tests }) => tests),
    failures: total(({ failures }) => failures),
    errors: total(({ errors }) => errors),
    skipped: total(({ skipped }) => skipped),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, `\n${all.map(({ xml }) => xml).join('')}`)}\n`;
}

interface Case {
  readonly kind: 'passed' | 'failure' | 'skipped' | 'error';
  readonly text: string;
}

interface Sums {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function casesOf(
  rule: Rule,
  report: AuditReport,
  cwd: string,
  fails: (finding: AuditFinding) => boolean,
): readonly Case[] {
  const found = report.findings
    .filter((finding) => finding.rule.name === rule.name)
    .map((finding): Case => {
      const { message, subject, field, at, notes, help, severity } = finding;
      const name = [resourceTitle(subject), ...(field === undefined ? [] : [field])].join(' ');
      const place = at ? [`${displayPath(at.file, cwd)}:${at.line}:${at.column}`] : [];
      const detail = [
        ...place,
        message,
        ...notes.map((text) => `note: ${text}`),
        ...help.map((text) => `help: ${text}`),
      ];
      const kind = fails(finding) ? 'failure' : 'skipped';
      const attributes = kind === 'failure' ? { message, type: severity } : { message: `${severity}: ${message}` };
      return { kind, text: caseElement(name, rule.name, element(kind, attributes, escapeXml(detail.join('\n')))) };
    });
  const untold = [...report.notApplicable, ...report.undetermined]
    .filter((each) => each.rule.name === rule.name)
    .map(({ subject, reason }): Case => {
      const name = subject ? resourceTitle(subject) : 'not applicable';
      return { kind: 'skipped', text: caseElement(name, rule.name, element('skipped', { message: reason }, '')) };
    });
  const failed = report.failures
    .filter((each) => each.rule.name === rule.name)
    .map(({ detail }): Case => {
      const error = element(
        'error',
        { message: `the rule ${rule.name} failed`, type: 'internal-error' },
        escapeXml(detail),
      );
      return { kind: 'error', text: caseElement('internal error', rule.name, error) };
    });
  const cases = [...found, ...untold, ...failed];
  return cases.length > 0 ? cases : [{ kind: 'passed', text: caseElement(rule.title, rule.name, '') }];
}

function suiteOf(rule: Rule, cases: readonly Case[]): Sums & { readonly xml: string } {
  return { ...sums(cases), xml: suiteXml(rule.name, cases) };
}

function suiteXml(name: string, cases: readonly Case[]): string {
  const { tests, failures, errors, skipped } = sums(cases);
  const counts = { tests: String(tests), failures: String(failures), errors: String(errors), skipped: String(skipped) };
  return `  ${element('testsuite', { name, ...counts }, `\n${cases.map(({ text }) => text).join('')}  `)}\n`;
}

function sums(cases: readonly Case[]): Sums {
  const count = (kind: Case['kind']) => cases.filter((each) => each.kind === kind).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

function caseElement(name: string, classname: string, content: string): string {
  return `    ${element('testcase', { name, classname }, content)}\n`;
}

function element(name: string, attributes: Readonly<Record<string, string>>, content: string): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(value).replaceAll('\n', '&#10;')}"`,
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

/** Characters that XML 1.0 cannot hold become the replacement character. */
function escapeXml(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\uFFFD')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
