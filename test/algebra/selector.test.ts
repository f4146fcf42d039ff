import fc from 'fast-check';
import { anyLabel } from '../../lib/algebra/possible-label';
import {
  containsSelector,
  contradicts,
  equalSelectors,
  isContradiction,
  type LabelRequirement,
  matchesSelector,
  matchesSelectorPartly,
  type Selector,
} from '../../lib/algebra/selector';

const key = fc.constantFrom('app', 'tier');
const value = fc.constantFrom('', 'a', 'b');
const requirement: fc.Arbitrary<LabelRequirement> = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.uniqueArray(value, { minLength: 1 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
);
const selector: fc.Arbitrary<Selector> = fc.record(
  { matchLabels: fc.dictionary(key, value), matchExpressions: fc.array(requirement, { maxLength: 4 }) },
  { requiredKeys: [] },
);
/** Every label set over the two keys; `c` is a value that no selector of these tests names. */
const worlds = [undefined, '', 'a', 'b', 'c'].flatMap((app) =>
  [undefined, '', 'a', 'b', 'c'].map((tier) => ({
    ...(app === undefined ? {} : { app }),
    ...(tier === undefined ? {} : { tier }),
  })),
);

describe('selectors over all label sets', () => {
  test('contradicts exactly when no label set satisfies both', () => {
    fc.assert(
      fc.property(selector, selector, (a, b) => {
        expect(contradicts(a, b)).toBe(!worlds.some((w) => matchesSelector(a, w) && matchesSelector(b, w)));
        expect(isContradiction(a)).toBe(!worlds.some((w) => matchesSelector(a, w)));
      }),
    );
  });

  test('contains exactly when every label set of the inner is one of the outer', () => {
    fc.assert(
      fc.property(selector, selector, (a, b) => {
        const contained = worlds.every((w) => !matchesSelector(b, w) || matchesSelector(a, w));
        expect(containsSelector(a, b)).toBe(contained);
        expect(equalSelectors(a, b)).toBe(worlds.every((w) => matchesSelector(a, w) === matchesSelector(b, w)));
      }),
    );
  });

  test('an unknown label decides nothing that its possible values would decide differently', () => {
    fc.assert(
      fc.property(selector, fc.option(value, { nil: undefined }), (a, app) => {
        const labels = app === undefined ? {} : { app };
        const answers = worlds
          .filter((w) => ('app' in w ? w.app : undefined) === app)
          .map((w) => matchesSelector(a, w));
        const partly = matchesSelectorPartly(a, labels, (name) => (name === 'tier' ? anyLabel : undefined));
        if (partly !== undefined) expect(new Set(answers)).toEqual(new Set([partly]));
      }),
    );
  });

  test('a label that exists with an unknown value satisfies Exists, and leaves In open', () => {
    const present = () => ({ presence: 'always' }) as const;
    const one = (operator: LabelRequirement['operator'], values?: string[]) => ({
      matchExpressions: [{ key: 'hash', operator, values }],
    });
    expect(matchesSelectorPartly(one('Exists'), {}, present)).toBe(true);
    expect(matchesSelectorPartly(one('DoesNotExist'), {}, present)).toBe(false);
    expect(matchesSelectorPartly(one('In', ['x']), {}, present)).toBeUndefined();
  });

  test('a label named like an Object method is no label', () => {
    expect(matchesSelector({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {})).toBe(false);
  });
});
