import { NetpactError } from '../../diagnostics/netpact-error';

/** The refusal of an option's value, with what to write instead. */
export function invalidOption(message: string, help: string): NetpactError {
  return new NetpactError([{ code: 'option-invalid', severity: 'error', message, help: [help] }]);
}
