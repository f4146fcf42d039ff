import { groupBy } from '../../algebra/keyed';
import { findingsToJson } from '../../diagnostics/report-findings';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { isUpToDate } from '../../k8s/emit/output-plan';
import { slashed } from '../../k8s/load/files/file-paths';
import { counted, listed, oneOrMany } from '../../wording/words';
import { sourceReader } from '../console/show-findings';
import { type ExitCode, exitCode, exitCodeOf, worstOf } from '../exit-code';
import { findingsByEnvironment } from '../load/environment-findings';
import type { StrayEnvironment } from './stray-environments';
import {
  codeOfOutcome,
  fileRows,
  foreignLines,
  formLines,
  isTold,
  outcomeDocument,
  proofLine,
  type SynthOutcome,
  synthText,
  unnamedLines,
} from './synth-report';
import type { Synthesis } from './synthesis';

/** What `--env all` came to. */
type AllOutcomes = Synthesis & Required<Pick<Synthesis, 'all'>>;

/** The worst of all; also that of an environment that was held back for the sake of another. */
export function codeOfAll({ outcomes, findings, strays, all }: AllOutcomes): ExitCode {
  const hasDrifted = all.check && strays.some(({ plan }) => !isUpToDate(plan));
  return worstOf([
    ...outcomes.map(codeOfOutcome),
    exitCodeOf([...findings, ...strays.flatMap((stray) => stray.findings)]),
    hasDrifted ? exitCode.findings : exitCode.done,
  ]);
}

/** Each finding once, with the environments in which it was made. */
export function allFindings({ outcomes, findings, strays }: AllOutcomes): readonly ResolvedFinding[] {
  const made = findingsByEnvironment(outcomes.map((outcome) => ({ env: nameOf(outcome), findings: outcome.findings })));
  return [...findings, ...made, ...strays.flatMap((stray) => stray.findings)];
}

/** What else is narrated: halves that others must write, proofs, and what was not written. */
export function allNarration({ outcomes, all }: AllOutcomes): string {
  const done = outcomes.filter(isTold);
  const needed = done.flatMap((outcome) =>
    (outcome.app ? [...foreignLines(outcome.app), ...unnamedLines(outcome.app)] : []).map((line) => ({
      line,
      env: nameOf(outcome),
    })),
  );
  const lines = [
    ...[...groupBy(needed, ({ line }) => line)].map(
      ([line, same]) => `${same.map(({ env }) => env).join(', ')}: ${line}`,
    ),
    ...done.flatMap((outcome) =>
      [outcome.app ? proofLine(outcome.app) : '', ...formLines(outcome)].map((line) => `${nameOf(outcome)}: ${line}`),
    ),
  ];
  return `${lines.join('')}${all.check ? '' : unwritten(outcomes)}`;
}

function unwritten(outcomes: readonly SynthOutcome[]): string {
  const names = (some: readonly SynthOutcome[]) => listed(some.map(nameOf), 8);
  const written = outcomes.filter(isTold);
  const others = outcomes.filter((outcome) => !isTold(outcome));
  if (others.length === 0) return '';
  return written.length === 0
    ? `nothing is written: ${names(outcomes)} are written together or not at all\n`
    : `${names(written)} ${oneOrMany(written.length, 'is', 'are')} written, ${names(others)} ${oneOrMany(others.length, 'is', 'are')} not\n`;
}

/** What was done to which file, environment by environment. */
export function allText({ outcomes, strays, all }: AllOutcomes): string {
  return [...outcomes.map(synthText), ...strays.map((stray) => strayText(stray, all.check))].join('');
}

function strayText({ out, plan, findings }: StrayEnvironment, check: boolean): string {
  if (findings.length > 0) return '';
  const folder = slashed(out);
  const state = check
    ? 'not up to date: run netpact synth --env all --allow-removed'
    : `${plan.removed.length} removed`;
  const what = `${counted(plan.removed.length, 'file')} in ${folder}, of no environment`;
  return `${[...fileRows(plan, folder, check), `${what}: ${state}`].join('\n')}\n`;
}

/** The same for programs: a document for each environment, as without `all`, and what is true of all. */
export function allJson(told: AllOutcomes, cwd: string): string {
  const { outcomes, findings, strays, all } = told;
  const readSource = sourceReader();
  const document = {
    schemaVersion: 1,
    ok: codeOfAll(told) === exitCode.done,
    out: slashed(all.out),
    check: all.check,
    environments: outcomes.map((outcome) => ({
      env: nameOf(outcome),
      ...outcomeDocument(outcome, { readSource, cwd }),
      // One that was held back is clean, and is not done.
      ok: codeOfOutcome(outcome) === exitCode.done && outcome.plan !== undefined,
    })),
    stray: strays.map(({ out, plan }) => ({
      out: slashed(out),
      removed: plan.removed.map((file) => file.path),
    })),
    findings: findingsToJson([...findings, ...strays.flatMap((stray) => stray.findings)], { readSource, cwd }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const nameOf = ({ env = '' }: SynthOutcome): string => env;
