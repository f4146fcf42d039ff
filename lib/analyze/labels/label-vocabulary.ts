import { addTo, getOrInsert } from '../../algebra/keyed';
import { type LabelRequirement, requirementsOf, type Selector } from '../../algebra/selector';
import { nearest } from '../../diagnostics/suggest';
import type { Labels } from '../../k8s/resources';
import { requirementText, selectorText } from '../../wording/selectors';
import type { PodSet } from '../model/universe';

/** The label keys that some objects carry, with the values of each. */
export type LabelVocabulary = ReadonlyMap<string, ReadonlySet<string>>;

/** The labels of these objects. */
export function vocabularyOf(items: Iterable<{ readonly labels: Labels }>): LabelVocabulary {
  const vocabulary = new Map<string, Set<string>>();
  for (const { labels } of items)
    for (const [key, value] of Object.entries(labels)) getOrInsert(vocabulary, key, () => new Set()).add(value);
  return vocabulary;
}

/** Pods by each of their labels, `app=web`. */
export function podsByLabel(pods: Iterable<PodSet>): ReadonlyMap<string, readonly PodSet[]> {
  const found = new Map<string, PodSet[]>();
  for (const each of pods)
    for (const [key, value] of Object.entries(each.labels)) addTo(found, `${key}=${value}`, each);
  return found;
}

/** A condition as it is written, and where, below the selector: `matchLabels[app]`, `matchExpressions[0]`. */
export interface WrittenRequirement {
  readonly requirement: LabelRequirement;
  readonly field: string;
}

/** The conditions of a selector with their fields. */
export function writtenRequirements(selector: Selector): readonly WrittenRequirement[] {
  const labels = Object.keys(selector.matchLabels ?? {}).length;
  return requirementsOf(selector).map((requirement, index) => ({
    requirement,
    field: index < labels ? `matchLabels[${requirement.key}]` : `matchExpressions[${index - labels}]`,
  }));
}

/** A condition that none of the objects of a vocabulary satisfies. */
export interface UnmetRequirement extends WrittenRequirement {
  /** The label that is nearest to what was written, and exists: `app=web`. */
  readonly nearest?: string;
}

/** The conditions of a selector that nothing in the vocabulary satisfies by itself. */
export function unmetRequirements(selector: Selector, vocabulary: LabelVocabulary): readonly UnmetRequirement[] {
  const unmet = writtenRequirements(selector).filter(({ requirement }) => !isMet(requirement, vocabulary));
  return unmet.map((each) => {
    const near = nearestLabel(each.requirement, vocabulary);
    return { ...each, ...(near !== undefined && { nearest: near }) };
  });
}

/** What no workload of a place has: `no workload of shop has app=web`. */
export function unmetText(place: string, selector: Selector, unmet: UnmetRequirement | undefined): string {
  const what = unmet ? `has ${requirementText(unmet.requirement)}` : `satisfies ${selectorText(selector)} as a whole`;
  return `no workload ${place} ${what}`;
}

/** What to do about a condition that no pod satisfies. */
export function labelHelp(unmet: UnmetRequirement | undefined): string {
  return unmet?.nearest
    ? `did you mean ${unmet.nearest}?`
    : 'select by the labels of the pod template, spec.template.metadata.labels';
}

/** Whether a text is rather a slip of the pen for the other than one of a series: `frontent`, but not `team-1` for `team-2`. */
export function looksMistyped(text: string, other: string): boolean {
  const words = wordsIn(text);
  const others = wordsIn(other);
  if (!isNearByWords(text, other)) return false;
  if (words.length !== others.length) return true;
  return words.every((each, index) => each === others[index] || (each.length > 3 && !/\d$/.test(each)));
}

/** Whether no word of a text is another one: `seldon-controller` is not near to `kserve-controller`, long as they are. */
function isNearByWords(text: string, other: string): boolean {
  const words = wordsIn(text);
  const others = wordsIn(other);
  if (words.length !== others.length) return words.join('') === others.join('');
  return words.every((word, index) => nearest(word, [others[index] ?? '']) !== undefined);
}

const wordsIn = (text: string): readonly string[] => text.split(/[^a-z0-9]/i);

/** Whether a condition is nearly that of a label that exists, and rather misspelt than meant for something else. */
export function isSlip({ requirement, nearest: near }: UnmetRequirement): boolean {
  const [value] = requirement.values ?? [];
  const other = near?.slice(near.indexOf('=') + 1);
  return value !== undefined && other !== undefined && value !== other && looksMistyped(value, other);
}

function isMet({ key, operator, values }: LabelRequirement, vocabulary: LabelVocabulary): boolean {
  if (operator === 'NotIn' || operator === 'DoesNotExist') return true;
  const known = vocabulary.get(key);
  return operator === 'Exists' ? known !== undefined : (values ?? []).some((value) => known?.has(value));
}

/** The same key with a value near to it; else the same value under another key; else a key near to it. */
function nearestLabel({ key, values }: LabelRequirement, vocabulary: LabelVocabulary): string | undefined {
  const known = vocabulary.get(key);
  for (const value of values ?? []) {
    const near = known && nearText(value, known);
    if (near !== undefined) return `${key}=${near}`;
    const keys = [...vocabulary].flatMap(([other, others]) => (others.has(value) ? [other] : []));
    const owner = nearest(key, keys) ?? keys.sort()[0];
    if (owner !== undefined) return `${owner}=${value}`;
  }
  return known ? undefined : nearText(key, vocabulary.keys());
}

function nearText(text: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(text, candidates);
  return near !== undefined && isNearByWords(text, near) ? near : undefined;
}
