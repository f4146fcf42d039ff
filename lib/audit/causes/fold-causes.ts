import { addTo } from '../../algebra/keyed';
import type { AuditFinding } from '../audit-finding';
import { worstOf } from '../ranking';

/**
 * The findings that no other one explains, each with its consequences, in their order. A cause is as severe as the worst
 * that it holds.
 */
export function foldCauses<Finding extends AuditFinding>(
  findings: readonly Finding[],
  causeOf: ReadonlyMap<AuditFinding, AuditFinding>,
): readonly Finding[] {
  const held = new Map<AuditFinding, AuditFinding[]>();
  const here = new Set<AuditFinding>(findings);
  const folded = new Set<AuditFinding>();
  for (const finding of findings) {
    const cause = causeOf.get(finding);
    if (!cause || !here.has(cause)) continue;
    addTo(held, cause, finding);
    folded.add(finding);
  }
  return findings
    .filter((finding) => !folded.has(finding))
    .map((finding) => {
      const related = held.get(finding);
      return related
        ? { ...finding, severity: worstOf(finding.severity, ...related.map((each) => each.severity)), related }
        : finding;
    });
}
