import { nearest } from '../../diagnostics/suggest';
import { checkEach, decodeEntries, decodeList, decodeMap, decodeString } from './decode';
import { labelKeyProblem, labelValueProblem } from './names';
import { invalid, type Report } from './policy-problem';

const selectorFields = ['matchLabels', 'matchExpressions'];
const requirementFields = ['key', 'operator', 'values'];
const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Checks labels; the server names the whole mapping as the field, so the message names the key. */
export function checkLabelMap(value: unknown, field: string, report: Report): void {
  for (const [key, raw] of Object.entries(decodeEntries(value, field, report) ?? {})) {
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

/** Checks a label selector (docs/semantics.md 19, 20). */
export function checkLabelSelector(value: unknown, field: string, report: Report): void {
  const selector = decodeMap(value, field, selectorFields, report);
  if (!selector) return;
  checkLabelMap(selector.matchLabels, `${field}.matchLabels`, report);
  checkEach(selector.matchExpressions, `${field}.matchExpressions`, checkRequirement, report);
}

function checkRequirement(value: unknown, field: string, report: Report): void {
  const requirement = decodeMap(value, field, requirementFields, report);
  if (!requirement) return;
  const key = decodeString(requirement.key, `${field}.key`, report);
  const operator = decodeString(requirement.operator, `${field}.operator`, report);
  const values = decodeList(requirement.values, `${field}.values`, report);
  if (operator !== undefined && values) checkOperator(operator, values.length, field, report);
  const keyProblem = key === undefined ? undefined : labelKeyProblem(key);
  if (keyProblem) {
    report(invalid(`${field}.key`, 'FieldValueInvalid', `is ${JSON.stringify(key)}: a label key ${keyProblem}`));
  }
  for (const [index, raw] of (values ?? []).entries()) {
    const text = decodeString(raw, `${field}.values[${index}]`, report);
    const problem = text === undefined ? undefined : labelValueProblem(text);
    if (!problem) continue;
    const message = `is ${JSON.stringify(text)}: a label value ${problem}`;
    report(invalid(`${field}.values[${index}]`, 'FieldValueInvalid', message));
  }
}

function checkOperator(operator: string, valueCount: number, field: string, report: Report): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (valueCount > 0) return;
    report(invalid(`${field}.values`, 'FieldValueRequired', `is empty: the operator ${operator} needs a value`));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (valueCount === 0) return;
    const message = `has values, and the operator ${operator} takes none`;
    const help = `remove the values, or write ${operator === 'Exists' ? 'In' : 'NotIn'}`;
    report(invalid(`${field}.values`, 'FieldValueForbidden', message, help));
  } else {
    const suggestion = nearest(operator, operators);
    const help = suggestion ? [`did you mean "${suggestion}"?`] : [];
    const is = operator === '' ? 'is missing' : `is ${JSON.stringify(operator)}`;
    const message = `${is}: the operators are In, NotIn, Exists and DoesNotExist`;
    report(invalid(`${field}.operator`, 'FieldValueInvalid', message, ...help));
  }
}
