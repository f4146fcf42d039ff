import { NetpactError } from '../../diagnostics/netpact-error';

/** The refusal of a side that cannot be read whole. */
export function diffProblem(code: `${'revision' | 'diff'}-${string}`, message: string, help: string): NetpactError {
  return new NetpactError([{ code, severity: 'error', message, help: [help] }]);
}
