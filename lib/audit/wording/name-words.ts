import { requirementsOf, type Selector } from '../../algebra/selector';
import type { PolicyRules } from '../../analyze/model/policy-rules';
import { wordsOf } from '../../wording/words-of';
import type { AuditContext } from '../rule';

/** Words that say nothing about who is meant. */
const fillers = new Set([
  ...['a', 'an', 'and', 'access', 'for', 'from', 'in', 'into', 'netpol', 'network', 'networkpolicy', 'np', 'of'],
  ...['on', 'or', 'out', 'policies', 'policy', 'rule', 'rules', 'the', 'to', 'traffic', 'via', 'with'],
  ...['allow', 'allowed', 'permit', 'ingress', 'egress', 'inbound', 'outbound', 'incoming', 'outgoing', 'connections'],
]);

/** The words of a policy's name that could say who is meant, or what for; short numbers are none. */
export function tellingWords(name: string): readonly string[] {
  return wordsOf(name).filter((word) => !fillers.has(word) && !/^v?\d{1,2}$/.test(word));
}

/** Whether two words are near enough to be about one thing: `cart` and `cartservice`, `metrics` and `metric`. */
export function isAlike(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return a === b || (short.length >= 3 && long.includes(short));
}

/** Keys and values of a selector, as words; of a key without its prefix. */
export function selectorWords(selector: Selector): readonly string[] {
  return requirementsOf(selector).flatMap(({ key, values }) => [
    ...wordsOf(key.slice(key.indexOf('/') + 1)),
    ...(values ?? []).flatMap(wordsOf),
  ]);
}

/** Words for the pods that a policy selects: its selector and its namespace, then the workloads' names and labels. */
function* subjectWords({ facts }: AuditContext, owner: PolicyRules): Generator<string> {
  yield* selectorWords(owner.selector);
  yield* wordsOf(owner.policy.namespace);
  for (const { workload, labels } of [...facts.selectedBy(owner), ...facts.missedOnNodes(owner)].slice(0, 20)) {
    yield* wordsOf(workload?.name ?? '');
    for (const value of Object.values(labels)) yield* wordsOf(value);
  }
}

/** Whether one of the words is near to something of the subject. */
export function namesSubject(context: AuditContext, owner: PolicyRules, words: readonly string[]): boolean {
  for (const near of subjectWords(context, owner)) if (words.some((word) => isAlike(word, near))) return true;
  return false;
}

/** The words of a name that nothing of the subject is near to. */
export function wordsBesideSubject(context: AuditContext, owner: PolicyRules): readonly string[] {
  let words = tellingWords(owner.policy.name);
  for (const near of subjectWords(context, owner)) {
    if (words.length === 0) break;
    words = words.filter((word) => !isAlike(word, near));
  }
  return words;
}
