import type { SourceSpan } from '../../diagnostics/finding';
import { displayPath } from '../../diagnostics/source-text';
import { csvCell } from '../escape';
import { type AuditView, resourceOf } from './audit-json';

const header = 'severity,rule,kind,namespace,name,field,file,line,column,message,fingerprint';

/** One line for each finding, with a header; quoted as RFC 4180 says, lines ending in LF. What could not be read comes first. */
export function auditCsv({ report, cwd, unreadable }: AuditView): string {
  const errors = unreadable.map(({ code, message, at }) =>
    ['error', code, '', '', '', '', ...placeOf(at, cwd), message, ''].map(csvCell).join(','),
  );
  const lines = report.findings.map(({ severity, rule, subject, field = '', at, message, fingerprint }) => {
    const { kind, namespace, name } = resourceOf(subject);
    return [severity, rule.name, kind, namespace, name, field, ...placeOf(at, cwd), message, fingerprint]
      .map(csvCell)
      .join(',');
  });
  return `${[header, ...errors, ...lines].join('\n')}\n`;
}

function placeOf(at: SourceSpan | undefined, cwd: string): readonly string[] {
  return at ? [displayPath(at.file, cwd), String(at.line), String(at.column)] : ['', '', ''];
}
