import { resolveLocation } from '../../../lib/diagnostics/finding';
import { formatFindings } from '../../../lib/diagnostics/report-findings';
import { resolveFinding } from '../../../lib/diagnostics/resolved-finding';
import { loadTexts } from '../../../lib/k8s/load';
import { sourceOfText } from '../../../lib/k8s/load/files/read-file';

const policy = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n';

/** Code and place of everything that is wrong. */
function problems(text: string, file = 'a.yaml'): string[] {
  return loadTexts([{ file, text }]).findings.map(({ code, at, help }) => {
    const span = resolveLocation(at);
    return `${code} ${span?.line}:${span?.column}${help ? '' : ' (no help)'}`;
  });
}

test.each([
  ['a tab as indentation', `${policy}\tpodSelector: {}\n`, 'yaml-syntax 5:1'],
  ['bad indentation', `${policy}  podSelector: {}\n   ingress: []\n`, 'yaml-syntax 6:4'],
  ['a document that is cut off', `${policy}  podSelector: {matchLabels: {a: "b\n`, 'yaml-syntax 6:1'],
  ['a key that is set twice', `${policy}  egress: []\n  egress: []\n`, 'yaml-duplicate-key 6:3'],
  ['an alias without anchor', `${policy}  podSelector: *x\n`, 'yaml-syntax 5:17'],
  ['a null key', `${policy}  podSelector:\n    matchLabels: {~: x}\n`, 'yaml-syntax 6:19'],
  ['a list as a key', `${policy}  podSelector:\n    matchLabels: {[a]: x}\n`, 'yaml-syntax 6:19'],
  ['a null byte', `${policy}  podSelector: "\u0000"\n`, 'yaml-syntax 5:17'],
])('%s is an error with line and column', (_, text, expected) => {
  expect(problems(text)).toEqual([expected]);
});

test('what is broken does not hide what stands in other documents', () => {
  const result = loadTexts([{ file: 'a.yaml', text: `a: [\n---\n${policy}  podSelector: {}\n` }]);
  expect(result.findings).toHaveLength(1);
  expect(result.resources.policies).toHaveLength(1);
});

test('anchors that explode are refused before they are written out', () => {
  const names = 'abcdefghij'.split('');
  const bomb = names.map((name, index) => {
    const item = index === 0 ? 'x' : `*${names[index - 1]}`;
    return `${name}: &${name} [${Array(9).fill(item).join(', ')}]`;
  });
  expect(problems(`apiVersion: v1\nkind: Pod\n${bomb.join('\n')}\n`)).toEqual(['yaml-alias 6:20']);
});

test('an alias that stands inside of its own anchor is refused', () => {
  expect(problems('a: &a [*a]\n')).toEqual(['yaml-alias 1:8']);
});

test.each([
  ['flow lists', `a: ${'['.repeat(100_000)}`, 'a.yaml'],
  ['JSON', `{"kind": "Pod", "apiVersion": "v1", "a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'a.json'],
  ['indentation', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'a.yaml'],
  ['dashes', `${'- '.repeat(5000)}a`, 'a.yaml'],
])('%s nested too deep are an error, not a stack that ends', (_, text, file) => {
  const [problem] = loadTexts([{ file, text }]).findings;
  expect(problem).toMatchObject({ code: 'yaml-syntax', message: expect.stringContaining('nesting') });
});

test('names that every object inherits are ordinary keys', () => {
  const labels = 'constructor: a, toString: b, hasOwnProperty: c';
  const { resources, findings } = loadTexts([
    { file: 'a.yaml', text: `${policy}  podSelector: {matchLabels: {${labels}}}\n` },
  ]);
  expect(findings).toEqual([]);
  expect(resources.policies[0]?.spec.podSelector?.matchLabels).toEqual({
    constructor: 'a',
    toString: 'b',
    hasOwnProperty: 'c',
  });
  const proto = `${policy}  podSelector:\n    matchLabels:\n      __proto__: x\n`;
  expect(problems(proto)).toEqual(['invalid-policy 7:7 (no help)']);
  expect(problems(`__proto__: {kind: Pod, apiVersion: v1}\n`)).toEqual(['no-kubernetes-object undefined:undefined']);
});

test.each(['spec: 5', 'spec: []', 'metadata: []', 'metadata: 5', 'spec: {ingress: {}}', 'spec: {ingress: [[]]}'])(
  'a policy with %s is refused',
  (field) => {
    const text = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\n`.replace(
      field.startsWith('metadata') ? 'metadata: {name: a}\n' : '\u0000',
      '',
    );
    expect(problems(`${text}${field}\n`)[0]).toMatch(/^invalid-policy \d/);
  },
);

test.each([
  'apiVersion: v1\nkind: Pod\nmetadata: 5\nspec: 7\n',
  'apiVersion: v1\nkind: Pod\nmetadata: {name: [], labels: 5}\nspec: {containers: {}}\n',
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: [], spec: x}}\n',
  'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {jobTemplate: 5}\n',
  'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [5, {port: x}], selector: []}\n',
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: 5, labels: x}\n',
])('wrong types are errors: %j', (text) => {
  expect(problems(text)[0]).toMatch(/^invalid-object \d/);
});

test('the name y is the boolean true, and the message says so', () => {
  const { findings } = loadTexts([{ file: 'a.yaml', text: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: y}\n' }]);
  expect(findings).toMatchObject([{ message: expect.stringContaining('the boolean true'), help: ['quote the value'] }]);
});

test('a text that is longer than the limit is refused with the limit', () => {
  expect(sourceOfText('x'.repeat(128 * 1024 * 1024 + 1), 'big.yaml')).toMatchObject({
    code: 'file-too-large',
    message: expect.stringContaining('128 MiB'),
  });
});

test.each([
  ['unknown fields, one on a line', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join('')],
  ['unknown fields on one line', `x: {${Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join(', ')}}\n`],
  ['colons behind a key that is too long', `x: ["${'k'.repeat(1100)}" ${': '.repeat(200_000)}]\n`],
])('a policy of %s is answered with all that is wrong, at once', (_, text) => {
  const started = performance.now();
  const { findings, texts } = loadTexts([
    { file: 'a.yaml', text: `${policy}  podSelector: {}\n  ${text.replaceAll('\n', '\n  ')}\n` },
  ]);
  formatFindings(findings.map(resolveFinding), { readSource: (file) => texts.get(file), cwd: '/' });
  expect(findings.length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(8000);
});
