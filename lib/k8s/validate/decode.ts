import { nearest } from '../../diagnostics/suggest';
import { isMap, type ManifestMap, typeName } from '../manifest-value';
import { invalid, type Report } from './policy-problem';

/** The types that the API server decodes a field to; null always counts as "not given". */

const none: ManifestMap = Object.freeze({});

/** A mapping with known fields only; undefined where the value is of another type. A null is an empty mapping. */
export function decodeMap(
  value: unknown,
  field: string,
  known: readonly string[],
  report: Report,
): ManifestMap | undefined {
  if (value === null || value === undefined) return none;
  if (!isMap(value)) {
    report(invalid(field, 'TypeInvalid', `must be a mapping, and is ${typeName(value)}`));
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) reportUnknown(key, field, known, report);
  }
  return value;
}

/** A list; null and missing are an empty one, undefined means another type. */
export function decodeList(value: unknown, field: string, report: Report): readonly unknown[] | undefined {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  report(invalid(field, 'TypeInvalid', `must be a list, and is ${typeName(value)}`, `write each entry with "- "`));
  return undefined;
}

/** Text; null and missing are `""`, undefined means another type. */
export function decodeString(value: unknown, field: string, report: Report): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  const help = typeof value === 'object' ? [] : ['quote the value if it is meant as text'];
  report(invalid(field, 'TypeInvalid', `must be a string, and is ${typeName(value)}`, ...help));
  return undefined;
}

/** A whole number; undefined where there is none, or another type (which is reported). */
export function decodeInteger(value: unknown, field: string, report: Report): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  report(invalid(field, 'TypeInvalid', `must be a whole number, and is ${typeName(value)}`));
  return undefined;
}

function reportUnknown(key: string, parent: string, known: readonly string[], report: Report): void {
  const field = parent === '' ? key : `${parent}.${key}`;
  const suggestion = nearest(key, known);
  const place = parent === '' ? 'a NetworkPolicy' : parent;
  const help = suggestion
    ? `did you mean "${suggestion}"?`
    : isSelectorWithoutMatchLabels(known)
      ? `write labels under matchLabels: { matchLabels: { ${key}: … } }`
      : `${place} may have: ${known.join(', ')}`;
  report({
    code: 'unknown-field',
    severity: 'error',
    field,
    part: { field: parent === '' ? key : `${parent}[${key}]`, isKey: true },
    reason: 'UnknownField',
    message: `${field} is no field of ${place}; a lenient server would drop it`,
    help: [help],
    isTolerated: true,
  });
}

function isSelectorWithoutMatchLabels(known: readonly string[]): boolean {
  return known.includes('matchLabels');
}
