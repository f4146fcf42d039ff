import { createHash } from 'node:crypto';
import { groupBy } from '../algebra/keyed';
import { byCodeUnits } from '../algebra/text-order';
import type { Severity, SourceSpan, Subject } from '../diagnostics/finding';
import type { Rule } from './rule';

/** One finding of a rule, ready to be shown. */
export interface AuditFinding {
  readonly rule: Rule;
  /** After what the configuration says of the rule; the worst of its own and those that are related. */
  readonly severity: Severity;
  readonly message: string;
  readonly subject: Subject;
  /** Field path inside the object: `spec.ingress[0].from`. */
  readonly field?: string;
  /** Missing where the object has no position (values that were never text). */
  readonly at?: SourceSpan;
  readonly notes: readonly string[];
  readonly help: readonly string[];
  /** What other rules find only because of the same cause; empty for most. Theirs is empty. */
  readonly related: readonly AuditFinding[];
  /** 32 hexadecimal digits, from rule, object and field: the same wherever the object is written. */
  readonly fingerprint: string;
}

/** A finding that somebody accepted. */
export interface SuppressedFinding extends AuditFinding {
  readonly suppression: { readonly kind: SuppressionKind; readonly reason: string; readonly until?: string };
}

/** Where a finding is accepted: on its object, in a baseline file, or as an exposure that the configuration expects. */
export type SuppressionKind = 'annotation' | 'baseline' | 'expected';

/** What a rule could not tell from the input. */
export interface NotApplicable {
  readonly rule: Rule;
  readonly subject?: Subject;
  readonly reason: string;
}

/** What a rule did not find out, within the steps of a command or because something is not evaluated, and what could be a finding. */
export interface Undetermined {
  readonly rule: Rule;
  /** That of a finding there might be, after what the configuration says of the rule. */
  readonly severity: Severity;
  readonly subject: Subject;
  readonly reason: string;
}

/** A rule that threw: a mistake of netpact's own. */
export interface RuleFailure {
  readonly rule: Rule;
  /** The stack, for the report of the mistake. */
  readonly detail: string;
}

/** The outcome of an audit. */
export interface AuditReport {
  /** The rules that ran, in the order of the catalogue. */
  readonly rules: readonly Rule[];
  /** One for each cause, the worst first. */
  readonly findings: readonly AuditFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly notApplicable: readonly NotApplicable[];
  readonly undetermined: readonly Undetermined[];
  readonly failures: readonly RuleFailure[];
  /** How refused policies were taken, one sentence each. */
  readonly notes: readonly string[];
}

/** What a fingerprint is made of. */
export type Fingerprinted = Pick<AuditFinding, 'subject' | 'field' | 'message'> & { readonly rule: Pick<Rule, 'name'> };

/**
 * A fingerprint for each finding, in their order: from rule, object and field, never from file, line or severity. Several
 * findings at one field are numbered in the order of their messages, so that the order of the input changes nothing.
 */
export function fingerprintsOf(findings: readonly Fingerprinted[]): readonly string[] {
  const fingerprints = new Map<Fingerprinted, string>();
  for (const [key, group] of groupBy(findings, keyOf)) {
    const sorted = group.length > 1 ? [...group].sort((a, b) => byCodeUnits(a.message, b.message)) : group;
    for (const [ordinal, finding] of sorted.entries())
      fingerprints.set(finding, hashOf(ordinal === 0 ? key : `${key}\n${ordinal}`));
  }
  return findings.map((finding) => fingerprints.get(finding) ?? '');
}

/** A list in JSON keeps its parts apart, whatever characters they have. */
function keyOf({ rule, subject, field }: Fingerprinted): string {
  return JSON.stringify([rule.name, subject.kind, subject.namespace ?? '', subject.name, field ?? '']);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
