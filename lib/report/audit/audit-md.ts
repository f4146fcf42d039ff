import type { AuditFinding } from '../../audit/audit-finding';
import { assumedLine } from '../../diagnostics/assumption';
import { summarize } from '../../diagnostics/report-findings';
import { displayPath } from '../../diagnostics/source-text';
import { resourceTitle } from '../../wording/names';
import { firstOf, oneOrMany } from '../../wording/words';
import { markdownCode, markdownText } from '../escape';
import type { AuditView } from './audit-json';
import { openQuestions } from './open-questions';
import { relatedNotes } from './related-notes';

/** GitHub takes 65,536 characters in a comment; a footer has to fit as well. */
const longest = 65_000;

/** How many lines say what could not be told; the tables need their place. */
const shownQuestions = 50;

/** A report for a pull request: the sums, then a table for each rule, the worst first. What a comment cannot hold is cut, and said. */
export function auditMd({ report, cwd, unreadable, assumptions = [], hidden = 0 }: AuditView): string {
  const { findings, suppressed, undetermined, notes } = report;
  const head = [
    '## netpact audit',
    '',
    [
      summarize(findings) || 'No findings',
      ...(hidden > 0 ? [`${hidden} less severe not shown`] : []),
      ...(suppressed.length > 0 ? [`${suppressed.length} suppressed`] : []),
    ].join(', '),
    '',
    ...unreadable.map(({ message }) => `> **Incomplete:** ${markdownText(message)}\n`),
    ...notes.map((note) => `> ${markdownText(note)}\n`),
    ...assumptions.map((each) => `> ${markdownText(assumedLine(each))}\n`),
    ...firstOf(
      openQuestions(undetermined).map(({ rules, what }) => `${markdownCode(rules)}, ${markdownText(what)}`),
      shownQuestions,
    ).map((question) => `> **Could not tell:** ${question}\n`),
  ].join('\n');
  const parts: string[] = [];
  let length = head.length;
  let shown = 0;
  let last: string | undefined;
  for (const finding of findings) {
    const section = `${finding.severity} ${finding.rule.name}`;
    const isNew = section !== last;
    const text = `${isNew ? sectionHead(finding) : ''}${row(finding, cwd)}`;
    if (length + text.length > longest) break;
    parts.push(text);
    length += text.length;
    shown++;
    last = section;
  }
  const cut = findings.length - shown;
  const footer =
    cut > 0 ? `\n${cut} more ${oneOrMany(cut, 'finding is', 'findings are')} left out: a comment holds no more.\n` : '';
  return `${head}${parts.join('')}${footer}`;
}

function sectionHead({ rule, severity }: AuditFinding): string {
  const title = `### ${severity}: ${markdownCode(rule.name)}`;
  return `\n${title}\n\n${markdownText(rule.title)}\n\n| Where | Object | Finding |\n| --- | --- | --- |\n`;
}

function row(finding: AuditFinding, cwd: string): string {
  const { at, subject, message, notes, help } = finding;
  const place = at ? markdownCode(`${displayPath(at.file, cwd)}:${at.line}`) : '';
  const beside = [...notes, ...relatedNotes(finding), ...help.map((text) => `help: ${text}`)];
  const advice = beside.map((text) => `<br>${markdownText(text)}`).join('');
  // A bar ends a cell even inside of a code span.
  const cells = [
    place.replaceAll('|', '\\|'),
    markdownText(resourceTitle(subject)),
    `${markdownText(message)}${advice}`,
  ];
  return `| ${cells.join(' | ')} |\n`;
}
