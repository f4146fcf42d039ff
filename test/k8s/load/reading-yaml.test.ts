import { loadTexts } from '../../../lib/k8s/load';

const head = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n';

function specOf(spec: string): unknown {
  const { resources, findings } = loadTexts([{ file: 'a.yaml', text: `${head}spec:\n${spec}` }]);
  expect(findings).toEqual([]);
  return resources.policies[0]?.spec;
}

const findingsOf = (spec: string) =>
  loadTexts([{ file: 'a.yaml', text: `${head}spec:\n${spec}` }]).findings.map(({ code, field }) => [code, field]);

const port = (text: string) => specOf(`  ingress: [{ports: [{port: ${text}}]}]\n`);
const withPort = (value: unknown) => ({ ingress: [{ ports: [{ port: value }] }] });
const label = (text: string) => specOf(`  podSelector: {matchLabels: {${text}}}\n`);
const withLabels = (matchLabels: unknown) => ({ podSelector: { matchLabels } });

describe('docs/semantics.md 1: manifests are read as Kubernetes reads them', () => {
  test.each([
    ['017', 15],
    ['0o17', 15],
    ['0x50', 80],
    ['8_080', 8080],
    ['0b1010', 10],
    ['08', 8],
    ['1e3', 1000],
    ['+80', 80],
    ['http', 'http'],
    ['"http"', 'http'],
  ])('port %s', (text, value) => expect(port(text)).toEqual(withPort(value)));

  test('a quoted number is a port name, and an invalid one', () => {
    expect(findingsOf('  ingress: [{ports: [{port: "80"}]}]\n')).toEqual([
      ['invalid-policy', 'spec.ingress[0].ports[0].port'],
    ]);
  });

  test('1:20 is a string, so that it is no port number', () => {
    expect(findingsOf('  ingress: [{ports: [{port: 1:20}]}]\n')).toEqual([
      ['invalid-policy', 'spec.ingress[0].ports[0].port'],
    ]);
    expect(findingsOf('  ingress: [{ports: [{endPort: 1:20, port: 1}]}]\n')).toEqual([
      ['invalid-policy', 'spec.ingress[0].ports[0].endPort'],
    ]);
  });

  test.each([
    ['on: x', { true: 'x' }],
    ['off: x', { false: 'x' }],
    ['y: x', { true: 'x' }],
    ['80: x', { '80': 'x' }],
    ['a: 2026-01-01', { a: '2026-01-01' }],
    ['a: "yes"', { a: 'yes' }],
    ['a: ~', { a: '' }],
    ['a: null', { a: '' }],
    ['a: ', { a: '' }],
    ['a: !!str 80', { a: '80' }],
    ['<<: {a: b, c: d}, c: e', { a: 'b', c: 'e' }],
    ['c: e, <<: {a: b, c: d}', { a: 'b', c: 'd' }],
    ['<<: {a: b}, <<: {a: c}', { a: 'c' }],
    ['<<: [{a: b}, {a: c, d: e}]', { a: 'b', d: 'e' }],
    ['1.50: x', { '1.5': 'x' }],
    ['0x7fffffffffffffff: x', { '9223372036854775807': 'x' }],
    ['a: !unknown b', { a: 'b' }],
  ])('label { %s }', (text, labels) => expect(label(text)).toEqual(withLabels(labels)));

  test.each(['yes', 'on', 'n', '80', '1.5', '0x1'])('the label value %s is no string and is refused', (text) => {
    expect(findingsOf(`  podSelector: {matchLabels: {a: ${text}}}\n`)).toEqual([
      ['invalid-policy', 'spec.podSelector.matchLabels[a]'],
    ]);
  });

  test.each([
    ['a byte order mark inside of a document', 'a: b\uFEFF', 'here stands U+FEFF'],
    ['a control character', 'a: b\u0007', 'here stands U+0007'],
    ['an address without quotes that begins with ":"', '::1: x', 'in brackets no value without quotes begins with'],
    ['an escape that only JSON has', 'a: "b\\/c"', 'no escape'],
    ['half of a surrogate pair as an escape', 'a: "\\ud83d\\ude00"', 'is no character'],
    ['infinity', 'a: .inf', 'has no .inf'],
    ['a tag that the value does not fit', 'a: !!int x', 'this value is no int'],
    ['a merge key with text', '<<: x', 'stands for mappings only'],
  ])('%s is refused at its place', (_, text, message) => {
    const file = `${head}spec:\n  podSelector: {matchLabels: {${text}}}\n`;
    const [finding] = loadTexts([{ file: 'a.yaml', text: file }]).findings;
    expect([finding?.code, finding?.message]).toEqual(['yaml-syntax', expect.stringContaining(message)]);
    expect(typeof finding?.at === 'function' ? finding.at() : finding?.at).toMatchObject({ line: 5 });
  });

  test('null, {}, [] and a missing field are four different inputs', () => {
    expect(specOf('  ingress:\n')).toEqual({ ingress: null });
    expect(specOf('  ingress: []\n')).toEqual({ ingress: [] });
    expect(specOf('  ingress: [null]\n')).toEqual({ ingress: [null] });
    expect(specOf('  ingress: [{}]\n')).toEqual({ ingress: [{}] });
    expect(specOf('  ingress: [{from: null}, {from: []}]\n')).toEqual({ ingress: [{ from: null }, { from: [] }] });
    expect(specOf('  podSelector: {}\n')).toEqual({ podSelector: {} });
    expect(specOf('  podSelector:\n')).toEqual({ podSelector: null });
    expect(specOf('  policyTypes: []\n  egress: []\n')).toEqual({ policyTypes: [], egress: [] });
  });

  test('unknown fields are errors with a position, and the nearest name', () => {
    const text = `${head}spec:\n  podSelector: {app: web}\n  ingres: []\n`;
    const { findings } = loadTexts([{ file: 'a.yaml', text }]);
    expect(findings).toMatchObject([
      { code: 'unknown-field', field: 'spec.ingres', help: ['did you mean "ingress"?'] },
      { code: 'unknown-field', field: 'spec.podSelector.app', help: [expect.stringContaining('matchLabels')] },
    ]);
  });

  test('a key that is set twice is refused, in YAML and in JSON', () => {
    expect(findingsOf('  podSelector: {}\n  podSelector: {}\n')).toEqual([['yaml-duplicate-key', undefined]]);
    const json = '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a","name":"b"}}';
    expect(loadTexts([{ file: 'a.json', text: json }]).findings).toMatchObject([{ code: 'yaml-duplicate-key' }]);
  });

  test('aliases stand for what their anchors hold', () => {
    expect(specOf('  podSelector: &s {matchLabels: {a: b}}\n  ingress: [{from: [{podSelector: *s}]}]\n')).toEqual({
      podSelector: { matchLabels: { a: 'b' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }] }],
    });
  });
});

test('the fields of other kinds that netpact does not read may be anything', () => {
  const text = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nwhatever: 1\nspec: {template: {}, x: y}\n';
  expect(loadTexts([{ file: 'a.yaml', text }]).findings).toEqual([]);
});
