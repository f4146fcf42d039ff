import type { AuditFinding, AuditReport } from '../../audit/audit-finding';
import type { Rule } from '../../audit/rule';
import { displayPath } from '../../diagnostics/source-text';
import { resourceTitle } from '../../wording/names';
import { escapeHtml } from '../escape';
import type { AuditView } from './audit-json';
import { relatedNotes } from './related-notes';

/**
 * JUnit XML: one suite for each rule, one case for each of its findings. Those at which the command fails are failures,
 * and so is what might be one; the others, and what a rule could not tell, or what is part of another rule's finding, are skipped; a rule that found nothing is one
 * passed case.
 */
export function auditJunit(
  { report, cwd, unreadable }: AuditView,
  fails: (finding: Pick<AuditFinding, 'severity'>) => boolean,
): string {
  const input = unreadable.map(
    ({ code, message }): Case => ({
      kind: 'error',
      text: caseElement(`input: ${code}`, 'input', element('error', { message, type: code }, '')),
    }),
  );
  const suites = [
    ...(input.length > 0 ? [{ name: 'input', cases: input }] : []),
    ...report.rules.map((rule) => ({ name: rule.name, cases: casesOf(rule, report, cwd, fails) })),
  ];
  const attributes = { name: 'netpact audit', ...sums(suites.flatMap(({ cases }) => cases)) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, `\n${suites.map(suiteXml).join('')}`)}\n`;
}

interface Case {
  readonly kind: 'passed' | 'failure' | 'skipped' | 'error';
  readonly text: string;
}

function casesOf(
  rule: Rule,
  report: AuditReport,
  cwd: string,
  fails: (finding: Pick<AuditFinding, 'severity'>) => boolean,
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
        ...[...notes, ...relatedNotes(finding)].map((text) => `note: ${text}`),
        ...help.map((text) => `help: ${text}`),
      ].map((line) => line.replaceAll('\n', '\\n'));
      const kind = fails(finding) ? 'failure' : 'skipped';
      const attributes = kind === 'failure' ? { message, type: severity } : { message: `${severity}: ${message}` };
      return { kind, text: caseElement(name, rule.name, element(kind, attributes, escapeXml(detail.join('\n')))) };
    });
  const folded = report.findings
    .filter(
      (finding) => finding.rule.name !== rule.name && finding.related.some((each) => each.rule.name === rule.name),
    )
    .map((finding): Case => {
      const skipped = element('skipped', { message: `part of ${finding.rule.name}: ${finding.message}` }, '');
      return { kind: 'skipped', text: caseElement(resourceTitle(finding.subject), rule.name, skipped) };
    });
  const open = report.undetermined
    .filter((each) => each.rule.name === rule.name)
    .map(({ subject, reason, severity }): Case => {
      const kind = fails({ severity }) ? 'failure' : 'skipped';
      const attributes = { message: `could not tell: ${reason}`, ...(kind === 'failure' && { type: severity }) };
      return { kind, text: caseElement(resourceTitle(subject), rule.name, element(kind, attributes, '')) };
    });
  const untold = report.notApplicable
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
  const cases = [...found, ...folded, ...open, ...untold, ...failed];
  return cases.length > 0 ? cases : [{ kind: 'passed', text: caseElement(rule.title, rule.name, '') }];
}

function suiteXml({ name, cases }: { readonly name: string; readonly cases: readonly Case[] }): string {
  return `  ${element('testsuite', { name, ...sums(cases) }, `\n${cases.map(({ text }) => text).join('')}  `)}\n`;
}

/** The counts of a suite, as attributes. */
function sums(cases: readonly Case[]) {
  const count = (kind: Case['kind']) => String(cases.filter((each) => each.kind === kind).length);
  return { tests: String(cases.length), failures: count('failure'), errors: count('error'), skipped: count('skipped') };
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

/** Nothing of it is markup; characters that XML 1.0 cannot hold become the replacement character. */
function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return escapeHtml(text.replace(/\p{Surrogate}|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '\uFFFD'));
}
