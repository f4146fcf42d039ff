import type { CallSite } from '../diagnostics/call-site';
import type { Finding } from '../diagnostics/finding';
import { nearest } from '../diagnostics/suggest';
import { strayValue } from './stray-value';

/** What an option may hold: one of these texts, a boolean, a text, a list, an object, or anything. */
export type Holds = readonly string[] | 'boolean' | 'text' | 'list' | 'object' | 'anything';

/**
 * What is wrong with the options of a call: TypeScript says the same, plain JavaScript would silently do without. A word that is
 * near to none of the options is left alone: whoever hands on a larger object means nothing by it.
 */
export function optionProblems(
  call: string,
  given: unknown,
  options: Readonly<Record<string, Holds>>,
  at: CallSite,
): readonly Finding[] {
  if (given === undefined || given === null) return [];
  const refused = (message: string, token: string, help: string): Finding => ({
    code: 'option-invalid',
    severity: 'error',
    message,
    at,
    token,
    help: [help],
  });
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return [refused(`the options of ${call} are ${strayValue(given)}`, '', `say { ${Object.keys(options)[0]}: … }`)];
  return Object.entries(given).flatMap(([name, value]) => {
    const holds = Object.hasOwn(options, name) ? options[name] : undefined;
    if (holds === undefined) {
      const meant = nearest(name, Object.keys(options));
      return meant ? [refused(`${call} has no option \`${name}\``, name, `did you mean \`${meant}\`?`)] : [];
    }
    // Both mean that nothing is said.
    const problem = value === undefined || value === null ? undefined : problemOf(value, holds);
    return problem ? [refused(`${name} of ${call} is ${strayValue(value)}`, tokenOf(value) ?? name, problem)] : [];
  });
}

function problemOf(value: unknown, holds: Holds): string | undefined {
  switch (holds) {
    case 'anything':
      return undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'say true or false, without quotes';
    case 'text':
      return typeof value === 'string' ? undefined : "say a text: '…'";
    case 'list':
      return Array.isArray(value) ? undefined : `say a list: [${typeof value === 'string' ? `'${value}'` : '…'}]`;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'say { name: value }';
    default: {
      if (holds.some((each) => each === value)) return undefined;
      const meant = typeof value === 'string' ? nearest(value, holds) : undefined;
      const all = holds.map((each) => `'${each}'`).join(', ');
      return meant ? `did you mean '${meant}'?` : `say one of ${all}`;
    }
  }
}

const tokenOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
