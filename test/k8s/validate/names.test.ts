import {
  dns1123LabelProblem,
  dns1123SubdomainProblem,
  isDns1123Label,
  labelKeyProblem,
  labelValueProblem,
  portNameProblem,
} from '../../../lib/k8s/validate/names';

const x = (count: number) => 'x'.repeat(count);

test.each([
  ['a', true],
  ['shop-1', true],
  ['1a', true],
  [x(63), true],
  [x(64), false],
  ['', false],
  ['-a', false],
  ['a-', false],
  ['A', false],
  ['a.b', false],
  ['a_b', false],
  ['é', false],
  ['a\n', false],
])('docs/semantics.md 19: %j as the name of a namespace', (name, isValid) => {
  expect(isDns1123Label(name)).toBe(isValid);
  expect(dns1123LabelProblem(name) === undefined).toBe(isValid);
});

test.each([
  ['a.b-c.d', true],
  [`${x(63)}.${x(100)}`, true],
  [x(253), true],
  [x(254), false],
  ['a..b', false],
  ['.a', false],
  ['a.-b', false],
  ['a b', false],
  ['', false],
])('docs/semantics.md 19: %j as the name of an object', (name, isValid) => {
  expect(dns1123SubdomainProblem(name) === undefined).toBe(isValid);
});

test.each([
  ['app', true],
  ['A_b.c-d', true],
  ['app.kubernetes.io/name', true],
  [`a.b/${x(63)}`, true],
  [`${x(253)}/a`, true],
  [x(64), false],
  [`${x(254)}/a`, false],
  ['', false],
  ['/a', false],
  ['a/', false],
  ['a/b/c', false],
  ['X.y/a', false],
  ['-a', false],
  ['a b', false],
])('docs/semantics.md 19: %j as a label key', (key, isValid) => {
  expect(labelKeyProblem(key) === undefined).toBe(isValid);
});

test.each([
  ['', true],
  ['true', true],
  ['E_f.g-h', true],
  [x(63), true],
  [x(64), false],
  ['-b', false],
  ['b c', false],
  ['b\n', false],
])('docs/semantics.md 19: %j as a label value', (value, isValid) => {
  expect(labelValueProblem(value) === undefined).toBe(isValid);
});

test.each([
  ['http', true],
  ['a-b', true],
  ['1a', true],
  [x(15), true],
  [x(16), false],
  ['', false],
  ['80', false],
  ['a--b', false],
  ['-a', false],
  ['a-', false],
  ['a_b', false],
  ['HTTP', false],
])('docs/semantics.md 21: %j as the name of a port', (name, isValid) => {
  expect(portNameProblem(name) === undefined).toBe(isValid);
});
