import type { AnalyzeOptions } from '../../lib/analyze/model/options';
import type { Rule } from '../../lib/audit/rule';
import { runAudit } from '../../lib/audit/run-audit';
import { loadTexts } from '../../lib/k8s/load';

/** A finding as tests speak of it: `at` is `line:column` in the one file, `text` what the span covers of its first line. */
export interface Fired {
  readonly at: string;
  readonly text: string;
  readonly severity: string;
  readonly subject: string;
  readonly field: string | undefined;
  readonly message: string;
  readonly notes: string;
  readonly help: string;
}

/** What the audit says when it runs one rule on one file; a rule that throws fails the test. */
export function audit(rule: Rule, text: string, analyze: AnalyzeOptions = {}) {
  const loaded = loadTexts([{ file: 'shop.yaml', text }]);
  const { report } = runAudit(loaded, { rules: [rule], analyze, now: new Date('2026-11-21') });
  expect(report.failures).toEqual([]);
  const lines = text.split('\n');
  const findings = report.findings.map((finding): Fired => {
    const { at, subject } = finding;
    const line = lines[(at?.line ?? 0) - 1] ?? '';
    const end = at && at.endLine === at.line ? at.endColumn : undefined;
    return {
      at: `${at?.line}:${at?.column}`,
      text: line.slice((at?.column ?? 1) - 1, end === undefined ? undefined : end - 1),
      severity: finding.severity,
      subject: `${subject.kind} ${subject.namespace}/${subject.name}`,
      field: finding.field,
      message: finding.message,
      notes: finding.notes.join('\n'),
      help: finding.help.join('\n'),
    };
  });
  return { findings, unknown: report.notApplicable.map(({ reason }) => reason) };
}

/** The findings alone. */
export const fired = (rule: Rule, text: string, analyze: AnalyzeOptions = {}): readonly Fired[] =>
  audit(rule, text, analyze).findings;

/** What the input did not tell. */
export const unknown = (rule: Rule, text: string, analyze: AnalyzeOptions = {}): readonly string[] =>
  audit(rule, text, analyze).unknown;
