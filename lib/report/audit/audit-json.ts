import type { AuditFinding, AuditReport } from '../../audit/audit-finding';
import { type Assumption, assumptionJson } from '../../diagnostics/assumption';
import type { Severity, Subject } from '../../diagnostics/finding';
import { type FindingJson, findingsToJson } from '../../diagnostics/report-findings';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { displayPath } from '../../diagnostics/source-text';

/** What every formatter of an audit is given. */
export interface AuditView {
  readonly report: AuditReport;
  /** Paths are printed relative to this folder. */
  readonly cwd: string;
  /** Why a part of the input is missing from the report; empty for an input that was read whole. */
  readonly unreadable: readonly ResolvedFinding[];
  /** What was taken for granted. @default nothing */
  readonly assumptions?: readonly Assumption[];
  /** How many findings are less severe than what was asked for, and not in the report. @default 0 */
  readonly hidden?: number;
}

/** The contract of docs/audit.md. `incomplete` is there only where a part of the input could not be read, or a rule failed. */
export function auditJson({ report, cwd, unreadable, assumptions = [] }: AuditView): string {
  const { findings, suppressed, undetermined, failures } = report;
  const errors: readonly FindingJson[] = findingsToJson(unreadable, { readSource: () => undefined, cwd });
  const broken = failures.map(({ rule }) => ({
    rule: rule.name,
    message: `the rule ${rule.name} failed: a mistake of netpact`,
  }));
  const document = {
    schemaVersion: 1,
    findings: findings.map((finding) => findingJson(finding, cwd)),
    undetermined: undetermined.map(({ rule, subject, reason }) => ({
      rule: rule.name,
      resource: resourceOf(subject),
      reason,
    })),
    assumptions: assumptions.map(assumptionJson),
    counts: { ...severityCounts(findings), suppressed: suppressed.length },
    ...(errors.length + broken.length > 0 && { incomplete: [...errors, ...broken] }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function findingJson({ fingerprint, related, ...finding }: AuditFinding, cwd: string) {
  return {
    ...partJson(finding, cwd),
    fingerprint,
    related: related.map((each) => ({ ...partJson(each, cwd), fingerprint: each.fingerprint })),
  };
}

function partJson(
  { rule, severity, message, subject, at }: Omit<AuditFinding, 'fingerprint' | 'related'>,
  cwd: string,
) {
  const location = at && {
    file: displayPath(at.file, cwd),
    line: at.line,
    column: at.column,
    endLine: at.endLine ?? at.line,
    endColumn: at.endColumn ?? at.column,
  };
  return { rule: rule.name, severity, message, resource: resourceOf(subject), location };
}

/** Kind, namespace and name, always all three: a Namespace is in itself, other objects without namespace are in none. */
export function resourceOf({ kind, namespace, name }: Subject): Required<Subject> {
  return { kind, namespace: namespace ?? (kind === 'Namespace' ? name : ''), name };
}

/** How many findings there are of each severity; all three keys are always there. */
export function severityCounts(findings: readonly { readonly severity: Severity }[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
