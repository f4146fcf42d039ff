import type { Finding, Location } from '../diagnostics/finding';
import { nearest } from '../diagnostics/suggest';
import type { Rule } from './rule';
import { rules } from './rules';
import { staleSuppression } from './suppressions/stale-suppression';

/** Every rule of the audit, in the order of the catalogue. */
export const catalogue: readonly Rule[] = [...rules, staleSuppression];

const byName: ReadonlyMap<string, Rule> = new Map(catalogue.map((rule) => [rule.name, rule]));

/** The rule of this name. */
export function ruleNamed(name: string): Rule | undefined {
  return byName.get(name);
}

/** What to say of a name that no rule has; `where` is what names it: `--rule`, `the annotation netpact.dev/ignore`. */
export function unknownRule(name: string, where: string, at?: Location): Finding {
  const near = nearest(name, byName.keys());
  return {
    code: 'rule-unknown',
    severity: 'error',
    message: `${where} names the rule "${name}", which does not exist`,
    ...(at && { at }),
    help: [near === undefined ? 'netpact rules lists them' : `did you mean "${near}"?`],
  };
}
