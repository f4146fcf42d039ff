import { displayPath } from '../diagnostics/source-text';
import { type AuditView, resourceOf } from './audit-json';
import { csvCell } from './csv-cell';

const header = 'severity,rule,kind,namespace,name,field,file,line,column,message,fingerprint';

/** One line for each finding, with a header; quoted as RFC 4180 says, lines ending in LF. */
export function auditCsv({ report, cwd }: AuditView): string {
  const lines = report.findings.map(({ severity, rule, subject, field = '', at, message, fingerprint }) => {
    const { kind, namespace, name } = resourceOf(subject);
    const place = at ? [displayPath(at.file, cwd), String(at.line), String(at.column)] : ['', '', ''];
    return [severity, rule.name, kind, namespace, name, field, ...place, message, fingerprint].map(csvCell).join(',');
  });
  return `${[header, ...lines].join('\n')}\n`;
}
