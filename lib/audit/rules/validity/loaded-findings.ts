import type { Finding } from '../../../diagnostics/finding';
import type { AuditContext, RuleResult } from '../../rule';

/** What reading the input found under a code, as results of the rule of that name. */
export function* loadedFindings({ loaded }: AuditContext, code: string): Generator<RuleResult> {
  for (const finding of [...loaded.findings, ...loaded.notes]) if (finding.code === code) yield resultOf(finding);
}

function resultOf(finding: Finding): RuleResult {
  const { severity, message, at, field, related = [], notes = [], help } = finding;
  return {
    kind: 'finding',
    severity,
    message,
    subject: finding.subject ?? { kind: 'NetworkPolicy', name: '' },
    at: at ?? (() => undefined),
    ...(field === undefined ? {} : { field }),
    notes: [...notes, ...related.flatMap(noteOf)],
    help: help ?? ['keep one of them'],
  };
}

function noteOf({ at, message }: NonNullable<Finding['related']>[number]): readonly string[] {
  const place = typeof at === 'function' ? at() : at;
  return place ? [`${message}: ${place.file}:${place.line}:${place.column}`] : [];
}
