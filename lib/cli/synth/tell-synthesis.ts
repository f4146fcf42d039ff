import { printableLines } from '../../diagnostics/printable';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { showFindings } from '../console/show-findings';
import { type ExitCode, worstOf } from '../exit-code';
import type { SynthOptions } from './synth-options';
import { codeOfOutcome, foreignLines, proofLine, type SynthOutcome, synthJson, synthText } from './synth-report';

/** What one call of `netpact synth` came to, ready to be told. */
export interface Synthesis {
  /** One for each environment that was run, in their order. */
  readonly outcomes: readonly SynthOutcome[];
  /** What is true of the app whatever the environment. */
  readonly findings: readonly ResolvedFinding[];
}

/** Findings and proofs on stderr, what was done on stdout; answers the worst of all exit codes. */
export function tellSynthesis(
  { outcomes, findings }: Synthesis,
  format: SynthOptions['format'],
  cwd: string,
): ExitCode {
  const told = outcomes.map((outcome) => ({ ...outcome, findings: [...outcome.findings, ...findings] }));
  for (const outcome of told) {
    showFindings(outcome.findings, cwd);
    if (outcome.app && outcome.plan?.findings.length === 0)
      process.stderr.write(`${foreignLines(outcome.app)}${proofLine(outcome.app)}`);
    process.stdout.write(printableLines(format === 'json' ? synthJson(outcome, cwd) : synthText(outcome)));
  }
  return worstOf(told.map(codeOfOutcome));
}
