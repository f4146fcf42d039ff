import { addTo, groupBy } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { type Location, resolveLocation, type Subject } from '../../diagnostics/finding';
import type { AuditFinding, SuppressedFinding, SuppressionKind } from '../audit-finding';
import type { RuleFinding } from '../rule';

/** One decision to accept what a rule finds. */
export interface Suppression {
  readonly kind: SuppressionKind;
  /** The rules it speaks of. */
  readonly rules: readonly string[];
  readonly matches: (finding: AuditFinding) => boolean;
  /**
   * Whether it also accepts a consequence of what it matches. @default none: it speaks of one thing
   */
  readonly covers?: (consequence: AuditFinding) => boolean;
  /** Why it is accepted; without one the suppression does not count. */
  readonly reason: string;
  /** The last day on which it counts, `YYYY-MM-DD` UTC. */
  readonly until?: string;
  /** What it speaks of, and where it is written: for `stale-suppression`. */
  readonly subject: Subject;
  readonly field?: string;
  readonly at: Location;
  /** `the annotation netpact.dev/ignore`: how messages call it. */
  readonly title: string;
}

/** Whether a suppression counts at a moment: it has a reason, and its last day is not over. */
function counts({ reason, until }: Suppression, now: Date): boolean {
  return reason.trim() !== '' && !isOver(until, now);
}

/** Whether a last day is over. */
export function isOver(until: string | undefined, now: Date): boolean {
  return until !== undefined && now.toISOString().slice(0, 10) > until;
}

/** The findings that are left, those that are accepted, and the suppressions that say nothing any more. */
export interface Applied {
  readonly findings: readonly AuditFinding[];
  /** Questions that nobody accepted. */
  readonly questions: readonly AuditFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly acceptedQuestions: readonly SuppressedFinding[];
  readonly stale: readonly RuleFinding[];
}

/** How to apply suppressions. */
export interface ApplyOptions {
  readonly now: Date;
  /** Whether a rule ran on the whole input and could tell: a suppression of another one may still be needed. */
  readonly canTell: (rule: string) => boolean;
  /** For each finding that another one explains, that one. @default none is explained */
  readonly causeOf?: ReadonlyMap<AuditFinding, AuditFinding>;
  /**
   * What rules could not tell. An annotation on the object accepts it: a baseline and an expected exposure speak of what was found.
   * @default nothing
   */
  readonly questions?: readonly AuditFinding[];
}

/** Sorts findings by whether somebody accepted them, or their cause. */
export function applySuppressions(
  found: readonly AuditFinding[],
  suppressions: readonly Suppression[],
  { now, canTell, causeOf, questions = [] }: ApplyOptions,
): Applied {
  const byRule = new Map<string, Suppression[]>();
  for (const each of suppressions) for (const rule of each.rules) addTo(byRule, rule, each);
  const matching = onceForEach((finding: AuditFinding) =>
    (byRule.get(finding.rule.name) ?? []).filter((each) => each.matches(finding)),
  );
  const matched = new Set<Suppression>();
  const sorted = (some: readonly AuditFinding[], acceptedBy: (each: AuditFinding) => readonly Suppression[]) => {
    const left: AuditFinding[] = [];
    const suppressed: SuppressedFinding[] = [];
    for (const each of some) {
      const used = acceptedBy(each).find((suppression) => counts(suppression, now));
      if (!used) left.push(each);
      else {
        const { kind, reason, until } = used;
        // A question has no place of its own, and readers of SARIF ask for one.
        const at = each.at ?? resolveLocation(used.at);
        suppressed.push({
          ...each,
          ...(at && { at }),
          suppression: { kind, reason, ...(until !== undefined && { until }) },
        });
      }
    }
    return { left, suppressed };
  };
  const ofFindings = sorted(found, (finding) => {
    const own = matching(finding);
    for (const each of own) matched.add(each);
    const cause = causeOf?.get(finding);
    return [...own, ...(cause ? matching(cause).filter(({ covers }) => covers?.(finding)) : [])];
  });
  const ofQuestions = sorted(questions, (question) => {
    const own = matching(question).filter(({ kind }) => kind === 'annotation');
    for (const each of own) matched.add(each);
    return own;
  });
  const stale = suppressions.flatMap((each) => staleOf(each, matched.has(each), now, canTell) ?? []);
  return {
    findings: ofFindings.left,
    questions: ofQuestions.left,
    suppressed: ofFindings.suppressed,
    acceptedQuestions: ofQuestions.suppressed,
    stale,
  };
}

/**
 * What is accepted for one reason, until one day: what was accepted otherwise is no consequence that goes without saying, and a
 * baseline that is written again must not take over what an annotation accepts for a while.
 */
export function byDecision(suppressed: readonly SuppressedFinding[]): readonly (readonly SuppressedFinding[])[] {
  const decisionOf = ({ suppression: { kind, reason, until } }: SuppressedFinding) =>
    JSON.stringify([kind, reason, until ?? '']);
  return [...groupBy(suppressed, decisionOf).values()];
}

function staleOf(
  suppression: Suppression,
  isMatched: boolean,
  now: Date,
  canTell: ApplyOptions['canTell'],
): RuleFinding | undefined {
  const { rules, reason, until, subject, field, at, title } = suppression;
  const about = rules.length === 1 ? rules[0] : `${rules.length} rules`;
  const problem = (message: string, help: string): RuleFinding => ({
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
