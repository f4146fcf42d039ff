import type { LabelRequirement } from '../../lib/algebra/selector';
import { labelsOutside } from '../../lib/analyze/possible/label-variables';
import { newSteps } from '../../lib/decide/steps';
import type { Labels } from '../../lib/k8s/resources';
import { type Random, seededRandom } from '../analyze/seeded-random';

/** Whether conditions ask for a key at all, or for one value of it. */
export type Flavour = 'Exists' | 'In';

/** What a condition wants of one key: that its label is there (with the value x), or not. */
interface Wanted {
  readonly key: number;
  readonly on: boolean;
}

type Condition = readonly Wanted[];

/** Three requirements on three keys: one set of pods. */
export interface ConditionSelector {
  readonly matchExpressions: readonly (LabelRequirement & { readonly values?: string[] })[];
}

/** Conditions on some keys, and labels of a pod that none of them selects. */
export interface Planted {
  readonly size: number;
  readonly flavour: Flavour;
  readonly conditions: readonly Condition[];
  readonly selectors: readonly ConditionSelector[];
  readonly escaping: Labels;
}

/** The same set of conditions three times: with a planted pod, with very few pods left, and with nobody left. */
export interface Conditions {
  readonly planted: Planted;
  /** The completed ones but the last few: what is left of every pod that could exist is next to nothing. */
  readonly needle: Planted;
  readonly completed: Omit<Planted, 'escaping'>;
}

/** Random conditions about a planted pod: about the number at which it is hardest to find out whether anybody is left. */
export function conditionsOf(size: number, flavour: Flavour, seed: number): Conditions {
  const random = seededRandom(seed);
  const pod = Array.from({ length: size }, () => random.chance(0.5));
  const perKey = random.pick([4, 4.1, 4.2, 4.26]);
  // Turning a condition around makes the others look more like the pod than drawing another: both, as their searches differ.
  const isFlipped = random.chance(0.5);
  const conditions = Array.from({ length: Math.ceil(size * perKey) }, () => {
    for (;;) {
      const drawn = threeKeys(random, size).map((key): Wanted => ({ key, on: random.chance(0.5) }));
      if (!selectsPod(drawn, pod)) return drawn;
      const turned = random.below(3);
      if (isFlipped) return drawn.map((each, at) => (at === turned ? { ...each, on: !each.on } : each));
    }
  });
  const written = (list: readonly Condition[]) => ({
    size,
    flavour,
    conditions: list,
    selectors: list.map((each) => selectorOf(each, flavour)),
  });
  const { completed, almost, last } = complete(random, size, flavour, conditions);
  return {
    planted: { ...written(conditions), escaping: labelsOf(pod) },
    needle: { ...written(almost), escaping: last },
    completed: written(completed),
  };
}

/** More of these than any seed needs: a search that never says `all` ends. */
const mostAdded = 600;

/** Adds conditions for whoever is still found outside. */
function complete(random: Random, size: number, flavour: Flavour, conditions: readonly Condition[]) {
  const completed = [...conditions];
  let almost: readonly Condition[] = [];
  let last: Labels = {};
  while (completed.length < conditions.length + mostAdded) {
    const outside = labelsOutside(
      completed.map((each) => selectorOf(each, flavour)),
      newSteps(),
    );
    if (outside === 'all') return { completed, almost, last };
    if (outside === 'undecided') throw new Error(`undecided with ${completed.length} conditions`);
    [almost, last] = [[...completed], outside];
    // One condition at a time takes a search for each: of many keys a few are added at once.
    for (let added = 0; added < Math.ceil(size / 15); added++)
      completed.push(threeKeys(random, size).map((key) => ({ key, on: outside[keyName(key)] !== undefined })));
  }
  throw new Error(`somebody is left after ${mostAdded} conditions more`);
}

/** Every way to carry these keys that no condition selects, by trying them all: nothing of lib has a part in it. */
export function leftOver({ size, conditions }: Pick<Planted, 'size' | 'conditions'>): readonly Labels[] {
  const left: Labels[] = [];
  for (let bits = 0; bits < 2 ** size; bits++) {
    const pod = Array.from({ length: size }, (_, key) => (bits & (1 << key)) !== 0);
    if (!conditions.some((each) => selectsPod(each, pod))) left.push(labelsOf(pod));
  }
  return left;
}

const selectsPod = (condition: Condition, pod: readonly boolean[]) => condition.every(({ key, on }) => pod[key] === on);

const keyName = (key: number) => `k${key}`;

const labelsOf = (pod: readonly boolean[]): Labels =>
  Object.fromEntries(pod.flatMap((on, key) => (on ? [[keyName(key), 'x']] : [])));

function threeKeys(random: Random, size: number): readonly number[] {
  const keys = new Set<number>();
  while (keys.size < 3) keys.add(random.below(size));
  return [...keys];
}

function selectorOf(condition: Condition, flavour: Flavour): ConditionSelector {
  return {
    matchExpressions: condition.map(({ key, on }) =>
      flavour === 'Exists'
        ? { key: keyName(key), operator: on ? 'Exists' : 'DoesNotExist' }
        : { key: keyName(key), operator: on ? 'In' : 'NotIn', values: ['x'] },
    ),
  };
}
