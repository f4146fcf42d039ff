import { createHash } from 'node:crypto';
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
  const groups = new Map<string, number[]>();
  for (const [index, finding] of findings.entries()) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  const fingerprints: string[] = new Array(findings.length);
  const messageOf = (index: number) => findings[index]?.message ?? '';
  for (const [key, group] of groups) {
    if (group.length > 1) group.sort((a, b) => byCodeUnits(messageOf(a), messageOf(b)) || a - b);
    for (const [ordinal, index] of group.entries())
      fingerprints[index] = hashOf(ordinal === 0 ? key : `${key}\n${ordinal}`);
  }
  return fingerprints;
}

/** A list in JSON keeps its parts apart, whatever characters they have. */
function keyOf({ rule, subject, field }: Fingerprinted): string {
  return JSON.stringify([rule.name, subject.kind, subject.namespace ?? '', subject.name, field ?? '']);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
