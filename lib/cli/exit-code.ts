/** What every command ends with. */
export const exitCode = {
  done: 0,
  /** Findings at the asked level, drift, an expired exception. */
  findings: 1,
  /** Usage, load and type errors, a refused declaration. */
  refused: 2,
  /** A mistake of netpact's own. */
  bug: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Errors about a correct app whose time or proof has come: they end with 1, so that a pipeline can tell them from a broken app. */
const judgements: ReadonlySet<string> = new Set([
  'assumption-contradicted',
  'exception-expired',
  'included-policy-blocks',
  'invariant-unproved',
  'invariant-violated',
  'proof-missing',
  'proof-stray-policy',
  'proof-surplus',
  'proof-undecided',
  'workload-host-network-differs',
  'workload-not-deployed',
]);

/** The exit code for what was found while an app was read. */
export function exitCodeOf(findings: readonly { readonly code: string; readonly severity: string }[]): ExitCode {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return exitCode.done;
  return errors.every(({ code }) => judgements.has(code)) ? exitCode.findings : exitCode.refused;
}

/** What several answers come to: the later in the list above outranks. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return Object.values(exitCode).findLast((code) => codes.includes(code)) ?? exitCode.done;
}
