import { createHash } from 'node:crypto';
import { groupBy } from '../algebra/keyed';
import { byCodeUnits } from '../algebra/text-order';
import type { Subject } from '../diagnostics/finding';

/** What a fingerprint is made of. */
export interface Fingerprinted {
  readonly rule: { readonly name: string };
  readonly subject: Subject;
  readonly field?: string;
  readonly message: string;
}

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
