import type { AuditFinding, AuditReport } from '../../audit/audit-finding';
import type { AuditContext } from '../../audit/rule';
import type { Assumption } from '../../diagnostics/assumption';
import type { ReadSource } from '../../diagnostics/source-text';
import type { AuditView } from '../../report/audit/audit-json';
import { paletteFor } from '../console/colours';
import { ownPackage } from '../load/own-modules';
import type { AuditFormat } from './audit-options';

/** What goes to stdout, and what is to be said beside it. */
export interface Printed {
  readonly text: string;
  readonly narration: readonly string[];
}

/** GitHub shows this many annotations of a level for one step. */
const shownAnnotations = 10;

/** The report in a format; only the formatter that is asked for is loaded. */
export async function printAudit(
  view: AuditView,
  format: AuditFormat,
  readSource: ReadSource,
  fails: (finding: Pick<AuditFinding, 'severity'>) => boolean,
): Promise<Printed> {
  const narration: string[] = format === 'text' ? [] : [...view.report.notes];
  const only = (text: string): Printed => ({ text, narration });
  switch (format) {
    case 'text': {
      const { auditText } = await import('../../report/audit/audit-text.js');
      const palette = paletteFor(process.stdout);
      return only(auditText(view, { readSource, cwd: view.cwd, palette }));
    }
    case 'json':
      return only((await import('../../report/audit/audit-json.js')).auditJson(view));
    case 'sarif': {
      const { text, cut } = (await import('../../report/audit/audit-sarif.js')).auditSarif(view, ownPackage().version);
      return { text, narration: [...narration, ...cut] };
    }
    case 'junit':
      return only((await import('../../report/audit/audit-junit.js')).auditJunit(view, fails));
    case 'github':
      return {
        text: (await import('../../report/audit/audit-github.js')).auditGithub(view),
        narration: [...narration, ...unshownAnnotations(view)],
      };
    case 'md':
      return only((await import('../../report/audit/audit-md.js')).auditMd(view));
    case 'csv':
      return only((await import('../../report/audit/audit-csv.js')).auditCsv(view));
  }
}

function unshownAnnotations({ report }: AuditView): readonly string[] {
  return (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = report.findings.filter((finding) => finding.severity === severity).length;
    if (count <= shownAnnotations) return [];
    return [
      `GitHub shows ${shownAnnotations} of the ${count} annotations of severity ${severity}: the worst are first`,
    ];
  });
}

/** The answers to a reviewer's questions, as text, json or md. */
export async function printSummary(
  context: AuditContext,
  assumptions: readonly Assumption[],
  format: AuditFormat,
): Promise<string> {
  const { summarizeAudit } = await import('../../audit/summary/summarize-audit.js');
  const { summaryJson, summaryMd, summaryText } = await import('../../report/audit/audit-summary.js');
  const summaries = summarizeAudit(context);
  if (format === 'json') return summaryJson(summaries, assumptions);
  if (format === 'md') return summaryMd(summaries, assumptions);
  return summaryText(summaries, assumptions, paletteFor(process.stdout));
}

/** What can be reached from outside the cluster, as text, json, md or csv; `unknown` is what could not be told. */
export async function printOutside(
  context: AuditContext,
  { assumptions = [], ...read }: Pick<AuditView, 'assumptions' | 'unreadable'> & Pick<AuditReport, 'notes'>,
  format: AuditFormat,
): Promise<{ readonly text: string; readonly unknown: readonly string[] }> {
  const { outsideOf } = await import('../../audit/outside/outside-ways.js');
  const { outsideTable } = await import('../../report/outside/outside-rows.js');
  const outside = outsideOf(context);
  const workloads = context.analysis.universe.pods.length;
  const view = { outside, workloads, assumptions, ...read, cwd: process.cwd() };
  const { unknown } = outsideTable(outside, workloads);
  if (format === 'json' || format === 'csv') {
    const { outsideCsv, outsideJson } = await import('../../report/outside/outside-json.js');
    return { text: format === 'json' ? outsideJson(view) : outsideCsv(view), unknown };
  }
  const { outsideMd, outsideText } = await import('../../report/outside/outside-text.js');
  return { text: format === 'md' ? outsideMd(view) : outsideText(view, paletteFor(process.stdout)), unknown };
}
