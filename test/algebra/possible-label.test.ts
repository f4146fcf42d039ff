import fc from 'fast-check';
import { assumedValue, type PossibleLabel, unnamedLabelValue } from '../../lib/algebra/possible-label';
import { type LabelRequirement, matchesSelector, matchesSelectorPartly, openKeysOf } from '../../lib/algebra/selector';

const numbers = { prefix: 'db-', first: 1 };
const named = ['', 'a', 'b', 'db-0', 'db-1', 'db-2', 'db-01', 'db-x'];
/** A value that no selector of these tests names, of every form. */
const strange = ['strange', 'db-77'];

const label: fc.Arbitrary<PossibleLabel> = fc.record(
  {
    presence: fc.constantFrom('always' as const, 'expected' as const, 'possible' as const),
    values: fc.oneof(fc.uniqueArray(fc.constantFrom('a', 'b', 'db-1'), { minLength: 1 }), fc.constant(numbers)),
  },
  { requiredKeys: ['presence'] },
);
const values = fc.uniqueArray(fc.constantFrom(...named), { minLength: 1 });
const requirement: fc.Arbitrary<LabelRequirement> = fc.oneof(
  fc.record({ key: fc.constant('k'), operator: fc.constantFrom('In' as const, 'NotIn' as const), values }),
  fc.record({ key: fc.constant('k'), operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
);

/** Every label map that the label leaves possible, as far as selectors of these tests can tell. */
function worldsOf({ presence, values: own }: PossibleLabel): readonly Readonly<Record<string, string>>[] {
  const all = [...named, ...strange];
  const possible = !own
    ? all
    : 'prefix' in own
      ? ['db-1', 'db-2', 'db-77'].filter((value) => all.includes(value))
      : own;
  return [...(presence === 'always' ? [] : [{}]), ...possible.map((value) => ({ k: value }))];
}

test('what is said of a label that others add holds for all that it may be, and for nothing less', () => {
  fc.assert(
    fc.property(label, fc.array(requirement, { minLength: 1, maxLength: 3 }), (possible, matchExpressions) => {
      const knowledge = (key: string) => (key === 'k' ? possible : undefined);
      const answers = new Set(worldsOf(possible).map((world) => matchesSelector({ matchExpressions }, world)));
      const partly = matchesSelectorPartly({ matchExpressions }, {}, knowledge);
      expect(partly).toBe(answers.size === 1 ? [...answers][0] : undefined);
      expect(openKeysOf({ matchExpressions }, {}, knowledge)).toEqual(
        partly === undefined ? ['k'] : partly ? [] : false,
      );
    }),
    { numRuns: 3000 },
  );
});

test('a label that is written is what it says', () => {
  const anything = () => ({ presence: 'possible' }) as const;
  expect(matchesSelectorPartly({ matchLabels: { k: 'a' } }, { k: 'a' }, anything)).toBe(true);
  expect(matchesSelectorPartly({ matchLabels: { k: 'a' } }, { k: 'b' }, anything)).toBe(false);
});

test.each([
  [{ presence: 'possible', values: ['a'] }, undefined],
  [{ presence: 'expected', values: ['a'] }, 'a'],
  [{ presence: 'always', values: ['a'] }, 'a'],
  [{ presence: 'always', values: ['a', 'b'] }, unnamedLabelValue],
  [{ presence: 'always', values: numbers }, unnamedLabelValue],
  [{ presence: 'always' }, unnamedLabelValue],
] as const)('docs/semantics.md 18: of %j counts %j', (possible, value) => {
  expect(assumedValue(possible)).toBe(value);
});
