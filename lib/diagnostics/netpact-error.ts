import { type Finding, resolveLocation } from './finding';
import { printable } from './printable';

const brand = Symbol.for('netpact.error');

/** Everything that was wrong with an input, collected before it is thrown. `findings` holds at least one error. */
export class NetpactError extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(plainSentence).join('\n'));
    this.name = 'NetpactError';
    this.findings = findings;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether `error` is a NetpactError, also one of another installed copy of netpact. */
  static is(error: unknown): error is NetpactError {
    return typeof error === 'object' && error !== null && brand in error;
  }
}

/** One finding on one line, without a frame: for exceptions and logs. */
export function plainSentence(finding: Finding): string {
  const span = resolveLocation(finding.at);
  const place = span ? `${span.file}:${span.line}:${span.column}: ` : '';
  const help = finding.help?.length ? ` (${finding.help.join('; ')})` : '';
  return printable(`${place}${finding.severity}[${finding.code}]: ${finding.message}${help}`);
}
