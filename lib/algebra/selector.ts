import {
  everything,
  intersectValues,
  isEmptyValues,
  isSubsetOfValues,
  type LabelValues,
  oneOf,
  smallestValue,
} from './label-values';
import { onceForEach } from './once';
import { isSurelyAmong, type PossibleLabel } from './possible-label';
import { byCodeUnits } from './text-order';

/** The label that every namespace carries, with its name as value. Source: KEP-2161. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

export type LabelMap = Readonly<Record<string, string>>;

/** One condition on one label key; `values` belong to `In` and `NotIn`. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[] | null | undefined;
}

/** A label selector as Kubernetes writes it; all conditions must hold, and one without conditions selects everything. */
export interface Selector {
  readonly matchLabels?: LabelMap | null | undefined;
  readonly matchExpressions?: readonly LabelRequirement[] | null | undefined;
}

/** What is known of labels that are not written; undefined for those that are known not to be there. */
export type LabelKnowledge = (key: string) => PossibleLabel | undefined;

/** The conditions of a selector, `matchLabels` first, as requirements. */
export function requirementsOf(selector: Selector): readonly LabelRequirement[] {
  const { matchLabels, matchExpressions } = selector;
  const requirements: LabelRequirement[] = [];
  // Selectors are read by the hundred thousand: no list on the way.
  for (const key in matchLabels) requirements.push({ key, operator: 'In', values: [matchLabels[key] ?? ''] });
  for (const requirement of matchExpressions ?? []) requirements.push(requirement);
  return requirements;
}

/** Whether one condition holds; `NotIn` and `DoesNotExist` hold for labels without the key. */
export function matchesRequirement(requirement: LabelRequirement, labels: LabelMap): boolean {
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  const isNamed = value !== undefined && (requirement.values?.includes(value) ?? false);
  switch (requirement.operator) {
    case 'In':
      return isNamed;
    case 'NotIn':
      return !isNamed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** Whether a selector selects something with exactly these labels. */
export function matchesSelector(selector: Selector, labels: LabelMap): boolean {
  for (const requirement of requirementsOf(selector)) if (!matchesRequirement(requirement, labels)) return false;
  return true;
}

/** As `matchesSelector`, where some labels are not known; undefined where the answer depends on them. */
export function matchesSelectorPartly(
  selector: Selector,
  labels: LabelMap,
  knowledge: LabelKnowledge,
): boolean | undefined {
  const open = openKeysOf(selector, labels, knowledge);
  return open && (open.length > 0 ? undefined : true);
}

/** The keys on which it depends whether a selector selects; false where it surely does not. */
export function openKeysOf(selector: Selector, labels: LabelMap, knowledge: LabelKnowledge): false | readonly string[] {
  // All that is asked of one label counts together: `Exists` and `NotIn` may leave nothing.
  let asked: Map<string, LabelValues> | undefined;
  for (const requirement of requirementsOf(selector)) {
    const { key } = requirement;
    if (Object.hasOwn(labels, key) || !knowledge(key)) {
      if (!matchesRequirement(requirement, labels)) return false;
    } else {
      asked ??= new Map();
      asked.set(key, intersectValues(asked.get(key) ?? everything, valuesOf(requirement)));
    }
  }
  const open: string[] = [];
  for (const [key, values] of asked ?? []) {
    const label = knowledge(key);
    const holds = label && isSurelyAmong(label, values);
    if (holds === false) return false;
    if (holds === undefined) open.push(key);
  }
  return open;
}

/** What a selector leaves possible, key by key; keys that it does not name may be anything. */
function constraintsOf(selector: Selector): ReadonlyMap<string, LabelValues> {
  const constraints = new Map<string, LabelValues>();
  for (const requirement of requirementsOf(selector)) {
    const before = constraints.get(requirement.key) ?? everything;
    constraints.set(requirement.key, intersectValues(before, valuesOf(requirement)));
  }
  return constraints;
}

/** The fewest labels that satisfy a selector, the same for selectors that mean the same; undefined for a contradiction. */
export function smallestLabels(selector: Selector): LabelMap | undefined {
  const labels: Record<string, string> = {};
  for (const [key, values] of constraintsOf(selector)) {
    if (isEmptyValues(values)) return undefined;
    const value = smallestValue(values);
    if (value !== undefined) labels[key] = value;
  }
  return labels;
}

/** Whether no labels at all satisfy a selector. */
export function isContradiction(selector: Selector): boolean {
  return [...constraintsOf(selector).values()].some(isEmptyValues);
}

/** Whether no labels satisfy both selectors, so that nothing can be selected by both. */
export function contradicts(a: Selector, b: Selector): boolean {
  return isContradiction({ matchExpressions: [...requirementsOf(a), ...requirementsOf(b)] });
}

/** Whether everything that `inner` selects is selected by `outer` too, whatever labels there are. */
export function containsSelector(outer: Selector, inner: Selector): boolean {
  if (isContradiction(inner)) return true;
  const innerConstraints = constraintsOf(inner);
  for (const [key, values] of constraintsOf(outer))
    if (!isSubsetOfValues(innerConstraints.get(key) ?? everything, values)) return false;
  return true;
}

/** Whether two selectors select the same, whatever labels there are. */
export function equalSelectors(a: Selector, b: Selector): boolean {
  return containsSelector(a, b) && containsSelector(b, a);
}

/** Equal texts mean equal selectors; selectors that mean the same have, but for rare contradictions, equal texts. */
export const selectorKey: (selector: Selector) => string = onceForEach(keyOf);

function keyOf(selector: Selector): string {
  const labels = Object.entries(selector.matchLabels ?? {});
  // Most selectors are one label, and there are as many as policies.
  const [only] = labels;
  if (!selector.matchExpressions?.length && labels.length < 2) return only ? `[${JSON.stringify(only)}]` : '[]';
  const conditions = [...constraintsOf(selector)].flatMap(([key, { absent, except, values }]) => {
    const sorted = [...values].sort(byCodeUnits);
    if (!absent && !except) return [JSON.stringify([key, ...sorted])];
    return absent && except && sorted.length === 0 ? [] : [JSON.stringify([key, absent, except, ...sorted])];
  });
  return `[${conditions.sort(byCodeUnits).join()}]`;
}

function valuesOf(requirement: LabelRequirement): LabelValues {
  const values = new Set(requirement.values ?? []);
  switch (requirement.operator) {
    case 'In':
      return oneOf(values);
    case 'NotIn':
      return { absent: true, except: true, values };
    case 'Exists':
      return { absent: false, except: true, values: new Set() };
    case 'DoesNotExist':
      return { absent: true, except: false, values: new Set() };
  }
}
