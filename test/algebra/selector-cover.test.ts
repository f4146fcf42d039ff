import fc from 'fast-check';
import { matchesSelector, type Selector } from '../../lib/algebra/selector';
import { labelsOutside } from '../../lib/algebra/selector-cover';

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
      const outside = labelsOutside(selectors);
      const isCovered = everyLabels.every((labels) => selectors.some((each) => matchesSelector(each, labels)));
      if (outside === undefined || outside === 'unknown') return isCovered && outside === undefined;
      return !isCovered && !selectors.some((each) => matchesSelector(each, outside));
    }),
    { numRuns: 3000 },
  );
});

test('no selector selects nothing, the empty one everything', () => {
  expect(labelsOutside([])).toEqual({});
  expect(labelsOutside([{}])).toBeUndefined();
});

test('thousands of selectors are no difficulty', () => {
  const some = Array.from({ length: 3000 }, (_, index): Selector => ({ matchLabels: { app: `a${index}` } }));
  const rest: Selector = { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] };
  expect(labelsOutside([...some, rest])).toEqual({ app: 'other' });
  const listed = { key: 'app', operator: 'NotIn', values: some.map((_, index) => `a${index}`) } as const;
  expect(labelsOutside([...some, { matchExpressions: [listed] }])).toBeUndefined();
});
