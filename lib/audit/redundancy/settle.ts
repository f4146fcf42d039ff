import type { Decided } from './coverage';
import { fewest } from './fewest';
import type { PolicyPart } from './redundant-parts';

/** Something that may be covered by other things. */
export interface Suspect {
  readonly part: PolicyPart;
  /** One thing of what is left that plainly covers it; undefined says nothing. Whatever covers that covers it too. */
  readonly plain: (isLeft: (part: PolicyPart) => boolean) => PolicyPart | undefined;
  /** What covers it alone, if anything does. */
  readonly likely: () => Iterable<PolicyPart>;
  /** All that could cover it; those first that it is best covered by. */
  readonly others: () => readonly PolicyPart[];
  isCoveredBy(others: readonly PolicyPart[]): Decided;
}

/** What covers what, and of which it was not found out. */
export interface Settled {
  /** By suspect; none of those that cover is covered itself. */
  readonly covers: ReadonlyMap<Suspect, readonly PolicyPart[]>;
  readonly unsure: readonly Suspect[];
}

/**
 * Takes away one suspect after the other that the rest covers: so all of them can go together, and of those that say the same
 * one is left, which covers the others.
 */
export function settle(suspects: readonly Suspect[]): Settled {
  const covers = new Map<Suspect, readonly PolicyPart[]>();
  const removed = new Map<object, readonly PolicyPart[]>();
  const unsure: Suspect[] = [];
  const besides = (suspect: Suspect) => (each: PolicyPart) =>
    !removed.has(keyOf(each)) && keyOf(each) !== keyOf(suspect.part);
  // What needs no search goes first: it makes all searches smaller.
  const open = suspects.filter((suspect) => {
    const by = suspect.plain(besides(suspect));
    if (!by) return true;
    covers.set(suspect, [by]);
    removed.set(keyOf(suspect.part), [by]);
    return false;
  });
  let last: readonly PolicyPart[] = [];
  for (const suspect of open) {
    const isLeft = besides(suspect);
    const by = coverOf(suspect, isLeft, last.every(isLeft) ? last : []);
    if (by === 'undecided') unsure.push(suspect);
    if (by === undefined || by === 'undecided') continue;
    last = by;
    covers.set(suspect, by);
    removed.set(keyOf(suspect.part), by);
  }
  for (const [suspect, by] of covers)
    if (by.some((each) => removed.has(keyOf(each)))) {
      const left = remaining(by, removed);
      covers.set(suspect, left.length < 2 ? left : fewest(left, (parts) => suspect.isCoveredBy(parts) === true));
    }
  return { covers, unsure };
}

/** So many are asked alone. */
const mostTried = 8;

/** One thing that covers it alone, or what covered the one before, which often covers many; else all that are needed together. */
function coverOf(
  { isCoveredBy, likely, others }: Suspect,
  isLeft: (part: PolicyPart) => boolean,
  last: readonly PolicyPart[],
): readonly PolicyPart[] | 'undecided' | undefined {
  const all = others().filter(isLeft);
  const answer = isCoveredBy(all);
  // What all together do not cover none of them does: most is needed.
  if (answer === false) return undefined;
  const [first, ...more] = firstOf(likely(), mostTried, isLeft);
  if (first && isCoveredBy([first]) === true) return [first];
  if (last.length > 0 && isCoveredBy(last) === true) return last;
  const single = more.find((each) => isCoveredBy([each]) === true);
  if (single) return [single];
  return answer === true ? fewest(all, (some) => isCoveredBy(some) === true) : answer;
}

function firstOf<Item>(items: Iterable<Item>, most: number, isMeant: (item: Item) => boolean): readonly Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (!isMeant(item)) continue;
    found.push(item);
    if (found.length >= most) break;
  }
  return found;
}

/** What is left of those that cover, where some of them are covered by others, and these by others still. */
function remaining(
  by: readonly PolicyPart[],
  removed: ReadonlyMap<object, readonly PolicyPart[]>,
): readonly PolicyPart[] {
  const left = new Map<object, PolicyPart>();
  const open = [...by];
  for (let next = open.pop(); next; next = open.pop()) {
    const covered = removed.get(keyOf(next));
    if (covered) open.push(...covered);
    else left.set(keyOf(next), next);
  }
  return [...left.values()];
}

/** The same object for the same part. */
const keyOf = ({ owner, rule }: PolicyPart): object => rule ?? owner;
