import type { CallSite } from '../../diagnostics/call-site';
import type { Finding } from '../../diagnostics/finding';
import type { LabelSelector } from '../../k8s/network-policy';
import { dns1123LabelProblem, labelKeyProblem, labelValueProblem } from '../../k8s/validate/names';

/** Names that become part of policy names, and of namespaces. */
export function checkName(what: string, name: string, site: CallSite, findings: Finding[]): void {
  const problem = typeof name === 'string' ? dns1123LabelProblem(name) : 'must be a string';
  if (!problem) return;
  const suggestion = typeof name === 'string' ? asDnsLabel(name) : '';
  findings.push({
    code: 'name-invalid',
    severity: 'error',
    message: `the name ${JSON.stringify(name)} of ${what} ${problem}`,
    at: site,
    token: String(name),
    ...(suggestion !== '' && { help: [`"${suggestion}" would do`] }),
  });
}

/** Keys and values of plain labels. */
export function checkLabels(
  what: string,
  labels: Readonly<Record<string, string>>,
  site: CallSite,
  findings: Finding[],
): void {
  for (const [key, value] of Object.entries(labels)) {
    checkKey(what, key, site, findings);
    checkValue(what, key, value, site, findings);
  }
}

/** A selector: its keys and values, and that it was not left empty by accident. */
export function checkSelector(what: string, selector: LabelSelector, site: CallSite, findings: Finding[]): void {
  const labels = selector.matchLabels ?? {};
  const expressions = selector.matchExpressions ?? [];
  if (Object.keys(labels).length + expressions.length === 0) findings.push(emptySelector(what, site));
  checkLabels(what, labels, site, findings);
  for (const { key, operator, values } of expressions) {
    checkKey(what, key, site, findings);
    for (const value of values ?? []) checkValue(what, key, value, site, findings);
    if ((operator === 'In' || operator === 'NotIn') && (values ?? []).length === 0)
      findings.push(emptyValues(what, key, site));
  }
}

function checkKey(what: string, key: string, site: CallSite, findings: Finding[]): void {
  const problem = labelKeyProblem(key);
  if (problem)
    findings.push({
      code: 'label-key-invalid',
      severity: 'error',
      message: `the label key ${JSON.stringify(key)} of ${what} ${problem}`,
      at: site,
      token: key,
    });
}

function checkValue(what: string, key: string, value: unknown, site: CallSite, findings: Finding[]): void {
  const problem = typeof value === 'string' ? labelValueProblem(value) : `must be a string and is ${typeof value}`;
  if (problem)
    findings.push({
      code: 'label-value-invalid',
      severity: 'error',
      message:
        value === undefined
          ? `the label ${key} of ${what} is undefined`
          : `the value ${JSON.stringify(value)} of the label ${key} of ${what} ${problem}`,
      at: site,
      token: String(value),
    });
}

function emptySelector(what: string, site: CallSite): Finding {
  return {
    code: 'selector-empty',
    severity: 'error',
    message: `${what} has no label to select it, and an empty selector is every pod`,
    at: site,
    help: ['say allPods() if every pod is meant'],
  };
}

function emptyValues(what: string, key: string, site: CallSite): Finding {
  return {
    code: 'selector-values-empty',
    severity: 'error',
    message: `the selection of ${what} by ${key} has an empty list of values`,
    at: site,
    help: ['list the values, or say true (the label exists) or false (it does not)'],
  };
}

function asDnsLabel(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}
