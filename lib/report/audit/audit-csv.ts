import type { SourceSpan } from '../../diagnostics/finding';
import { displayPath } from '../../diagnostics/source-text';
import { csvCell } from '../escape';
import { type AuditView, resourceOf } from './audit-json';
import { relatedNotes } from './related-notes';

const header = 'severity,rule,kind,namespace,name,field,file,line,column,message,fingerprint,related';

/** One line for each finding, what it leads to in the last column, with a header; quoted as RFC 4180 says, lines ending in LF. What could not be read comes first. */
export function auditCsv({ report, cwd, unreadable }: AuditView): string {
  const errors = unreadable.map(({ code, message, at }) =>
    ['error', code, '', '', '', '', ...placeOf(at, cwd), message, '', ''].map(csvCell).join(','),
  );
  const lines = report.findings.map((finding) => {
    const { severity, rule, subject, field = '', at, message, fingerprint } = finding;
    const { kind, namespace, name } = resourceOf(subject);
    const related = relatedNotes(finding).join('; ');
    return [severity, rule.name, kind, namespace, name, field, ...placeOf(at, cwd), message, fingerprint, related]
      .map(csvCell)
      .join(',');
  });
  return `${[header, ...errors, ...lines].join('\n')}\n`;
}

function placeOf(at: SourceSpan | undefined, cwd: string): readonly string[] {
  return at ? [displayPath(at.file, cwd), String(at.line), String(at.column)] : ['', '', ''];
}
