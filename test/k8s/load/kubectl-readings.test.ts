import { isDeepStrictEqual } from 'node:util';
import { type Finding, resolveLocation } from '../../../lib/diagnostics/finding';
import { loadTexts } from '../../../lib/k8s/load';
import { sourceOfText } from '../../../lib/k8s/load/files/read-file';
import { Source } from '../../../lib/k8s/load/files/source';
import { readBlockDocument } from '../../../lib/k8s/load/yaml/block-reader';
import type { PositionedNode } from '../../../lib/k8s/load/yaml/node-positions';
import { documentPositions, readDocument } from '../../../lib/k8s/load/yaml/read-document';
import { type DocumentRange, splitDocuments } from '../../../lib/k8s/load/yaml/split-documents';
import { readYaml } from '../../../lib/k8s/load/yaml/yaml-reader';
import { fieldOf } from '../../../lib/k8s/manifest-value';
import { type Reading, recordedReadings } from './recorded-readings';

const readings = recordedReadings();

/** Refused on purpose, although kubectl reads them, with what the error says. */
const refusedOnPurpose: readonly { readonly code: string; readonly says: string; readonly cases: readonly string[] }[] =
  [
    {
      // The API server refuses those in turn.
      code: 'yaml-duplicate-key',
      says: 'already set',
      cases: ['dup-key', 'dup-kind', 'found-dup_crd', 'found-hidden-crd', 'found-hidden-json', 'json-dup'],
    },
    {
      // kubectl passes over what follows, which nobody means who wrote it.
      code: 'yaml-syntax',
      says: 'the document ended above',
      cases: ['doc-cr', 'doc-end', 'found-docend', 'found-phantom-deny', 'found-sep_cr'],
    },
    {
      // kubectl takes it for a part of the key.
      code: 'yaml-syntax',
      says: 'U+FEFF',
      cases: ['found-bom-after-marker'],
    },
  ];
const refusedCases = refusedOnPurpose.flatMap(({ cases }) => cases);

/** As JSON carries it: -0 is 0. */
const asJson = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each)));
const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(asJson(a), asJson(b));

function sourceOf({ text, as }: Reading): Source {
  const source = sourceOfText(text, `case.${as}`);
  if (source instanceof Source) return source;
  throw new Error(source.message);
}

/** The documents that the loader makes of a text, or the first thing that it refuses. */
function documentsOf(reading: Reading): { readonly documents: readonly unknown[] } | { readonly problem: Finding } {
  const documents: unknown[] = [];
  for (const range of splitDocuments(sourceOf(reading))) {
    const outcome = readDocument(range);
    if ('problem' in outcome) return outcome;
    if (outcome.value !== null) documents.push(outcome.value);
  }
  return { documents };
}

test('of every text the loader reads what kubectl reads, or refuses it with an error that has a place', () => {
  const wrong: string[] = [];
  for (const reading of readings) {
    const outcome = documentsOf(reading);
    if ('problem' in outcome) {
      const isSaid = reading.error !== undefined || refusedCases.includes(reading.case);
      if (!isSaid || resolveLocation(outcome.problem.at) === undefined) wrong.push(reading.case);
    } else if (reading.error !== undefined || !isSame(outcome.documents, reading.documents)) wrong.push(reading.case);
  }
  expect(readings).toHaveLength(232);
  expect(wrong).toEqual([]);
});

test.each(refusedOnPurpose)('what is refused on purpose is refused with $code: $says', ({ code, says, cases }) => {
  for (const reading of readings.filter((each) => cases.includes(each.case))) {
    expect(documentsOf(reading)).toMatchObject({ problem: { code, message: expect.stringContaining(says) } });
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

test('the loader hides no policy that kubectl applies, and invents none', () => {
  const wrong: string[] = [];
  for (const reading of readings) {
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
  fastest: (text) => valueRead(readDocument(wholeText(text))),
};
const wholeText = (text: string): DocumentRange => {
  return { source: new Source('case.yaml', text), start: 0, end: text.length, format: 'yaml' };
};
const valueRead = (outcome: ReturnType<typeof readYaml>) => ('value' in outcome ? outcome : undefined);
const isOneDocument = (reading: Reading): boolean =>
  !refusedCases.includes(reading.case) &&
  reading.documents.length <= 1 &&
  splitDocuments(sourceOf(reading)).filter(({ format }) => format === 'yaml').length === 1;

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

test('positions are found at the keys that kubectl reads, those that merge keys and aliases bring in too', () => {
  const wrong: string[] = [];
  for (const reading of readings) {
    if (reading.error !== undefined || refusedCases.includes(reading.case)) continue;
    const ranges = splitDocuments(sourceOf(reading));
    const shapes = ranges.flatMap((range) => {
      const root = documentPositions(range);
      return root ? [shapeOfNode(root)] : [];
    });
    if (!isDeepStrictEqual(shapes, reading.documents.map(shapeOf))) wrong.push(reading.case);
  }
  expect(wrong).toEqual([]);
});
