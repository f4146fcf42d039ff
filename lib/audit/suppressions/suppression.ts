import type { Location, Subject } from '../../diagnostics/finding';
import type { AuditFinding, SuppressionKind } from '../audit-finding';

/** One decision to accept what a rule finds. */
export interface Suppression {
  readonly kind: SuppressionKind;
  /** The rules it speaks of. */
  readonly rules: readonly string[];
  readonly matches: (finding: AuditFinding) => boolean;
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
export function counts({ reason, until }: Suppression, now: Date): boolean {
  return reason.trim() !== '' && !isOver(until, now);
}

/** Whether a last day is over. */
export function isOver(until: string | undefined, now: Date): boolean {
  return until !== undefined && now.toISOString().slice(0, 10) > until;
}
