import { isMap, typeName } from '../manifest-value';
import { decodeString } from './decode';
import { labelKeyProblem, labelValueProblem } from './names';
import { invalid, type Report } from './policy-problem';

/** Checks labels; the server names the whole mapping as the field, so the message names the key. */
export function checkLabelMap(value: unknown, field: string, report: Report): void {
  if (value === null || value === undefined) return;
  if (!isMap(value)) {
    report(invalid(field, 'TypeInvalid', `must be a mapping, and is ${typeName(value)}`));
    return;
  }
  for (const [key, raw] of Object.entries(value)) {
    const place = `${field}[${key}]`;
    const keyProblem = labelKeyProblem(key);
    if (keyProblem) {
      const message = `has the key ${JSON.stringify(key)}, which ${keyProblem}`;
      report({ ...invalid(field, 'FieldValueInvalid', message), part: { field: place, isKey: true } });
    }
    const text = decodeString(raw, place, report);
    const valueProblem = text === undefined ? undefined : labelValueProblem(text);
    if (valueProblem) {
      const message = `has the label ${key}: ${JSON.stringify(text)}, whose value ${valueProblem}`;
      report({ ...invalid(field, 'FieldValueInvalid', message), part: { field: place, isKey: false } });
    }
  }
}
