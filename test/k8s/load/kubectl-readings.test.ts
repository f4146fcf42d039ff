import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadTexts } from '../../../lib/k8s/load';
import { sourceOfText } from '../../../lib/k8s/load/files/read-file';
import { Source } from '../../../lib/k8s/load/files/source';
import { readBlockDocument } from '../../../lib/k8s/load/yaml/block-reader';
import { type PositionedNode, rootNode } from '../../../lib/k8s/load/yaml/node-positions';
import { readDocument } from '../../../lib/k8s/load/yaml/read-document';
import { splitDocuments } from '../../../lib/k8s/load/yaml/split-documents';
import { readYaml } from '../../../lib/k8s/load/yaml/yaml-reader';
import { fieldOf } from '../../../lib/k8s/manifest-value';

/** One text, and what kubectl's reader makes of it: the documents, and why it stops where it does. */
interface Reading {
  readonly case: string;
  readonly as: string;
  readonly text: string;
  readonly documents: readonly unknown[];
  readonly error?: string;
}

const readings: readonly Reading[] = readFileSync(path.join(__dirname, '../../truth/kubectl-readings.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Refused on purpose, although kubectl reads them: a key that is set twice (the API server refuses those in turn). */
const refusedOnPurpose = ['dup-key', 'dup-kind', 'found-dup_crd', 'found-hidden-crd', 'found-hidden-json', 'json-dup'];

/** Known disagreements, left for the next change: a reader that loses one of them must strike it here. */
const leftForTheNextChange = {
  /** Both read the text, and not the same in it. */
  'reads otherwise': [
    // Keys that are no finite number, and whole numbers beyond 2 ** 53.
    ...['key-43', 'key-44', 'key-45', 'key-55'],
  ],
  /** kubectl stops, netpact does not. */
  'reads what kubectl refuses': [
    ...['doc-directive', 'doc-directive11', 'doc-inline-map', 'doc-json-then-yaml', 'json-yaml-mix'],
    ...['json-lead-zero', 'json-nan', 'json-trailing-comma', 'found-flow29'],
    ...['scalar-101', 'scalar-43', 'scalar-44', 'scalar-45', 'scalar-81', 'surrogate-escape'],
  ],
  /** An error with its place where kubectl reads on. */
  'refuses what kubectl reads': [
    // Carriage returns, U+0085, U+2028 and U+2029 end a line for kubectl, in comments too.
    ...['cr-in-comment', 'found-cr_in_comment_block', 'found-hidden-cr', 'found-hidden-ls', 'found-ls_in_comment'],
    ...['found-nel_in_comment', 'doc-cr', 'found-sep_cr', 'ls', 'nel', 'ps'],
    // A byte order mark at a document's start is dropped, and is part of a key elsewhere.
    ...['doc-bom-second', 'found-bom_mid', 'found-bom-after-marker'],
    // A merge key that stands below a key overrides it.
    ...['merge-last', 'found-merge-last', 'found-anchor_merge_spec', 'merge-twice'],
    // Flow collections and quotes that reach to the left of their key.
    ...['flow-map-nested', 'flow-seq-col0', 'flow-seq-lower-indent', 'found-crd_dq', 'squote-closing-at-key'],
    ...['squote-less', 'tab-in-flow'],
    // kubectl reads nothing between `...` and the next `---`.
    ...['doc-end', 'found-docend', 'found-phantom-deny'],
    // Several JSON values in one document, and tags of YAML 1.1.
    ...['doc-json-json', 'json-newlines', 'json-two', 'js-tag', 'omap', 'set'],
  ],
};

type Disagreement = keyof typeof leftForTheNextChange;
const named: readonly string[] = [...refusedOnPurpose, ...Object.values(leftForTheNextChange).flat()];

/** As JSON carries it: -0 is 0. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(asJson(a), asJson(b));

function sourceOf({ text, as }: Reading): Source {
  const source = sourceOfText(text, `case.${as}`);
  if (source instanceof Source) return source;
  throw new Error(source.message);
}

/** The documents that the loader makes of a text; undefined where it refuses one of them. */
function documentsOf(reading: Reading): readonly unknown[] | undefined {
  const outcomes = splitDocuments(sourceOf(reading)).map(readDocument);
  if (outcomes.some((outcome) => 'problem' in outcome)) return undefined;
  return outcomes.flatMap((outcome) => ('value' in outcome && outcome.value !== null ? [outcome.value] : []));
}

function disagreement(reading: Reading): Disagreement | undefined {
  const documents = documentsOf(reading);
  if (reading.error !== undefined) return documents && 'reads what kubectl refuses';
  if (!documents) return 'refuses what kubectl reads';
  return isSame(documents, reading.documents) ? undefined : 'reads otherwise';
}

test('the loader reads what kubectl reads, save for what is named above', () => {
  const found: Record<Disagreement, string[]> = {
    'reads otherwise': [],
    'reads what kubectl refuses': [],
    'refuses what kubectl reads': [...refusedOnPurpose],
  };
  for (const reading of readings) {
    const kind = disagreement(reading);
    if (kind && !refusedOnPurpose.includes(reading.case)) found[kind].push(reading.case);
  }
  const expected = {
    ...leftForTheNextChange,
    'refuses what kubectl reads': [...leftForTheNextChange['refuses what kubectl reads'], ...refusedOnPurpose],
  };
  for (const kind of Object.keys(expected) as Disagreement[]) {
    expect({ [kind]: found[kind].sort() }).toEqual({ [kind]: [...expected[kind]].sort() });
  }
});

/** The NetworkPolicies among documents; whatever has a list of `items` is a list to kubectl. */
function policyNames(documents: readonly unknown[]): readonly string[] {
  return documents.flatMap((document) => {
    const items = fieldOf(document, 'items');
    if (Array.isArray(items)) return policyNames(items);
    return fieldOf(document, 'kind') === 'NetworkPolicy' ? [String(fieldOf(document, 'metadata', 'name'))] : [];
  });
}

test('the loader hides no policy that kubectl applies, and invents none, save for what is named above', () => {
  const wrong: string[] = [];
  for (const reading of readings.filter((each) => !named.includes(each.case) || refusedOnPurpose.includes(each.case))) {
    const { resources, findings } = loadTexts([{ file: `case.${reading.as}`, text: reading.text }]);
    if (findings.some(({ severity, code }) => severity === 'error' && code !== 'no-kubernetes-object')) continue;
    const names = resources.policies.map(({ name }) => name);
    if (!isSame(names, policyNames(reading.documents))) wrong.push(reading.case);
  }
  expect(wrong).toEqual([]);
});

/** Each reader alone, on a text that is one document: undefined where it leaves the text to another, or refuses it. */
const readers: Readonly<Record<string, (text: string) => { readonly value: unknown } | undefined>> = {
  block: (text) => readBlockDocument(text, 0, text.length),
  full: (text) => valueRead(readYaml(text, () => () => undefined)),
  // Which of the three reads a text; what begins like JSON is JSON's, where it is some.
  fastest: (text) => valueRead(readDocument({ source: new Source('case.yaml', text), start: 0, end: text.length })),
};
const valueRead = (outcome: ReturnType<typeof readYaml>) => ('value' in outcome ? outcome : undefined);
const isOneDocument = (reading: Reading): boolean =>
  !named.includes(reading.case) && reading.documents.length <= 1 && splitDocuments(sourceOf(reading)).length === 1;

function onlyDocument(reading: Reading): string {
  const [range] = splitDocuments(sourceOf(reading));
  return range ? range.source.text.slice(range.start, range.end) : '';
}

test.each(Object.keys(readers))('the %s reader reads nothing otherwise than kubectl', (name) => {
  const wrong: string[] = [];
  let count = 0;
  for (const reading of readings.filter(isOneDocument)) {
    const read = readers[name]?.(onlyDocument(reading));
    if (!read) continue;
    count++;
    const isRight = reading.error === undefined && isSame(read.value, reading.documents[0] ?? null);
    if (!isRight) wrong.push(reading.case);
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(5);
});

/** The keys of all mappings, and the lengths of all lists, by their places. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return 'text';
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, shapeOf(child)]));
}

function shapeOfNode({ entries, items }: PositionedNode): unknown {
  if (items) return items.map(shapeOfNode);
  if (!entries) return 'text';
  return Object.fromEntries([...entries].map(([key, { value }]) => [key, shapeOfNode(value)]));
}

/** Left for the next change: a key that is an alias has no place of its own; spans below it are the mapping's. */
const withoutPositions = ['alias-key'];

test('positions are found at the keys that kubectl reads, save for what is named above', () => {
  const isMerge = ({ text }: Reading): boolean => text.includes('<<:');
  const wrong: string[] = [];
  for (const reading of readings.filter(isOneDocument)) {
    const [document] = reading.documents;
    if (reading.error !== undefined || document === undefined || isMerge(reading)) continue;
    const root = rootNode(onlyDocument(reading));
    if (!root || !isDeepStrictEqual(shapeOfNode(root), shapeOf(document))) wrong.push(reading.case);
  }
  expect(wrong).toEqual(withoutPositions);
});
