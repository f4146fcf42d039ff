import { fieldOf, isMap } from '../../manifest-value';
import type { Source } from '../files/source';
import { otherReading } from '../yaml/other-readings';
import { readDocument } from '../yaml/read-document';
import { splitDocuments } from '../yaml/split-documents';

/** Objects with this annotation never leave kustomize. */
const localConfig = 'config.kubernetes.io/local-config';
/** What kustomize notes on objects for itself, and obeys where a file has it: new names, and whose references follow them. */
const internal = 'internal.config.kubernetes.io/';

/**
 * What kustomize does to the objects of a file that is only listed: annotations that it obeys, on the items of lists as well, and
 * keys that it reads otherwise than kubectl.
 */
export function changesUnasked(source: Source): ReadonlySet<string> {
  const changes = new Set<string>();
  // An escape could spell any annotation.
  const mayAnnotate = /config\.kubernetes\.io\/|\\/.test(source.text);
  for (const range of splitDocuments(source)) {
    const outcome = mayAnnotate ? readDocument(range) : undefined;
    // What cannot be read is said by the loader.
    if (outcome && 'value' in outcome) addAnnotations(outcome.value, changes);
    const other = otherReading(range);
    if (other !== undefined) changes.add(`${other}, which kustomize reads otherwise`);
  }
  return changes;
}

function addAnnotations(value: unknown, changes: Set<string>): void {
  const annotations = fieldOf(value, 'metadata', 'annotations');
  if (isMap(annotations))
    for (const name of Object.keys(annotations))
      if (name === localConfig || name.startsWith(internal)) changes.add(name);
  const items = Array.isArray(value) ? value : fieldOf(value, 'items');
  if (Array.isArray(items)) for (const item of items) addAnnotations(item, changes);
}
