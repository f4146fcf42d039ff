import { everything, intersectValues, isEmptyValues, type LabelValues } from './label-values';
import { constraintsOf, isContradiction, type LabelMap, matchesSelector, type Selector } from './selector';

/** How many conditions are tried before the question is given up: it is as hard as satisfiability. */
const mostSteps = 200_000;

/**
 * Labels that none of the selectors select; undefined where together they select every possible label set, `'unknown'`
 * where that would take too long to find out.
 */
export function labelsOutside(selectors: readonly Selector[]): LabelMap | undefined | 'unknown' {
  if (!selectors.some((selector) => matchesSelector(selector, {}))) return {};
  const conditions = selectors.filter((selector) => !isContradiction(selector)).map(constraintsOf);
  // Selectors with few keys leave few ways around them: deciding those first keeps the search short.
  conditions.sort((a, b) => a.size - b.size);
  const search = { conditions, chosen: new Map<string, LabelValues>(), steps: 0 };
  const isFound = findWayAround(search, 0);
  if (search.steps > mostSteps) return 'unknown';
  return isFound ? labelsOf(search.chosen) : undefined;
}

interface Search {
  readonly conditions: readonly ReadonlyMap<string, LabelValues>[];
  readonly chosen: Map<string, LabelValues>;
  steps: number;
}

/** Narrows `chosen` until it escapes every condition from `first` on; restores it where that fails. */
function findWayAround(search: Search, first: number): boolean {
  const { conditions, chosen } = search;
  let next = first;
  for (; next < conditions.length; next++) {
    const condition = conditions[next];
    if (condition && !isEscaped(condition, chosen)) break;
  }
  const condition = conditions[next];
  if (!condition) return true;
  for (const [key, values] of condition) {
    if (++search.steps > mostSteps) return false;
    const before = chosen.get(key);
    const narrowed = intersectValues(before ?? everything, complementOf(values));
    if (isEmptyValues(narrowed)) continue;
    chosen.set(key, narrowed);
    if (findWayAround(search, next + 1)) return true;
    if (before) chosen.set(key, before);
    else chosen.delete(key);
  }
  return false;
}

function isEscaped(condition: ReadonlyMap<string, LabelValues>, chosen: ReadonlyMap<string, LabelValues>): boolean {
  for (const [key, values] of condition) {
    const left = chosen.get(key);
    if (left && isEmptyValues(intersectValues(left, values))) return true;
  }
  return false;
}

function complementOf({ absent, except, values }: LabelValues): LabelValues {
  return { absent: !absent, except: !except, values };
}

/** Any labels that satisfy the constraints, as few as possible. */
function labelsOf(chosen: ReadonlyMap<string, LabelValues>): LabelMap {
  const labels: Record<string, string> = {};
  for (const [key, { absent, except, values }] of chosen) {
    if (absent) continue;
    let value = except ? 'other' : ([...values][0] ?? '');
    while (except && values.has(value)) value += '-1';
    labels[key] = value;
  }
  return labels;
}
