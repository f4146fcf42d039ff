import { byCodeUnits } from './text-order';

/**
 * The values that one label key may have: whether it may be absent, and either the listed values or (`except`) all
 * values but the listed ones. There are more values than anyone can list, so an `except` set is never empty.
 */
export interface LabelValues {
  readonly absent: boolean;
  readonly except: boolean;
  readonly values: ReadonlySet<string>;
}

/** Absent, or any value. */
export const everything: LabelValues = { absent: true, except: true, values: new Set() };

/** Present with one of these values. */
export function oneOf(values: ReadonlySet<string>): LabelValues {
  return { absent: false, except: false, values };
}

/** What both allow. */
export function intersectValues(a: LabelValues, b: LabelValues): LabelValues {
  const absent = a.absent && b.absent;
  if (a.except && b.except) return { absent, except: true, values: new Set([...a.values, ...b.values]) };
  const [listed, other] = a.except ? [b, a] : [a, b];
  return { absent, except: false, values: new Set([...listed.values].filter((value) => hasValue(other, value))) };
}

/** Whether nothing is left: not even absence. */
export function isEmptyValues(set: LabelValues): boolean {
  return !set.absent && !set.except && set.values.size === 0;
}

/** Whether `outer` allows everything that `inner` allows. */
export function isSubsetOfValues(inner: LabelValues, outer: LabelValues): boolean {
  if (inner.absent && !outer.absent) return false;
  if (!inner.except) return [...inner.values].every((value) => hasValue(outer, value));
  return outer.except && [...outer.values].every((value) => !hasValue(inner, value));
}

/** Whether the key may have this value. */
function hasValue(set: LabelValues, value: string): boolean {
  return set.values.has(value) !== set.except;
}

/** A value that stands for all those that are not named. */
export function unnamedValue(isNamed: (value: string) => boolean): string {
  let value = 'any';
  while (isNamed(value)) value += '-other';
  return value;
}

/** The smallest that the key may be: absent, else the first listed value, else one that is not listed. */
export function smallestValue({ absent, except, values }: LabelValues): string | undefined {
  if (absent) return undefined;
  return except ? unnamedValue((value) => values.has(value)) : [...values].sort(byCodeUnits)[0];
}
