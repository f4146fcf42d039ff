import type { Source } from './files/source';
import { ManifestOrigin } from './manifest-origin';
import { objectsOf } from './objects/manifest-object';
import type { ObjectCollector } from './objects/object-collector';
import { readDocument } from './yaml/read-document';
import { splitDocuments } from './yaml/split-documents';

/** Policies that may be there or not leave answers open; all else that a hook is, comes and goes. */
export function addHook(source: Source, defaultNamespace: string, collector: ObjectCollector): void {
  for (const range of splitDocuments(source)) {
    const outcome = readDocument(range);
    if ('problem' in outcome) collector.findings.push(outcome.problem);
    else
      for (const object of objectsOf(outcome.value, new ManifestOrigin(range), defaultNamespace) ?? [])
        collector.addHook(object);
  }
}
