import { byCodeUnits } from '../../algebra/text-order';
import type { YamlMap, YamlValue } from '../../k8s/emit/block-yaml';

/** The entries of a mapping in the order in which kubectl prints them, which is that of Go: by the bytes of their keys. */
export function keysAsPrinted(map: object): readonly (readonly [string, unknown])[] {
  return Object.entries(map).sort(([a], [b]) => byBytes(a, b));
}

/** Code units order otherwise than bytes only where a text holds a character beyond U+FFFF. */
function byBytes(a: string, b: string): number {
  const isPlain = !beyond.test(a) && !beyond.test(b);
  return isPlain ? byCodeUnits(a, b) : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
const beyond = /[\uD800-\uDFFF]/;

/** A mapping with its keys, and those of all mappings in it, in that order. */
export function sortedAsPrinted(map: object): YamlMap {
  return Object.fromEntries(keysAsPrinted(map).map(([key, value]) => [key, sortedValue(value)]));
}

function sortedValue(value: unknown): YamlValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      if (typeof value !== 'object' || value === null) return null;
      return Array.isArray(value) ? value.map(sortedValue) : sortedAsPrinted(value);
  }
}
