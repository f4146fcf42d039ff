import type { Severity } from '../../diagnostics/finding';
import { printableLines } from '../../diagnostics/printable';
import { displayPath } from '../../diagnostics/source-text';
import type { AuditView } from './audit-json';
import { openQuestions } from './open-questions';
import { relatedNotes } from './related-notes';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** GitHub's workflow commands, one line for each finding, the worst first: of each severity it shows ten in a step. */
export function auditGithub({ report, cwd, unreadable, assumptions = [] }: AuditView): string {
  const errors = unreadable.map(({ code, message, at }) => {
    const place = at ? `file=${escapeProperty(displayPath(at.file, cwd))},line=${at.line},col=${at.column},` : '';
    return `::error ${place}title=${code}::${escapeData(message)}\n`;
  });
  const lines = report.findings.map((finding) => {
    const { severity, rule, message, notes, help, at } = finding;
    const place = at && {
      file: displayPath(at.file, cwd),
      line: at.line,
      col: at.column,
      ...(at.endLine !== undefined && { endLine: at.endLine }),
      // GitHub reads columns of one line only, and counts the last one in.
      ...(at.endColumn !== undefined &&
        (at.endLine ?? at.line) === at.line && { endColumn: lastColumn(at.column, at.endColumn) }),
    };
    const properties = Object.entries({ ...place, title: rule.name }).map(
      ([key, value]) => `${key}=${escapeProperty(String(value))}`,
    );
    const text = [message, ...notes, ...relatedNotes(finding), ...help.map((each) => `help: ${each}`)].join('\n');
    return `::${commands[severity]} ${properties.join(',')}::${escapeData(text)}\n`;
  });
  const open = openQuestions(report.undetermined).map(
    ({ rules, what }) => `::warning title=${escapeProperty(rules)}::${escapeData(`could not tell: ${what}`)}\n`,
  );
  const assumed = assumptions.map(
    ({ kind, message }) => `::notice title=assumed ${escapeProperty(kind)}::${escapeData(message)}\n`,
  );
  return [...errors, ...lines, ...open, ...assumed].join('');
}

const lastColumn = (column: number, endColumn: number): number => Math.max(column, endColumn - 1);

function escapeData(text: string): string {
  return printableLines(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
