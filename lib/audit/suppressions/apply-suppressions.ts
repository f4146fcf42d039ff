import type { AuditFinding, SuppressedFinding } from '../audit-finding';
import type { RuleResult } from '../rule';
import { counts, isOver, type Suppression } from './suppression';

type Stale = Extract<RuleResult, { readonly kind: 'finding' }>;

/** The findings that are left, those that are accepted, and the suppressions that say nothing any more. */
export interface Applied {
  readonly findings: readonly AuditFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly stale: readonly Stale[];
}

/** How to apply suppressions. */
export interface ApplyOptions {
  readonly now: Date;
  /** Whether a rule ran on the whole input and could tell: a suppression of another one may still be needed. */
  readonly canTell: (rule: string) => boolean;
}

/** Sorts findings by whether somebody accepted them. */
export function applySuppressions(
  found: readonly AuditFinding[],
  suppressions: readonly Suppression[],
  { now, canTell }: ApplyOptions,
): Applied {
  const byRule = new Map<string, Suppression[]>();
  for (const each of suppressions)
    for (const rule of each.rules) {
      const known = byRule.get(rule);
      if (known) known.push(each);
      else byRule.set(rule, [each]);
    }
  const matched = new Set<Suppression>();
  const findings: AuditFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of found) {
    const matching = (byRule.get(finding.rule.name) ?? []).filter((each) => each.matches(finding));
    for (const each of matching) matched.add(each);
    const used = matching.find((each) => counts(each, now));
    if (!used) findings.push(finding);
    else {
      const { kind, reason, until } = used;
      suppressed.push({ ...finding, suppression: { kind, reason, ...(until !== undefined && { until }) } });
    }
  }
  const stale = suppressions.flatMap((each) => staleOf(each, matched.has(each), now, canTell) ?? []);
  return { findings, suppressed, stale };
}

function staleOf(
  suppression: Suppression,
  isMatched: boolean,
  now: Date,
  canTell: ApplyOptions['canTell'],
): Stale | undefined {
  const { rules, reason, until, subject, field, at, title } = suppression;
  const about = rules.length === 1 ? rules[0] : `${rules.length} rules`;
  const problem = (message: string, help: string): Stale => ({
    kind: 'finding',
    message: `${title} for ${about} ${message}`,
    subject,
    ...(field !== undefined && { field }),
    at,
    help: [help],
  });
  if (isMatched && reason.trim() === '')
    return problem('gives no reason, and so does not count', 'say why the finding is accepted');
  if (isMatched && isOver(until, now))
    return problem(`ended on ${until}`, 'fix the finding, or decide on a new last day');
  if (isMatched || !rules.every(canTell)) return undefined;
  return problem('matches no finding', 'remove it: what it accepted is gone');
}
