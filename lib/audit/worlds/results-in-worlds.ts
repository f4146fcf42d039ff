import { addTo, getOrInsert } from '../../algebra/keyed';
import type { OpenLabel } from '../../analyze/judge/open-labels';
import { type Subject, subjectKey } from '../../diagnostics/finding';
import { assignedLabelText } from '../../wording/labels';
import { resourceTitle } from '../../wording/names';
import { listed } from '../../wording/words';
import { mildestOf, worstOf } from '../ranking';
import { resultsOf } from '../reach/open-answers';
import type { AuditContext, Rule, RuleFinding, RuleResult } from '../rule';
import type { Worlds } from './worlds';

/** An input, and the clusters that it may stand for. */
export interface AuditWorlds {
  readonly context: AuditContext;
  /** Empty where nothing asks for labels that others give to pods: then the input says all. */
  readonly contexts: readonly AuditContext[];
  readonly worlds: Worlds | undefined;
}

/**
 * What a rule says whatever labels others give to pods (docs/semantics.md 4): a finding is one that it makes in every world,
 * and where it makes it in some of them it cannot tell.
 */
export function* resultsInWorlds(rule: Rule, { context, contexts, worlds }: AuditWorlds): Generator<RuleResult> {
  if (!worlds || contexts.length === 0) return yield* resultsOf(rule, context);
  const asRead = [...resultsOf(rule, context)];
  const inWorlds = contexts.map((each) => [...resultsOf(rule, each)]);
  const found = inWorlds.map(findingsOf);
  const isSure = ([key, finding]: readonly [string, RuleFinding]) =>
    found.every((each) => each.has(key)) && (worlds.isThorough || !worlds.isTouched(finding.subject));
  const read = findingsOf(asRead);
  const all = new Map([...found.flatMap((each) => [...each]), ...read]);
  const sure = new Map([...all].filter(isSure));
  // Policies of kinds that are not evaluated may not see such labels: what they leave open stays so.
  const openAsRead = new Set(
    context.analysis.resources.unevaluatedPolicies.length === 0
      ? []
      : asRead.flatMap((each) => (each.kind === 'undetermined' ? [subjectKey(each.subject)] : [])),
  );
  const isOpen = (subject: Subject) => openAsRead.has(subjectKey(subject));
  const perhaps = new Map<string, RuleFinding[]>();
  for (const [key, finding] of all)
    if (!sure.has(key) && !isOpen(finding.subject) && found.some((each) => each.has(key)))
      addTo(perhaps, subjectKey(finding.subject), finding);
  const unknown = new Set(
    inWorlds.flat().flatMap(({ kind, subject }) => (kind === 'undetermined' && subject ? [subjectKey(subject)] : [])),
  );
  const severityOf = ({ severity = rule.severity }: RuleFinding) => severity;
  for (const [key, finding] of sure) {
    // Replicas that are told apart are told of once.
    if (isOpen(finding.subject) || !(key.endsWith(' 0') || read.has(key))) continue;
    const [first = finding, ...others] = found.flatMap((each) => each.get(key) ?? []);
    const severities = [severityOf(first), ...others.map(severityOf)] as const;
    const [severity, worst] = [mildestOf(...severities), worstOf(...severities)];
    // That it is worse in some of them is open, and no gate passes on it.
    const worse = severity === worst ? [] : [first, ...others].filter((each) => severityOf(each) === worst).slice(0, 1);
    for (const each of worse) addTo(perhaps, subjectKey(finding.subject), each);
    yield severity === rule.severity ? finding : { ...finding, severity };
  }
  for (const result of asRead) {
    const key = result.subject && subjectKey(result.subject);
    if (result.kind === 'finding' || (key !== undefined && perhaps.has(key))) continue;
    // What is open by such labels alone is no more, where each of them is known.
    if (result.kind === 'not-applicable' || isOpen(result.subject) || unknown.has(subjectKey(result.subject)))
      yield result;
  }
  for (const findings of perhaps.values()) {
    const [first] = findings;
    if (first)
      yield { kind: 'undetermined', subject: first.subject, reason: reasonOf(worlds.openFor(first.subject), findings) };
  }
  if (saysTheSame.has(rule.category)) return;
  // Silence of a rule in these worlds says nothing of those that are not among them.
  for (const subject of worlds.unasked)
    if (!perhaps.has(subjectKey(subject)) && !isOpen(subject))
      yield { kind: 'undetermined', subject, reason: unaskedReason(worlds.openFor(subject), contexts.length) };
}

/** What is said of manifests as they are written, or for every pod that could exist: no label of the pods of an input decides it. */
const saysTheSame: ReadonlySet<Rule['category']> = new Set(['validity', 'hygiene']);

const unaskedReason = (open: readonly OpenLabel[], asked: number): string =>
  `depends on ${labelsText(open)}, which may be there in more ways than were asked (${asked}); to know, write them into the pod templates, or whether the namespaces are injected`;

/** Findings by what they are about; several about the same by their order. */
function findingsOf(results: readonly RuleResult[]): ReadonlyMap<string, RuleFinding> {
  const counts = new Map<string, number>();
  const found = new Map<string, RuleFinding>();
  for (const result of results) {
    if (result.kind !== 'finding') continue;
    const about = `${subjectKey(result.subject)} ${result.field ?? ''}`;
    const count = getOrInsert(counts, about, () => 0);
    counts.set(about, count + 1);
    found.set(`${about} ${count}`, result);
  }
  return found;
}

const mostNamed = 3;

function reasonOf(open: readonly OpenLabel[], findings: readonly RuleFinding[]): string {
  const messages = findings.map(({ message, subject }) => withoutPrefix(message, `${resourceTitle(subject)}: `));
  return `depends on ${labelsText(open)}; it may be that ${[...new Set(messages)].join('; ')}`;
}

function labelsText(open: readonly OpenLabel[]): string {
  const texts = open.map(({ label, pods }) => assignedLabelText(label, pods.name));
  const more = texts.length - mostNamed;
  return listed(more > 0 ? [...texts.slice(0, mostNamed), `${more} more`] : texts);
}

const withoutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text;
