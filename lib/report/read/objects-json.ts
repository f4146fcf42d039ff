import type { SourceSpan } from '../../diagnostics/finding';
import type { ManifestMap } from '../../k8s/manifest-value';
import { keysAsPrinted } from './printed-keys';

/** An object of the input, whole, and where it stands. */
export interface ReadObject {
  readonly object: ManifestMap;
  readonly location: SourceSpan;
}

/** `netpact read --format json`, piece by piece; whole numbers keep all their digits. */
export function* objectsJson(objects: Iterable<ReadObject>): Generator<string> {
  yield '{\n  "schemaVersion": 1,\n  "objects": [';
  let separator = '\n    ';
  for (const { object, location } of objects) {
    const { file, line, column } = location;
    const place = mappingJson(Object.entries({ file, line, column }), '      ');
    yield `${separator}{\n      "object": ${valueJson(object, '      ')},\n      "location": ${place}\n    }`;
    separator = ',\n    ';
  }
  yield separator === '\n    ' ? ']\n}\n' : '\n  ]\n}\n';
}

function valueJson(value: unknown, indent: string): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (!Array.isArray(value)) return mappingJson(keysAsPrinted(value), indent);
  const inner = `${indent}  `;
  if (value.length === 0) return '[]';
  return `[\n${value.map((item) => inner + valueJson(item, inner)).join(',\n')}\n${indent}]`;
}

function mappingJson(entries: readonly (readonly [string, unknown])[], indent: string): string {
  if (entries.length === 0) return '{}';
  const inner = `${indent}  `;
  const lines = entries.map(([key, value]) => `${inner}${JSON.stringify(key)}: ${valueJson(value, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
