import { NetpactError } from '../diagnostics/netpact-error';

/** Why a command does nothing: one error, and what to do about it. */
export function refusal(code: string, message: string, help: string): NetpactError {
  return new NetpactError([{ code, severity: 'error', message, help: [help] }]);
}

/** The refusal of an option's value, with what to write instead. */
export function invalidOption(message: string, help: string): NetpactError {
  return refusal('option-invalid', message, help);
}
