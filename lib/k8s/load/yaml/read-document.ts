import { readBlockDocument } from './block-reader';
import { readJson } from './json-reader';
import type { DocumentRange } from './split-documents';
import type { ReadOutcome } from './yaml-reader';

/** Reads one document by the fastest reader that understands it; what cannot be read is a finding with its place. */
export function readDocument({ source, start, end }: DocumentRange): ReadOutcome {
  const block = readBlockDocument(source.text, start, end);
  if (block) return { values: [block.value] };
  const text = source.text.slice(start, end);
  const json = readJson(text);
  if (json) return { values: [json.value] };
  return yamlReader().readYaml(text, (offset) => () => source.span(start + offset));
}

/** Loading js-yaml takes a twentieth of reading 1,000 workloads, and the manifests of machines do not need it. */
function yamlReader(): typeof import('./yaml-reader') {
  return require('./yaml-reader');
}
