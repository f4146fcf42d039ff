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
    const keyProblem = labelKeyProblem(key);
    if (keyProblem)
      report(invalid(field, 'FieldValueInvalid', `has the key ${JSON.stringify(key)}, which ${keyProblem}`));
    const text = decodeString(raw, `${field}[${key}]`, report);
    const valueProblem = text === undefined ? undefined : labelValueProblem(text);
    if (valueProblem) {
      const label = `${key}: ${JSON.stringify(text)}`;
      report(invalid(field, 'FieldValueInvalid', `has the label ${label}, whose value ${valueProblem}`));
    }
  }
}
