import fc from 'fast-check';
import { stringify } from 'yaml';
import { readBlockDocument } from '../../../lib/k8s/load/yaml/block-reader';
import { readYaml } from '../../../lib/k8s/load/yaml/yaml-reader';

const place = () => () => undefined;

/** What the full reader makes of the text, if it is at most one document; one without content is null. */
function full(text: string): { readonly value: unknown } | undefined {
  const outcome = readYaml(text, place);
  return 'problem' in outcome ? undefined : outcome;
}

const block = (text: string) => readBlockDocument(text, 0, text.length);

const scalars = fc.constantFrom(
  ...['x', 'kube-system', '10.0.0.0/8', '2001:db8::/32', '8080', '017', '08', '0x50', '8_080', '1:20', '-1', '.5', '~'],
  ...['"quoted"', "'q'", '"a\\tb"', "'it''s'", '"a" "b"', 'yes', 'on', 'null', '{}', '[]', '{a: 1}', '[1, 2]', '{ }'],
  ...[
    'a: b',
    'a:',
    'a #b',
    'a#b',
    '#c',
    '&a x',
    '*a',
    '!t x',
    '|',
    '>-',
    '%x',
    '@x',
    '`x',
    '- x',
    '-',
    '?',
    '? x',
    ':',
  ],
  ...[
    'http://x',
    'é',
    'web → api',
    '"→"',
    '\u0085',
    'a\u2028b',
    '\uFEFF',
    '😀',
    '\tx',
    'x\t',
    '2026-01-01',
    '1e3',
    '<<',
    'a  b',
    'x ',
    '"x" ',
    '...',
    '---',
    '"',
    "'",
    ',',
    ']',
  ],
);
const keys = fc.constantFrom(
  'a',
  'b',
  'kind',
  'on',
  'y',
  '1',
  'app.kubernetes.io/name',
  '"q"',
  '<<',
  '~',
  'a b',
  '-x',
  'constructor',
);
const line = fc
  .tuple(
    fc.nat(6),
    fc.constantFrom('', '', '- ', '-  ', '- - '),
    fc.option(keys, { nil: undefined }),
    fc.constantFrom(':', ': ', ':  ', ' : '),
    fc.option(scalars, { nil: '' }),
    fc.constantFrom('', '', '', ' ', ' # comment', '\r'),
  )
  .map(([indent, dash, key, colon, value, tail]) => {
    return `${' '.repeat(indent)}${dash}${key === undefined ? '' : key + colon}${value}${tail}`;
  });

test('whatever the block reader reads, the full reader reads the same', () => {
  const text = fc.array(line, { maxLength: 7 }).map((lines) => `${lines.join('\n')}\n`);
  fc.assert(
    fc.property(text, (yaml) => {
      const fast = block(yaml);
      if (fast) expect(fast).toEqual(full(yaml));
    }),
    { numRuns: Number(process.env.NETPACT_RUNS ?? 5000) },
  );
});

const manifestValue = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('web', 'TCP', 80, true, null, 'a.b/c', 'on', '80', '', 'x: y', '- a'),
    fc.dictionary(fc.constantFrom('app', 'on', 'podSelector', 'a.b/c', '80'), tie('node'), { maxKeys: 4 }),
    fc.array(tie('node'), { maxLength: 4 }),
  ),
})).node;

test('both readers give back what a YAML writer wrote', () => {
  fc.assert(
    fc.property(manifestValue, (value) => {
      const text = stringify(
        { root: value },
        { version: '1.1', compat: 'core', lineWidth: 0, aliasDuplicateObjects: false },
      );
      expect(full(text)).toEqual({ value: { root: value } });
      const fast = block(text);
      if (fast) expect(fast).toEqual({ value: { root: value } });
    }),
    { numRuns: 500 },
  );
});

test('the style that kubectl, kustomize, Helm and netpact write takes the fast path', () => {
  const text = [
    '---',
    '# Source: shop/templates/policy.yaml',
    'apiVersion: networking.k8s.io/v1',
    'metadata:',
    '  name: "web"',
    '  labels: {}',
    'spec:',
    '  ingress:',
    '  - from:',
    '    - podSelector:',
    '        matchLabels:',
    "          app: 'api'",
    '    ports:',
    '      - port: 8080',
    '        protocol: TCP',
    '  policyTypes: []',
  ].join('\n');
  expect(block(text)).toEqual({
    value: {
      apiVersion: 'networking.k8s.io/v1',
      metadata: { name: 'web', labels: {} },
      spec: {
        ingress: [
          { from: [{ podSelector: { matchLabels: { app: 'api' } } }], ports: [{ port: 8080, protocol: 'TCP' }] },
        ],
        policyTypes: [],
      },
    },
  });
});
