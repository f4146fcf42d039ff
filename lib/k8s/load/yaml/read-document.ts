import { readBlockDocument } from './block-reader';
import type { DocumentRange } from './split-documents';
import type { ReadOutcome } from './yaml-reader';

/** Reads one document by the fastest reader that understands it; what cannot be read is a finding with its place. */
export function readDocument({ source, start, end }: DocumentRange): ReadOutcome {
  const block = readBlockDocument(source.text, start, end);
  if (block) return block;
  const text = source.text.slice(start, end);
  const json = readJson(text);
  if (json) return json;
  return yamlReader().readYaml(text, (offset) => () => source.span(start + offset));
}

/** Loading js-yaml takes a twentieth of reading 1,000 workloads, and the manifests of machines do not need it. */
function yamlReader(): typeof import('./yaml-reader') {
  return require('./yaml-reader');
}

/**
 * Reads a JSON document, or answers undefined where the text is none or sets a key twice (`JSON.parse` would keep the
 * last one): a YAML reader, which reads JSON too, then says where.
 */
function readJson(text: string): { readonly value: unknown } | undefined {
  const start = text.search(/\S/);
  if (start < 0 || (text[start] !== '{' && text[start] !== '[')) return undefined;
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

/** Deeper than any manifest: leaves it to the YAML reader to refuse, before the stack ends. */
const maxDepth = 100;

function countKeys(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > maxDepth) return Number.NaN;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const child of Object.values(value)) count += countKeys(child, depth + 1);
  return count;
}
