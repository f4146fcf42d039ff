import { nearest } from '../../diagnostics/suggest';
import { isMap, type ManifestMap, typeName } from '../manifest-value';
import { invalid, type PolicyProblem, type Report } from './policy-problem';

/** The types that the API server decodes a field to; null always counts as "not given". */

const none: ManifestMap = Object.freeze({});

/** A mapping with any keys; undefined where the value is of another type. A null is an empty mapping. */
export function decodeEntries(value: unknown, field: string, report: Report): ManifestMap | undefined {
  if (value === null || value === undefined) return none;
  if (isMap(value)) return value;
  report(wrongType(field, 'a mapping', value));
  return undefined;
}

/** The same with known fields only. */
export function decodeMap(
  value: unknown,
  field: string,
  known: readonly string[],
  report: Report,
): ManifestMap | undefined {
  const map = decodeEntries(value, field, report);
  for (const key of Object.keys(map ?? none)) if (!known.includes(key)) reportUnknown(key, field, known, report);
  return map;
}

/** A list; null and missing are an empty one, undefined means another type. */
export function decodeList(value: unknown, field: string, report: Report): readonly unknown[] | undefined {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value;
  report(wrongType(field, 'a list', value, 'write each entry with "- "'));
  return undefined;
}

/** Checks each entry of a list at its own place. */
export function checkEach(
  value: unknown,
  field: string,
  check: (entry: unknown, place: string, report: Report) => void,
  report: Report,
): void {
  for (const [index, entry] of (decodeList(value, field, report) ?? []).entries()) {
    check(entry, `${field}[${index}]`, report);
  }
}

/** Text; null and missing are `""`, undefined means another type. */
export function decodeString(value: unknown, field: string, report: Report): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  const help = typeof value === 'object' ? [] : ['quote the value if it is meant as text'];
  report(wrongType(field, 'a string', value, ...help));
  return undefined;
}

/** A whole number; undefined where there is none, or another type (which is reported). */
export function decodeInteger(value: unknown, field: string, report: Report): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  report(wrongType(field, 'a whole number', value));
  return undefined;
}

/** The problem of a value that is not what a field takes. */
export function wrongType(field: string, what: string, value: unknown, ...help: string[]): PolicyProblem {
  return invalid(field, 'TypeInvalid', `must be ${what}, and is ${typeName(value)}`, ...help);
}

function reportUnknown(key: string, parent: string, known: readonly string[], report: Report): void {
  const field = parent === '' ? key : `${parent}.${key}`;
  const suggestion = nearest(key, known);
  const place = parent === '' ? 'a NetworkPolicy' : parent;
  const help = suggestion
    ? `did you mean "${suggestion}"?`
    : known.includes('matchLabels')
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
