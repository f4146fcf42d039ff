import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Root } from '../../k8s/load/roots/root';
import { isMap } from '../../k8s/manifest-value';

/** What Helm holds values against, in a chart and in those that it is made of. */
const schemaName = 'values.schema.json';

/**
 * Whether Helm, which follows what a schema of values refers to, would read a file of this machine or ask the network for it. Of
 * packed charts nobody has looked.
 */
export function leadsElsewhere({ files }: Pick<Root, 'files'>): boolean {
  return [...files].some(
    ([at, real]) => at.endsWith('.tgz') || (path.basename(at) === schemaName && !isClosed(readFileSync(real, 'utf8'))),
  );
}

function isClosed(text: string): boolean {
  try {
    return refersToItself(JSON.parse(text));
  } catch {
    // Helm says what is wrong with it, or reads it otherwise.
    return false;
  }
}

/** The drafts that Helm knows by heart. */
const known = /^https?:\/\/json-schema\.org\/(?:draft-0[467]|draft\/20(?:19-09|20-12))\/schema#?$/;

/** A fragment means a place in the schema itself, whatever that is called. */
function refersToItself(schema: unknown, depth = 0): boolean {
  if (depth > 100) return false;
  if (Array.isArray(schema)) return schema.every((each) => refersToItself(each, depth + 1));
  if (!isMap(schema)) return true;
  return Object.entries(schema).every(([key, value]) => {
    if (typeof value !== 'string') return refersToItself(value, depth + 1);
    if (key === '$schema') return known.test(value);
    return !/^\$(?:ref|dynamicRef|recursiveRef)$/.test(key) || value.startsWith('#');
  });
}
