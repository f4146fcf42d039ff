import type { Decided } from './coverage';
import { fewest } from './fewest';
import type { PolicyPart } from './redundant-parts';

/** Something that may be covered by other things. */
export interface Suspect {
  readonly part: PolicyPart;
  /** What covers it alone, if anything does. */
  readonly likely: () => readonly PolicyPart[];
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
  let last: readonly PolicyPart[] = [];
  for (const suspect of suspects) {
    const isLeft = (each: PolicyPart) => !removed.has(keyOf(each)) && keyOf(each) !== keyOf(suspect.part);
    const by = coverOf(suspect, isLeft, last.every(isLeft) ? last : []);
    if (by === 'undecided') unsure.push(suspect);
    if (by === undefined || by === 'undecided') continue;
    last = by;
    covers.set(suspect, by);
    removed.set(keyOf(suspect.part), by);
  }
  for (const [suspect, by] of covers)
    if (by.some((each) => removed.has(keyOf(each))))
      covers.set(
        suspect,
        fewest(remaining(by, removed), (parts) => suspect.isCoveredBy(parts) === true),
      );
  return { covers, unsure };
}

/** So many are asked alone before all are asked together. */
const mostTried = 8;

/** One thing that covers it alone, or what covered the one before, which often covers many; else all that are needed together. */
function coverOf(
  { isCoveredBy, likely, others }: Suspect,
  isLeft: (part: PolicyPart) => boolean,
  last: readonly PolicyPart[],
): readonly PolicyPart[] | 'undecided' | undefined {
  const [first, ...more] = likely().filter(isLeft).slice(0, mostTried);
  if (first && isCoveredBy([first]) === true) return [first];
  if (last.length > 0 && isCoveredBy(last) === true) return last;
  const single = more.find((each) => isCoveredBy([each]) === true);
  if (single) return [single];
  const all = others().filter(isLeft);
  const answer = isCoveredBy(all);
  if (answer === true) return fewest(all, (some) => isCoveredBy(some) === true);
  return answer === 'undecided' ? answer : undefined;
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
