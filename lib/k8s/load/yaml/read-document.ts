import { readBlockDocument } from './block-reader';
import type * as JsonReader from './json-reader';
import type { PositionedNode } from './node-positions';
import type { DocumentRange } from './split-documents';
import type * as YamlReader from './yaml-reader';
import type { ReadOutcome } from './yaml-reader';

/** Reads one document by the fastest reader that understands it; what cannot be read is a finding with its place. */
export function readDocument({ source, start, end, format }: DocumentRange): ReadOutcome {
  const place = (offset: number) => () => source.span(start + offset);
  if (format === 'yaml') {
    const block = readBlockDocument(source.text, start, end);
    return block ?? yamlReader().readYaml(source.text.slice(start, end), place);
  }
  const text = source.text.slice(start, end);
  return readPlainJson(text) ?? yamlReader().outcomeOf(text, place, () => jsonReader().parseJson(text).value);
}

/** Where the nodes of a document stand; undefined where it has none. */
export function documentPositions({ source, start, end, format }: DocumentRange): PositionedNode | undefined {
  const text = source.text.slice(start, end);
  return format === 'yaml' ? yamlReader().yamlPositions(text) : jsonReader().parseJson(text).node;
}

/** Loaded where they are needed: the manifests of machines do not need them. */
function yamlReader(): typeof YamlReader {
  return require('./yaml-reader');
}

function jsonReader(): typeof JsonReader {
  return require('./json-reader');
}

/** What `JSON.parse` reads otherwise than Go: long numbers, halves of surrogate pairs. */
const notPlain = /[0-9]{16}|[eE][-+]?[0-9]{3}|\\u[dD][89a-fA-F]/;

/**
 * Reads a JSON document, or answers undefined where the text is none or sets a key twice (`JSON.parse` would keep the
 * last one): the full reader then says where.
 */
function readPlainJson(text: string): { readonly value: unknown } | undefined {
  if (notPlain.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return countColons(text) === countKeys(value) ? { value } : undefined;
}

/** Each colon outside of a string belongs to one key. */
function countColons(text: string): number {
  let count = 0;
  let isInString = false;
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 34) isInString = !isInString;
    else if (code === 92) position++;
    else if (code === 58 && !isInString) count++;
  }
  return count;
}

/** Deeper than any manifest: leaves it to the full reader to refuse, before the stack ends. */
const maxDepth = 100;

function countKeys(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth >= maxDepth) return Number.NaN;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const child of Object.values(value)) count += countKeys(child, depth + 1);
  return count;
}
