import { addTo, getOrInsert } from '../../algebra/keyed';
import { unnamedValue } from '../../algebra/label-values';
import { type LabelRequirement, requirementsOf, type Selector } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { NumberRange } from '../../decide/number-signals';

/**
 * What selectors can see of one label key, numbered: 0 without the key, and a number for all values that no selector tells
 * apart. Values that nobody names are 0 too, unless a selector asks whether the key exists.
 */
export interface LabelCodes {
  readonly size: number;
  codeOf(value: string | undefined): number;
  /** A value with this code; undefined where it is that of a missing key. */
  valueOf(code: number): string | undefined;
  /** The codes for which a requirement on this key holds. */
  rangesOf(requirement: LabelRequirement): readonly NumberRange[];
}

/** The codes of every key that selectors speak of. */
export function labelCodesOf(selectors: Iterable<Selector>): ReadonlyMap<string, LabelCodes> {
  const mentions = new Map<string, Mentions>();
  for (const selector of selectors)
    for (const requirement of requirementsOf(selector)) {
      const make = () => ({ lists: new Map(), listsOf: new Map(), asksExistence: false });
      note(getOrInsert(mentions, requirement.key, make), requirement);
    }
  return new Map([...mentions].map(([key, known]) => [key, codesOf(known)]));
}

interface Mentions {
  /** Lists of values that requirements name, numbered. */
  readonly lists: Map<string, number>;
  /** In which of them a value is. */
  readonly listsOf: Map<string, number[]>;
  asksExistence: boolean;
}

function note(mentions: Mentions, { operator, values }: LabelRequirement): void {
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    mentions.asksExistence = true;
    return;
  }
  const distinct = values?.length === 1 ? values : [...new Set(values ?? [])].sort(byCodeUnits);
  const key = distinct.length === 1 ? `=${distinct[0]}` : JSON.stringify(distinct);
  if (mentions.lists.has(key)) return;
  const list = mentions.lists.size;
  mentions.lists.set(key, list);
  for (const value of distinct) addTo(mentions.listsOf, value, list);
}

function codesOf({ listsOf, asksExistence }: Mentions): LabelCodes {
  const unnamed = unnamedValue((value) => listsOf.has(value));
  const values: (string | undefined)[] = asksExistence ? [undefined, unnamed] : [undefined];
  const codes = new Map<string, number>();
  const byLists = new Map<string, number>();
  for (const [value, lists] of [...listsOf].sort(([a], [b]) => byCodeUnits(a, b))) {
    const key = lists.join();
    codes.set(
      value,
      getOrInsert(byLists, key, () => values.push(value) - 1),
    );
  }
  const size = values.length;
  const codeOf = (value: string | undefined) =>
    value === undefined ? 0 : (codes.get(value) ?? (asksExistence ? 1 : 0));
  return {
    size,
    codeOf,
    valueOf: (code) => values[code],
    rangesOf({ operator, values: named }) {
      const mentioned = operator === 'Exists' || operator === 'DoesNotExist' ? [0] : (named ?? []).map(codeOf);
      const ascending = [...new Set(mentioned)].sort((a, b) => a - b);
      return operator === 'In' || operator === 'DoesNotExist' ? runsOf(ascending) : gapsOf(ascending, size);
    },
  };
}

/** Neighbouring numbers as one range. */
function runsOf(ascending: readonly number[]): readonly NumberRange[] {
  const runs: { first: number; last: number }[] = [];
  for (const code of ascending) {
    const run = runs.at(-1);
    if (run && run.last === code - 1) run.last = code;
    else runs.push({ first: code, last: code });
  }
  return runs;
}

function gapsOf(ascending: readonly number[], size: number): readonly NumberRange[] {
  const gaps: NumberRange[] = [];
  let next = 0;
  for (const code of [...ascending, size]) {
    if (code > next) gaps.push({ first: next, last: code - 1 });
    next = code + 1;
  }
  return gaps;
}
