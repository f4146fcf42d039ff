import type { Finding, Subject } from '../../diagnostics/finding';
import type { Origin } from '../resources';
import type { PolicyProblem } from './policy-problem';

/** A problem of a policy as a finding at the place where the field was written. */
export function policyFinding(problem: PolicyProblem, subject: Subject, origin: Origin): Finding {
  const { code, severity, field, part, message, help } = problem;
  return {
    code,
    severity,
    message: `${subject.kind} ${subject.namespace}/${subject.name || '(no name)'}: ${message}`,
    at: () => origin.span(part?.field ?? field, part?.isKey ? 'key' : 'whole'),
    ...(help ? { help } : {}),
    subject,
    field,
  };
}
