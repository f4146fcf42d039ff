import type { AuditContext } from '../../audit/rule';
import { summarizeAudit } from '../../audit/summary/summarize-audit';
import { summaryJson, summaryMd, summaryText } from '../../report/audit/audit-summary';
import { paletteFor } from '../console/colours';
import type { AuditFormat } from './audit-options';

/** The answers to a reviewer's questions, as text, json or md. */
export function printSummary(context: AuditContext, format: AuditFormat): string {
  const summaries = summarizeAudit(context);
  if (format === 'json') return summaryJson(summaries);
  if (format === 'md') return summaryMd(summaries);
  return summaryText(summaries, paletteFor(process.stdout, process.env));
}
