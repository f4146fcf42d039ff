import { isDeepStrictEqual } from 'node:util';
import { sourceOfText } from '../../../lib/k8s/load/files/read-file';
import { Source } from '../../../lib/k8s/load/files/source';
import { readDocument } from '../../../lib/k8s/load/yaml/read-document';
import { splitDocuments } from '../../../lib/k8s/load/yaml/split-documents';
import { mutatedReadings } from './recorded-readings';

const readings = mutatedReadings();

/** JSON with each number that a `number` does not hold exactly as its digits. */
function exact(json: string): unknown {
  const tagged = json.replace(/"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*/g, (token) =>
    /^-?[0-9]{16,}$/.test(token) ? `"#${token}"` : token,
  );
  // Whoever decodes it keeps no sign of zero, and no half of a surrogate pair.
  return JSON.parse(tagged, (_, value) => {
    if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\uFFFD');
    return value === 0 ? 0 : value;
  });
}

function exactValue(value: unknown): unknown {
  const digits = (each: unknown) => {
    if (typeof each === 'bigint') return `#${each}`;
    return typeof each === 'number' && Math.abs(each) > Number.MAX_SAFE_INTEGER && Number.isInteger(each)
      ? exact(JSON.stringify(each))
      : each;
  };
  return JSON.parse(JSON.stringify(value, (_, each) => digits(each)));
}

/** The documents of a text, or what the error says that refuses it. */
function read(text: string): readonly unknown[] | string {
  const source = sourceOfText(text, 'a.yaml');
  if (!(source instanceof Source)) return source.message;
  const documents: unknown[] = [];
  for (const range of splitDocuments(source)) {
    const outcome = readDocument(range);
    if ('problem' in outcome) return outcome.problem.message;
    if (outcome.value !== null) documents.push(exactValue(outcome.value));
  }
  return documents;
}

/** What is refused although kubectl reads it: text that it passes over, byte order marks in the middle. */
const refusedOnPurpose = /the document ended above|U\+FEFF/;

test('each text says what it says to kubectl, digit by digit, or is refused', () => {
  const wrong: unknown[] = [];
  let refused = 0;
  for (const { text, documents, error } of readings) {
    const ours = read(text);
    if (typeof ours === 'string') {
      if (error === undefined && !refusedOnPurpose.test(ours)) wrong.push({ text, ours });
      else if (error === undefined) refused++;
    } else if (error !== undefined || !isDeepStrictEqual(ours, documents.map(exact)))
      wrong.push({ text, documents, ours });
  }
  expect(wrong).toEqual([]);
  expect(readings).toHaveLength(1682);
  // Reading less would not be agreeing.
  expect(refused).toBe(29);
});
