import { analyze } from '../../lib/analyze/analysis';
import type { AnalyzeOptions } from '../../lib/analyze/model/options';
import { withRepresentatives } from '../../lib/analyze/possible/representatives';
import { auditFacts } from '../../lib/audit/facts';
import { type AuditContext, type AuditThresholds, defaultThresholds, type Rule } from '../../lib/audit/rule';
import { runAudit } from '../../lib/audit/run-audit';
import { type LoadResult, loadTexts } from '../../lib/k8s/load';
import type { ClusterResources } from '../../lib/k8s/resources';

export interface AuditInput extends AnalyzeOptions {
  readonly thresholds?: Partial<AuditThresholds>;
  readonly now?: string;
}

/** A finding as far as tests speak of it; `at` is `line:column`, and `text` what the span covers of its first line. */
export interface FoundFinding {
  readonly at: string;
  readonly text: string;
  readonly subject: string;
  readonly field: string | undefined;
  readonly severity: string;
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: readonly string[];
}

export function contextOf(loaded: LoadResult, input: AuditInput = {}): AuditContext {
  const { thresholds, now = '2026-11-21', ...options } = input;
  const analysis = analyze(loaded.resources, options);
  let exposed: ReturnType<typeof analyze> | undefined;
  return {
    loaded,
    analysis,
    exposed() {
      exposed ??= withRepresentatives(analysis);
      return exposed;
    },
    facts: auditFacts(analysis),
    thresholds: { ...defaultThresholds, ...thresholds },
    now: new Date(now),
  };
}

/** The context of a cluster that was made without text. */
export function contextOfResources(resources: ClusterResources, input: AuditInput = {}): AuditContext {
  return contextOf({ ...loadTexts([{ file: 'a.yaml', text: '' }]), resources, findings: [] }, input);
}

/** What the audit says when it runs one rule on one file, which must be one that the API server takes. */
export function audit(rule: Rule, text: string, input: AuditInput = {}) {
  const loaded = loadTexts([{ file: 'shop.yaml', text }]);
  const broken = loaded.findings.filter(({ severity }) => severity === 'error');
  if (broken.length > 0) throw new Error(broken.map(({ message }) => message).join('\n'));
  return auditLoaded(rule, text, loaded, input);
}

/** What a rule finds in one file that the API server may refuse. */
export const findingsInRefused = (rule: Rule, text: string): readonly FoundFinding[] =>
  auditLoaded(rule, text, loadTexts([{ file: 'shop.yaml', text }]), {}).findings;

/** A rule that throws fails the test. */
function auditLoaded(rule: Rule, text: string, loaded: LoadResult, input: AuditInput) {
  const { thresholds, now = '2026-11-21', ...options } = input;
  const { report } = runAudit(loaded, {
    rules: [rule],
    analyze: options,
    thresholds: { ...defaultThresholds, ...thresholds },
    now: new Date(now),
  });
  expect(report.failures).toEqual([]);
  const lines = text.split('\n');
  const findings = report.findings.map(({ at, subject, field, severity, message, notes, help }): FoundFinding => {
    const line = lines[(at?.line ?? 0) - 1] ?? '';
    const end = at && at.endLine === at.line ? at.endColumn : undefined;
    return {
      at: `${at?.line}:${at?.column}`,
      text: line.slice((at?.column ?? 1) - 1, end === undefined ? undefined : end - 1),
      subject: [subject.kind, subject.namespace, subject.name].filter(Boolean).join(' '),
      field,
      severity,
      message,
      notes,
      help,
    };
  });
  return { findings, unknown: report.notApplicable.map(({ reason }) => reason) };
}

/** What a rule finds in one file. */
export const findingsOf = (rule: Rule, text: string, input: AuditInput = {}): readonly FoundFinding[] =>
  audit(rule, text, input).findings;

/** Why a rule says that it cannot tell. */
export const reasonsOf = (rule: Rule, text: string, input: AuditInput = {}): readonly string[] =>
  audit(rule, text, input).unknown;
