import type { Finding, Subject } from '../../diagnostics/finding';
import type { Origin } from '../resources';

/** The API server's reason for refusing a field (`metav1.CauseType`); `TypeInvalid` for a value of another type, which it refuses while decoding. */
export type ProblemReason =
  | 'FieldValueInvalid'
  | 'FieldValueRequired'
  | 'FieldValueForbidden'
  | 'FieldValueNotSupported'
  | 'FieldValueTooLong'
  | 'TypeInvalid'
  | 'UnknownField';

/** One reason why the API server refuses a NetworkPolicy, or warns of it. */
export interface PolicyProblem {
  readonly code: 'invalid-policy' | 'unknown-field' | 'deprecated-api-version';
  readonly severity: 'error' | 'warning';
  /** As the API server writes it: `spec.ingress[0].ports[0].port`. */
  readonly field: string;
  /** What exactly is wrong, where the API server names only what it is part of: `spec.podSelector.matchLabels[app]`. */
  readonly part?: { readonly field: string; readonly isKey: boolean };
  readonly reason: ProblemReason;
  /** One sentence that starts with the field. */
  readonly message: string;
  readonly help?: readonly string[];
  /** Whether a server that is older or less strict takes the policy all the same (unknown fields, host bits). */
  readonly isTolerated?: boolean;
}

/** Takes the problems of one policy as they are found. */
export type Report = (problem: PolicyProblem) => void;

/** An `invalid-policy` error; `message` follows the field's path. */
export function invalid(field: string, reason: ProblemReason, message: string, ...help: string[]): PolicyProblem {
  return {
    code: 'invalid-policy',
    severity: 'error',
    field,
    reason,
    message: `${field} ${message}`,
    ...(help.length > 0 ? { help } : {}),
  };
}

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
