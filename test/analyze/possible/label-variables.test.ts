import fc from 'fast-check';
import { matchesSelector, type Selector } from '../../../lib/algebra/selector';
import { labelsOutside } from '../../../lib/analyze/possible/label-variables';
import { newSteps } from '../../../lib/decide/steps';

const keys = ['a', 'b', 'c'];
const values = ['x', 'y'];
const requirement = fc.record({
  key: fc.constantFrom(...keys),
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }),
});
const selector: fc.Arbitrary<Selector> = fc
  .array(requirement, { maxLength: 3 })
  .map((matchExpressions) => ({ matchExpressions }));

/** Every label set over the keys that the selectors can tell apart. */
const everyLabels = keys.reduce<Record<string, string>[]>(
  (sets, key) =>
    [undefined, ...values, 'other'].flatMap((value) =>
      sets.map((set) => (value === undefined ? set : { ...set, [key]: value })),
    ),
  [{}],
);

test('it finds labels that no selector selects, exactly where there are some', () => {
  fc.assert(
    fc.property(fc.array(selector, { maxLength: 8 }), (selectors) => {
      const outside = labelsOutside(selectors, newSteps());
      const isCovered = everyLabels.every((labels) => selectors.some((each) => matchesSelector(each, labels)));
      if (typeof outside === 'string') return isCovered && outside === 'all';
      const isOutside = (labels: Record<string, string>) => !selectors.some((each) => matchesSelector(each, labels));
      const isSmallest = Object.keys(outside).every((key) => {
        const { [key]: _, ...rest } = outside;
        return !isOutside(rest);
      });
      return !isCovered && isOutside(outside) && isSmallest;
    }),
    { numRuns: 3000 },
  );
});

test('no selector selects nothing, the empty one everything', () => {
  expect(labelsOutside([], newSteps())).toEqual({});
  expect(labelsOutside([{}], newSteps())).toBe('all');
});

test('thousands of selectors are no difficulty', () => {
  const some = Array.from({ length: 3000 }, (_, index): Selector => ({ matchLabels: { app: `a${index}` } }));
  const rest: Selector = { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] };
  expect(labelsOutside([...some, rest], newSteps())).toEqual({ app: 'any' });
  const listed = { key: 'app', operator: 'NotIn', values: some.map((_, index) => `a${index}`) } as const;
  expect(labelsOutside([...some, { matchExpressions: [listed] }], newSteps())).toBe('all');
});

test('what the steps do not reach is undecided, never covered', () => {
  const hard = Array.from(
    { length: 60 },
    (_, index): Selector => ({
      matchExpressions: [0, 1, 2].map((part) => ({
        key: `k${(index * index + part * 5) % 13}`,
        operator: (index + part) % 3 === 0 ? 'Exists' : 'DoesNotExist',
      })),
    }),
  );
  const withoutLabels: Selector = { matchExpressions: [{ key: 'k0', operator: 'DoesNotExist' }] };
  expect(labelsOutside([...hard, withoutLabels], newSteps(10))).toBe('undecided');
});
