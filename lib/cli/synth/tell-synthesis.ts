import { printableLines } from '../../diagnostics/printable';
import { showFindings } from '../console/show-findings';
import { type ExitCode, worstOf } from '../exit-code';
import { allFindings, allJson, allNarration, allText, codeOfAll } from './all-report';
import type { SynthOptions } from './synth-options';
import {
  codeOfOutcome,
  foreignLines,
  formLines,
  isTold,
  proofLine,
  synthJson,
  synthText,
  unnamedLines,
} from './synth-report';
import type { Synthesis } from './synthesis';

/** Findings and proofs on stderr, what was done on stdout; answers the worst of all exit codes. */
export function tellSynthesis(synthesis: Synthesis, format: SynthOptions['format'], cwd: string): ExitCode {
  const { all, ...rest } = synthesis;
  if (all) {
    const told = { ...rest, all };
    showFindings(allFindings(told), cwd);
    process.stderr.write(printableLines(allNarration(told)));
    process.stdout.write(printableLines(format === 'json' ? allJson(told, cwd) : allText(told)));
    return codeOfAll(told);
  }
  const told = synthesis.outcomes.map((outcome) => ({
    ...outcome,
    findings: [...outcome.findings, ...synthesis.findings],
  }));
  for (const outcome of told) {
    showFindings(outcome.findings, cwd);
    if (outcome.app && isTold(outcome))
      process.stderr.write(
        `${[...foreignLines(outcome.app), ...unnamedLines(outcome.app)].join('')}${proofLine(outcome.app)}${formLines(outcome).join('')}`,
      );
    process.stdout.write(printableLines(format === 'json' ? synthJson(outcome, cwd) : synthText(outcome)));
  }
  return worstOf(told.map(codeOfOutcome));
}
