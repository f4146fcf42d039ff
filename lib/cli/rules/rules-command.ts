import { catalogue } from '../../audit/catalogue';
import { rulesJson, rulesMd, rulesText } from '../../report/rules/rule-list';
import { paletteFor } from '../console/colours';
import { type ExitCode, exitCode } from '../exit-code';

/** `netpact rules`: the catalogue of the audit. */
export function rulesCommand({ format }: { readonly format: 'text' | 'json' | 'md' }): ExitCode {
  if (format === 'json') process.stdout.write(rulesJson(catalogue));
  else if (format === 'md') process.stdout.write(rulesMd(catalogue));
  else process.stdout.write(rulesText(catalogue, paletteFor(process.stdout)));
  return exitCode.done;
}
