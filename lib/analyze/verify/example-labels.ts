import { constraintsOf, type Selector } from '../../algebra/selector';
import type { Labels } from '../../k8s/resources';

const mostExamples = 64;
/** A value that nobody uses, for conditions like "exists" and "not in". */
const otherValue = 'netpact-other';

/**
 * Label sets that a selector selects: one for each combination of the values that it lists, up to 64, and for conditions
 * that exclude values one without the key. Empty for a contradiction.
 */
export function exampleLabels(selector: Selector): readonly Labels[] {
  let examples: Labels[] = [{}];
  for (const [key, { absent, except, values }] of constraintsOf(selector)) {
    const choices: (string | undefined)[] = absent ? [undefined] : [];
    if (!except) choices.push(...values);
    else if (!absent || values.size > 0) choices.push(otherValue);
    examples = examples
      .flatMap((labels) => choices.map((value) => (value === undefined ? labels : { ...labels, [key]: value })))
      .slice(0, mostExamples);
  }
  return examples;
}

/** Both label sets on one pod; undefined where they contradict each other. */
export function mergedLabels(a: Labels, b: Labels): Labels | undefined {
  for (const [key, value] of Object.entries(a)) if (Object.hasOwn(b, key) && b[key] !== value) return undefined;
  return { ...a, ...b };
}

/** Each label set once, in the order of first appearance. */
export function distinctLabels(all: readonly Labels[]): readonly Labels[] {
  return [...new Map(all.map((labels) => [labelsText(labels), labels])).values()];
}

/** `app=web,tier=front`; `*` for a pod without labels. */
export function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return parts.length > 0 ? parts.sort().join(',') : '*';
}
