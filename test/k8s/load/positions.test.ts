import fc from 'fast-check';
import { stringify } from 'yaml';
import { resolveLocation } from '../../../lib/diagnostics/finding';
import { loadTexts } from '../../../lib/k8s/load';
import { Source } from '../../../lib/k8s/load/files/source';
import { ManifestOrigin } from '../../../lib/k8s/load/manifest-origin';
import { readYaml } from '../../../lib/k8s/load/yaml/yaml-reader';

const origin = (text: string) => {
  const source = new Source('a.yaml', text);
  return new ManifestOrigin({ source, start: 0, end: text.length, format: 'yaml' });
};

/** The text between the ends of a span. */
function covered(text: string, span: { line: number; column: number; endLine?: number; endColumn?: number }): string {
  const lines = text.split('\n');
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  return text.slice(offset(span.line, span.column), offset(span.endLine ?? span.line, span.endColumn ?? span.column));
}

const policy = [
  'apiVersion: networking.k8s.io/v1',
  'kind: NetworkPolicy',
  'metadata:',
  '  name: web   # comment',
  'spec:',
  '  podSelector: {matchLabels: {on: x}}',
  '  ingress:',
  '    - from:',
  '        - podSelector: {}',
  '      ports:',
  '        - port: "http"',
  '          protocol: TCP',
  '    -',
].join('\n');

test.each([
  ['metadata.name', 'web'],
  ['spec.podSelector', 'podSelector: {matchLabels: {on: x}}'],
  ['spec.podSelector.matchLabels[true]', 'x'],
  ['spec.ingress[0].ports[0].port', '"http"'],
  ['spec.ingress[0].from[0]', 'podSelector: {}'],
  ['spec.ingress[0].ports[0].endPort', 'port: "http"\n          protocol: TCP'],
  ['spec.egress', policy.slice(policy.indexOf('spec:'), policy.indexOf('\n    -', policy.indexOf('TCP')))],
])('the span of %s', (field, text) => {
  expect(covered(policy, origin(policy).span(field))).toContain(text.split('\n')[0]);
  expect(covered(policy, origin(policy).span(field)).startsWith(text)).toBe(true);
});

test('the key of a field is its name alone', () => {
  expect(covered(policy, origin(policy).span('spec.ingress', 'key'))).toBe('ingress');
});

test('lines and columns count from 1, in the file and not in the document, with Windows line ends too', () => {
  const bad = policy.replace('"http"', '0').replaceAll('\n', '\r\n');
  const { findings } = loadTexts([{ file: 'a.yaml', text: `# head\r\n---\r\n${bad}` }]);
  expect(findings.map(({ at }) => resolveLocation(at))).toEqual([
    { file: 'a.yaml', line: 13, column: 17, endLine: 13, endColumn: 18 },
  ]);
});

test('a field of an item of a List has its own place', () => {
  const text = `kind: List\napiVersion: v1\nitems:\n- ${policy.replace('"http"', '0').replaceAll('\n', '\n  ')}`;
  const { findings } = loadTexts([{ file: 'a.yaml', text }]);
  expect(findings.map(({ at }) => resolveLocation(at))).toMatchObject([{ line: 14, column: 19 }]);
});

test('what an alias brings in stands where the anchor is', () => {
  const text = 'a: &x\n  b: 1\nc: *x\n';
  expect(origin(text).span('c.b')).toMatchObject({ line: 2, column: 6 });
  expect(origin(text).span('c')).toMatchObject({ line: 3 });
});

const node = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('web', 80, true, 'x: y', 'a\nb', 'on', '-'),
    fc.dictionary(fc.constantFrom('app', 'on', 'spec', 'a-b', '80'), tie('node'), { maxKeys: 4 }),
    fc.array(tie('node'), { maxLength: 4 }),
  ),
})).node;

function* scalarPaths(value: unknown, path = ''): Generator<readonly [string, unknown]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* scalarPaths(item, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* scalarPaths(item, path === '' ? key : `${path}.${key}`);
  } else yield [path, value];
}

test('the reader of values and the reader of positions agree: the text at each place reads as the value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('metadata', 'spec'), node), (value) => {
      const text = stringify(value, {
        version: '1.1',
        compat: 'core',
        lineWidth: 0,
        blockQuote: false,
        aliasDuplicateObjects: false,
      });
      const located = origin(text);
      for (const [path, scalar] of scalarPaths(value)) {
        const read = readYaml(covered(text, located.span(path)), () => () => undefined);
        expect(read).toEqual({ value: scalar });
      }
    }),
    { numRuns: 300 },
  );
});
