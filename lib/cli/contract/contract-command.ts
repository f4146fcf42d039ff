import { type ContractAnswer, countOutcomes, judgeContracts } from '../../contract/judge-contracts';
import type { Finding } from '../../diagnostics/finding';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import type { AnswerSettings } from '../../report/contract/contract-answer-text';
import { unknownSource } from '../../wording/flow-line';
import { listed, oneOrMany } from '../../wording/words';
import { showFindings, sourceReader } from '../console/show-findings';
import { writeAll } from '../console/write-all';
import { type ExitCode, exitCode } from '../exit-code';
import type { InputOptions } from '../input/analysis-options';
import { invalidOption } from '../refusal';
import { momentOf } from '../synth/synth-options';
import { readContracts } from './read-contracts';
import { readTarget } from './read-target';

/** The options of `netpact contract check` as commander hands them over. */
export interface ContractCheckOptions extends InputOptions {
  readonly in?: readonly string[];
  readonly env?: string;
  readonly now?: string;
  readonly format: 'text' | 'json';
}

/** `netpact contract check CONTRACT… --in APP|PATH`: whether the halves that others need are here. */
export async function contractCheckCommand(words: readonly string[], options: ContractCheckOptions): Promise<ExitCode> {
  const cwd = process.cwd();
  if (options.each)
    throw invalidOption('--each does not go with contract check', 'name what is applied together: --in deploy/prod');
  const moment = momentOf(options.now);
  const { contracts, findings, texts } = await readContracts(words);
  const files = sourceReader();
  const readSource = (file: string) => texts.get(file) ?? files(file);
  showFindings(findings.map(resolveFinding), cwd, readSource);
  if (findings.some(({ severity }) => severity === 'error')) return exitCode.refused;
  const needs = contracts.flatMap(({ contract }) => contract.needs);
  const read = await readTarget({ ...options, in: options.in ?? [], moment, needs });
  if (typeof read === 'number') return read;
  const { target, where, source = unknownSource, env } = read;
  const answer = judgeContracts(contracts, target, moment);
  const nothing = nothingJudged(answer, where);
  if (nothing) showFindings([resolveFinding(nothing)], cwd);
  const code = nothing ? exitCode.refused : codeOf(answer, options.strict === true);
  const { paletteFor } = await import('../console/colours.js');
  const settings: AnswerSettings = {
    where,
    words: { names: source.names, named: target.named },
    source,
    ...(env !== undefined && { env }),
    cwd,
    palette: paletteFor(process.stdout),
  };
  await writeAll(process.stdout, [await format(answer, code === exitCode.done, settings, options.format)]);
  return code;
}

async function format(
  answer: ContractAnswer,
  ok: boolean,
  settings: AnswerSettings,
  how: ContractCheckOptions['format'],
): Promise<string> {
  if (how === 'json')
    return (await import('../../report/contract/contract-answer-json.js')).contractAnswerJson(answer, ok, settings);
  return (await import('../../report/contract/contract-answer-text.js')).contractAnswerText(answer, settings);
}

/** What is not known to be met is not met; what belongs to others, or hangs on an assumption, fails where all is asked for. */
function codeOf(answer: ContractAnswer, isStrict: boolean): ExitCode {
  const { missing, undetermined, elsewhere } = countOutcomes(answer);
  if (missing + undetermined > 0) return exitCode.findings;
  return isStrict && elsewhere + answer.assumptions.length > 0 ? exitCode.findings : exitCode.done;
}

/** A check that judged nothing would read as one that found everything in order. */
function nothingJudged(answer: ContractAnswer, where: string): Finding | undefined {
  const { met, missing, undetermined, elsewhere, ended } = countOutcomes(answer);
  if (met + missing + undetermined > 0) return undefined;
  const needs = answer.contracts.flatMap((contract) => contract.needs);
  const namespaces = [
    ...new Set(needs.flatMap(({ need, outcome }) => (outcome.verdict === 'elsewhere' ? [need.namespace] : []))),
  ];
  const why =
    elsewhere > 0
      ? `${listed(namespaces.sort())} ${oneOrMany(namespaces.length, 'is', 'are')} not of ${where}`
      : ended > 0
        ? 'every exception that asks for something has ended'
        : 'the contracts need nothing';
  return {
    code: 'contract-not-judged',
    severity: 'error',
    message: `no need was judged: ${why}`,
    help: ['name the app that owns the namespace, or its manifests: --in apps/main.ts, --in deploy/'],
  };
}
