import { filterIds, type IdSet, idSetOf, idSetOfBits } from '../../algebra/id-set';
import { addTo, getOrInsert } from '../../algebra/keyed';
import { assumedValue, unnamedLabelValue } from '../../algebra/possible-label';
import { type LabelRequirement, requirementsOf, type Selector, selectorKey } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import type { Labels } from '../../k8s/resources';

/** Which keys, and which values of each, the selectors speak of: nothing else about labels can matter. */
export type NamedLabels = ReadonlyMap<string, ReadonlySet<string>>;

/** Collects what selectors speak of. */
export function namedLabels(selectors: Iterable<Selector>): NamedLabels {
  const named = new Map<string, Set<string>>();
  const valuesOf = (key: string) => getOrInsert(named, key, () => new Set());
  for (const { matchLabels, matchExpressions } of selectors) {
    for (const key in matchLabels) valuesOf(key).add(matchLabels[key] ?? '');
    for (const { key, values } of matchExpressions ?? []) {
      const known = valuesOf(key);
      for (const value of values ?? []) known.add(value);
    }
  }
  return named;
}

/** Distinct label sets, as far as selectors can tell them apart, and who has which. */
export interface LabelIndex {
  /** Number of distinct label sets. */
  readonly size: number;
  /** The label set of each item, in the order given. */
  readonly setOf: Int32Array;
  /** The label sets that a selector selects; the same object for the same selector. */
  select(selector: Selector): IdSet;
}

export interface LabelledItem {
  readonly labels: Labels;
  /** What others assign counts as it is assumed. */
  readonly assignedLabels?: readonly AssignedLabel[];
}

/** An inverted index: for each key and value the label sets that have it. */
export function indexLabels(items: readonly LabelledItem[], named: NamedLabels): LabelIndex {
  const setOf = new Int32Array(items.length);
  const ids = new Map<string, number>();
  const sets: ReadonlyMap<string, string>[] = [];
  for (const [index, item] of items.entries()) {
    const visible = visibleLabels(item, named);
    setOf[index] = getOrInsert(ids, textOf(visible), () => sets.push(new Map(visible)) - 1);
  }
  const postings = postingsOf(sets);
  const selected = new Map<string, IdSet>();
  return {
    size: sets.length,
    setOf,
    select(selector) {
      return getOrInsert(selected, selectorKey(selector), () => evaluate(requirementsOf(selector), sets, postings));
    },
  };
}

type VisibleLabels = readonly (readonly [key: string, value: string])[];

/** What selectors can see of labels, by key: values, and a stand-in for those that no selector names. */
function visibleLabels({ labels, assignedLabels = [] }: LabelledItem, named: NamedLabels): VisibleLabels {
  const visible: [string, string][] = [];
  const see = (key: string, value: string | undefined) => {
    const values = named.get(key);
    if (values && value !== undefined) visible.push([key, values.has(value) ? value : unnamedLabelValue]);
  };
  for (const [key, value] of Object.entries(labels)) see(key, value);
  for (const label of assignedLabels)
    if (named.has(label.key) && !Object.hasOwn(labels, label.key)) see(label.key, assumedValue(label));
  return visible.length > 1 ? visible.sort(([a], [b]) => byCodeUnits(a, b)) : visible;
}

function textOf(visible: VisibleLabels): string {
  let text = '';
  for (const [key, value] of visible) text += `${key}=${value},`;
  return text;
}

type Postings = ReadonlyMap<string, { readonly all: number[]; readonly byValue: ReadonlyMap<string, number[]> }>;

function postingsOf(sets: readonly ReadonlyMap<string, string>[]): Postings {
  const postings = new Map<string, { all: number[]; byValue: Map<string, number[]> }>();
  for (const [id, labels] of sets.entries())
    for (const [key, value] of labels) {
      const posting = getOrInsert(postings, key, () => ({ all: [], byValue: new Map() }));
      posting.all.push(id);
      addTo(posting.byValue, value, id);
    }
  return postings;
}

function evaluate(
  requirements: readonly LabelRequirement[],
  sets: readonly ReadonlyMap<string, string>[],
  postings: Postings,
): IdSet {
  let smallest: readonly number[] | undefined;
  for (const requirement of requirements) {
    if (requirement.operator === 'NotIn' || requirement.operator === 'DoesNotExist') continue;
    const ids = mentionedBy(requirement, postings);
    if (!smallest || ids.length < smallest.length) smallest = ids;
  }
  if (smallest) {
    const ascending = Int32Array.from(smallest).sort();
    return filterIds(idSetOf(ascending, sets.length), (id) => requirements.every((each) => holds(each, sets[id])));
  }
  const bits = new Uint32Array((sets.length + 31) >>> 5).fill(0xffffffff);
  if (sets.length % 32) bits[bits.length - 1] = 2 ** (sets.length % 32) - 1;
  for (const requirement of requirements)
    for (const id of mentionedBy(requirement, postings)) bits[id >>> 5] = (bits[id >>> 5] ?? 0) & ~(1 << (id & 31));
  return idSetOfBits(bits, sets.length);
}

/** The label sets that have the key, with one of the values where the operator has values. */
function mentionedBy({ key, operator, values }: LabelRequirement, postings: Postings): readonly number[] {
  const posting = postings.get(key);
  if (!posting) return [];
  if (operator === 'Exists' || operator === 'DoesNotExist') return posting.all;
  const lists = [...new Set(values ?? [])].map((value) => posting.byValue.get(value) ?? []);
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat();
}

function holds({ key, operator, values }: LabelRequirement, labels: ReadonlyMap<string, string> | undefined): boolean {
  const value = labels?.get(key);
  const isNamed = value !== undefined && (values?.includes(value) ?? false);
  if (operator === 'In') return isNamed;
  if (operator === 'NotIn') return !isNamed;
  return (value !== undefined) === (operator === 'Exists');
}
