import { pairNamespaces } from '../../lib/cli/diff/pair-namespaces';

/** Namespaces by the line that declares them. */
function environment(
  env: string,
  declared: Readonly<Record<number, readonly string[]>>,
  named: readonly string[] = [],
) {
  return {
    env,
    declared: Object.entries(declared).flatMap(([line, names]) =>
      names.map((name) => ({ name, site: { file: '/apps/main.ts', line: Number(line), column: 1 } })),
    ),
    named: new Set(named),
  };
}

function outcome(
  dev: Readonly<Record<number, readonly string[]>>,
  prod: Readonly<Record<number, readonly string[]>>,
  named: readonly string[] = [],
) {
  const { pairs, unpaired } = pairNamespaces(environment('dev', dev, named), environment('prod', prod));
  return {
    pairs: pairs.map(({ before, after }) => `${before} → ${after}`).sort(),
    unpaired: unpaired.map(({ before, after, why }) => `${before} | ${after}: ${why}`).sort(),
  };
}

const unclear = 'their names do not say which is which';

it.each([
  [
    'what one place declares, whatever it is called',
    { 1: ['shop'] },
    { 1: ['storefront-live'] },
    ['shop → storefront-live'],
    [],
  ],
  ['nothing of one name', { 1: ['shop'], 2: ['pay'] }, { 1: ['shop'], 2: ['pay'] }, [], []],
  [
    'nothing that only one environment has',
    { 1: ['shop-dev'], 2: ['debug'] },
    { 1: ['shop-prod'] },
    ['shop-dev → shop-prod'],
    [],
  ],
  [
    'several of one place by the name of their environment',
    { 1: ['shop-dev', 'dev-pay', 'common'] },
    { 1: ['prod-pay', 'common', 'shop-prod'] },
    ['dev-pay → prod-pay', 'shop-dev → shop-prod'],
    [],
  ],
  [
    'not by what is left: two of a list may be two namespaces',
    { 1: ['shop-dev', 'debug'] },
    { 1: ['shop-prod', 'billing'] },
    ['shop-dev → shop-prod'],
    [`debug | billing: ${unclear}`],
  ],
  ['not by their order', { 1: ['a1', 'b1'] }, { 1: ['a2', 'b2'] }, [], [`a1,b1 | a2,b2: ${unclear}`]],
  // A function that is called for one team in dev, and for another in prod.
  [
    'not what is called like another',
    { 1: ['shop-dev'] },
    { 1: ['pay-prod'] },
    [],
    [`shop-dev | pay-prod: ${unclear}`],
  ],
  [
    'not where two places contradict each other',
    { 1: ['shop-dev'], 2: ['shop-dev'] },
    { 1: ['shop-prod'], 2: ['live'] },
    [],
    [
      'shop-dev | live: another place of the app pairs one of them otherwise',
      'shop-dev | shop-prod: another place of the app pairs one of them otherwise',
    ],
  ],
  [
    'not where one keeps its name elsewhere',
    { 1: ['shop-dev'], 2: ['shop-dev'] },
    { 1: ['shop-prod'], 2: ['shop-dev'] },
    [],
    ['shop-dev | shop-prod: another place of the app pairs one of them otherwise'],
  ],
  [
    'two that swap their names',
    { 1: ['blue'], 2: ['green'] },
    { 1: ['green'], 2: ['blue'] },
    ['blue → green', 'green → blue'],
    [],
  ],
  [
    'not onto a name that another namespace keeps, nor what would then be in the way',
    { 1: ['a'], 2: ['b'], 3: ['c'] },
    { 1: ['b'], 2: ['c'], 4: ['d'] },
    [],
    ['a | b: dev has another namespace b', 'b | c: dev has another namespace c'],
  ],
])('pairs %s', (_, dev, prod, pairs, unpaired) => {
  expect(outcome(dev, prod)).toEqual({ pairs, unpaired });
  // The order in which an app makes its values is no part of what it declares.
  const reversed = (all: Readonly<Record<number, readonly string[]>>) =>
    Object.fromEntries(Object.entries(all).map(([line, names]) => [line, [...names].reverse()]));
  expect(outcome(reversed(dev), reversed(prod))).toEqual({ pairs, unpaired });
});

it('pairs nothing onto a name that a policy of the environment already names', () => {
  expect(outcome({ 1: ['shop-dev'] }, { 1: ['shop-prod'] }, ['shop-prod'])).toEqual({
    pairs: [],
    unpaired: ['shop-dev | shop-prod: dev has another namespace shop-prod'],
  });
});
