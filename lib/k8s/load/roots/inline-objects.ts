import { isMap, type ManifestMap } from '../../manifest-value';
import { Source } from '../files/source';
import { readDocument } from '../yaml/read-document';
import { splitDocuments } from '../yaml/split-documents';

/** The mappings that a text holds, one for each document; undefined where it is no YAML, or something else (a path is a string). */
export function inlineObjects(text: string): readonly ManifestMap[] | undefined {
  const maps: ManifestMap[] = [];
  for (const range of splitDocuments(new Source('', text))) {
    const outcome = readDocument(range);
    if ('problem' in outcome) return undefined;
    for (const value of Array.isArray(outcome.value) ? outcome.value : [outcome.value]) {
      if (!isMap(value)) return undefined;
      maps.push(value);
    }
  }
  return maps.length > 0 ? maps : undefined;
}
