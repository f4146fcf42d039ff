import fc from 'fast-check';
import { resolveLocation } from '../../../lib/diagnostics/finding';
import { loadTexts } from '../../../lib/k8s/load';
import { Source } from '../../../lib/k8s/load/files/source';
import { readBlockDocument } from '../../../lib/k8s/load/yaml/block-reader';
import { parseJson } from '../../../lib/k8s/load/yaml/json-reader';
import type { PositionedNode } from '../../../lib/k8s/load/yaml/node-positions';
import { documentPositions, readDocument } from '../../../lib/k8s/load/yaml/read-document';
import { type DocumentRange, splitDocuments } from '../../../lib/k8s/load/yaml/split-documents';
import { readYaml } from '../../../lib/k8s/load/yaml/yaml-reader';
import { fieldOf } from '../../../lib/k8s/manifest-value';
import { recordedReadings } from './recorded-readings';

const policy = `# the way in
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web   # as the Service
  labels: {app: "web", tier: 'front'}
spec:
  podSelector:
    matchLabels:
      app: web
  ingress:
  - from:
    - ipBlock:
        cidr: 2001:db8::/32
    # and the scraper
    - podSelector: &scraper {matchLabels: {app: scraper}}
    ports:
    - port: 8080
      protocol: TCP
  policyTypes: [Ingress]
`;
const definition = `---
# generated
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: tiers.example.com
spec:
  group: example.com
  names: {kind: Tier}
status:
  conditions: []
`;
const json =
  '{"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "a\\u00e9"}}, [1, -2.5e3]]}\n';
const texts: readonly string[] = [...recordedReadings().map(({ text }) => text), policy, definition, json];

const pieces = [
  ...[
    '\n',
    '\n',
    '\r\n',
    '\r',
    '\u0085',
    '\u2028',
    '\u2029',
    '\uFEFF',
    '\u0000',
    ' ',
    '  ',
    '    ',
    '\t',
    '\n\t',
    '\n  \t',
  ],
  ...[
    ': ',
    ':',
    '- ',
    '-',
    '? ',
    ', ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '\\',
    '\\x41',
    '\\u00e9',
    '\\/',
    '|',
    '>-',
    '|2+',
  ],
  ...[
    '#',
    ' # note',
    '# note\n',
    '&a ',
    '*a',
    '!t ',
    '!!str ',
    '!!int ',
    '!!binary ',
    '!<x> ',
    '<<: ',
    '*scraper',
    '@',
    '%',
    '=',
  ],
  ...[
    '---\n',
    '--- x\n',
    '---#\n',
    '...\n',
    '%YAML 1.1\n',
    'kind: Pod\n',
    'items:\n',
    'yes',
    'null',
    '~',
    '017',
    '1_0',
    '.5',
  ],
  ...[
    '9007199254740993',
    '1e400',
    '.inf',
    '::/0',
    'é',
    '😀',
    '{a: b}',
    '[a, b]',
    '"q": ',
    'a: b',
    '{"a": 1}',
    '__proto__: x\n',
  ],
];
/** Puts something else into a text, a piece of it perhaps, or one of what YAML gives a meaning to. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(6),
  put: fc.oneof(fc.constantFrom(...pieces), fc.double({ min: 0, max: 1, noNaN: true })),
});
const mutated = fc
  .tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([text, edits]) => {
    let result = text;
    for (const { at, cut, put } of edits) {
      const offset = Math.floor(at * result.length);
      const from = typeof put === 'number' ? Math.floor(put * result.length) : 0;
      const piece = typeof put === 'number' ? result.slice(from, from + 12) : put;
      result = result.slice(0, offset) + piece + result.slice(offset + cut);
    }
    return result;
  });
const run = { numRuns: Number(process.env.NETPACT_RUNS ?? 4000), seed: Number(process.env.NETPACT_SEED ?? 20261121) };

const sourceOf = (text: string) => new Source('a.yaml', text);
const textOf = ({ source, start, end }: DocumentRange) => source.text.slice(start, end);
const nowhere = () => () => undefined;

/** The keys of all mappings, and the lengths of all lists, by their places. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return 'text';
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, shapeOf(child)]));
}

function shapeOfNode(node: PositionedNode | undefined): unknown {
  if (node?.items) return node.items.map(shapeOfNode);
  if (!node?.entries) return 'text';
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, shapeOfNode(value)]));
}

test('whatever text they are given, the readers that take it answer the same', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      for (const range of splitDocuments(sourceOf(text))) {
        const outcome = readDocument(range);
        const slice = textOf(range);
        if ('problem' in outcome) {
          expect(resolveLocation(outcome.problem.at)).toBeDefined();
          if (range.format === 'yaml') expect(readBlockDocument(slice, 0, slice.length)).toBeUndefined();
          continue;
        }
        const full = range.format === 'yaml' ? readYaml(slice, nowhere) : { value: parseJson(slice).value };
        expect(full).toEqual(outcome);
        expect(shapeOfNode(documentPositions(range))).toEqual(shapeOf(outcome.value));
      }
    }),
    run,
  );
});

test('what is taken for JSON is the same in YAML, where YAML reads it', () => {
  const isJson = (text: string) => splitDocuments(sourceOf(text)).some(({ format }) => format === 'json');
  fc.assert(
    fc.property(mutated.filter(isJson), (text) => {
      for (const range of splitDocuments(sourceOf(text))) {
        const [outcome, asYaml] = [readDocument(range), readYaml(textOf(range), nowhere)];
        if ('value' in outcome && 'value' in asYaml) expect(asYaml).toEqual(outcome);
      }
    }),
    { ...run, numRuns: run.numRuns / 20 },
  );
});

/** The texts that kubectl hands to its reader, one by one, as its own loop over lines finds them. */
function kubectlChunks(text: string): readonly string[] {
  const chunks: string[] = [];
  let chunk = '';
  for (const line of text.split(/(?<=\n)/)) {
    const rest = line.startsWith('---') ? line.slice(3).replace(/^(?:(?!\uFEFF)[\s\x85])*/, '') : undefined;
    const isEnd = rest !== undefined && (rest === '' || rest.startsWith('#'));
    if (rest === undefined || (isEnd && chunk === '')) {
      chunk += line;
      continue;
    }
    chunks.push(chunk);
    if (!isEnd) chunks.push(line);
    chunk = '';
  }
  return [...chunks, chunk].map((each, index) => (index > 0 ? each.replace(/^\uFEFF/, '') : each));
}

test('what is left out between documents says nothing, whatever line ends stand in it', () => {
  const line = fc.constantFrom(
    ...['# note', '#', '  # note', '---', '--- # note', '---#', '--- x', 'a: b', '- x', '', ' ', '\t', '  \t# note'],
  );
  const end = fc.constantFrom(
    ...['\n', '\n', '\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029', '\uFEFF', '\u0000', '\r\r\n'],
  );
  const said = (outcome: ReturnType<typeof readYaml>) =>
    'problem' in outcome ? ['refused'] : outcome.value === null ? [] : [outcome.value];
  fc.assert(
    fc.property(fc.array(fc.tuple(line, end), { maxLength: 7 }), (lines) => {
      const text = lines.flat().join('');
      const read = splitDocuments(sourceOf(text)).flatMap((range) => said(readDocument(range)));
      expect(read).toEqual(kubectlChunks(text).flatMap((chunk) => said(readYaml(chunk, nowhere))));
    }),
    run,
  );
});

test('a definition that is counted unread is one for the full reader, and hides no other kind', () => {
  const around = fc.constantFrom(definition, `${definition}---\n${policy}`, `${policy}---\n${definition}`);
  const damaged = fc.tuple(around, fc.array(edit, { maxLength: 3 })).map(([text, edits]) => {
    let result = text;
    for (const { at, cut, put } of edits) {
      const offset = Math.floor(at * result.length);
      result = result.slice(0, offset) + (typeof put === 'number' ? 'kind: Pod\n' : put) + result.slice(offset + cut);
    }
    return result;
  });
  fc.assert(
    fc.property(damaged, (text) => {
      const { otherKinds, findings } = loadTexts([{ file: 'a.yaml', text }]);
      if (findings.length > 0) return;
      const documents = splitDocuments(sourceOf(text)).map(readDocument);
      const mayBeDefinition = (outcome: (typeof documents)[number]) =>
        'problem' in outcome || fieldOf(outcome.value, 'kind') === 'CustomResourceDefinition';
      const definitions = documents.filter(mayBeDefinition);
      expect(otherKinds.get('CustomResourceDefinition') ?? 0).toBeLessThanOrEqual(definitions.length);
    }),
    { ...run, numRuns: run.numRuns / 4 },
  );
});

test('a mutation reaches all of the readers', () => {
  const counts = { block: 0, full: 0, json: 0, refused: 0 };
  for (const text of fc.sample(mutated, { numRuns: 1000, seed: run.seed })) {
    for (const range of splitDocuments(sourceOf(text))) {
      const outcome = readDocument(range);
      if ('problem' in outcome) counts.refused++;
      else if (range.format === 'json') counts.json++;
      else if (readBlockDocument(textOf(range), 0, textOf(range).length)) counts.block++;
      else counts.full++;
    }
  }
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(5);
});
