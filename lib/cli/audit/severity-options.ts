import { ruleNamed, unknownRule } from '../../audit/catalogue';
import type { Rule } from '../../audit/rule';
import type { Finding, Severity } from '../../diagnostics/finding';
import { NetpactError } from '../../diagnostics/netpact-error';

/** Everything that the severity of a rule can be set to. */
export const levels = ['error', 'warning', 'info', 'off'] as const;

/** Whether a value is a severity or `off`. */
export function isLevel(value: unknown): value is (typeof levels)[number] {
  return levels.some((level) => level === value);
}

/** What `--severity` says: other severities for rules, and the least that is shown. */
export interface ChosenSeverities {
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly minimum: Severity;
}

/** Reads `--severity warning` and `--severity rule=level,rule=level`, given once or often. */
export function readSeverities(texts: readonly string[]): ChosenSeverities {
  const severities = new Map<string, Severity | 'off'>();
  const findings: Finding[] = [];
  let minimum: Severity = 'info';
  for (const part of namesIn(texts)) {
    const [name = '', level] = part.split('=').map((word) => word.trim());
    if (level === undefined && isLevel(name) && name !== 'off') minimum = name;
    else if (level === undefined || !isLevel(level)) findings.push(malformed(part));
    else if (!ruleNamed(name)) findings.push(unknownRule(name, '--severity'));
    else severities.set(name, level);
  }
  if (findings.length > 0) throw new NetpactError(findings);
  return { severities, minimum };
}

/** The rules that `--rule a,b` names; undefined where it is not given. */
export function readRules(texts: readonly string[] | undefined): readonly Rule[] | undefined {
  if (texts === undefined) return undefined;
  const names = namesIn(texts);
  const findings = names.flatMap((name) => (ruleNamed(name) ? [] : [unknownRule(name, '--rule')]));
  if (names.length === 0)
    findings.push({
      ...malformed(''),
      message: '--rule names no rule',
      help: ['write --rule dns-blocked,webhook-blocked; netpact rules lists them all'],
    });
  if (findings.length > 0) throw new NetpactError(findings);
  return [...new Set(names)].flatMap((name) => ruleNamed(name) ?? []);
}

function namesIn(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function malformed(part: string): Finding {
  return {
    code: 'option-invalid',
    severity: 'error',
    message: `--severity ${part} is no severity`,
    help: [
      'write error, warning or info for the least that is shown; RULE=LEVEL for one rule, where off leaves it out',
    ],
  };
}
