import type { FrameOptions } from '../../diagnostics/frame';
import { printable } from '../../diagnostics/printable';
import { findingsToJson } from '../../diagnostics/report-findings';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { needSentence } from '../../intent/contract';
import { isUpToDate, type OutputPlan } from '../../k8s/emit/output-plan';
import { slashed } from '../../k8s/load/files/file-paths';
import { counted, listed } from '../../wording/words';
import { sourceReader } from '../console/show-findings';
import { type ExitCode, exitCode, exitCodeOf } from '../exit-code';
import type { LoadedApp } from '../load/worker-messages';
import { type ContractPlan, isSettled } from './contract-output';
import { type FormChange, formChangeLines, formDrift } from './form-change';

/** What became of an app in one environment, ready to be told. */
export interface SynthOutcome {
  readonly env?: string;
  readonly out: string;
  readonly findings: readonly ResolvedFinding[];
  readonly app?: LoadedApp;
  /** What was written, or compared; missing where that was not done. */
  readonly plan?: OutputPlan;
  /** Missing where the folder has the form of the code. */
  readonly formChange?: FormChange;
  /** The same of the contract. */
  readonly contract?: ContractPlan;
  /** Whether it was to be compared only. */
  readonly check: boolean;
}

/** What the outcome says to a pipeline. */
export function codeOfOutcome({ findings, plan, contract, check }: SynthOutcome): ExitCode {
  const hasDrifted = check && plan !== undefined && !(isUpToDate(plan) && (!contract || isSettled(contract)));
  return exitCodeOf(findings) || (hasDrifted ? exitCode.findings : exitCode.done);
}

/** Whether it was written or compared: an app whose output was refused has no proof to tell of. */
export function isTold({ app, plan, contract }: SynthOutcome): boolean {
  return app !== undefined && plan?.findings.length === 0 && (contract?.findings ?? []).length === 0;
}

/** What was done to which file, and the sums, for people. Empty for an app that was refused: its findings say all. */
export function synthText(outcome: SynthOutcome): string {
  const { env, app, plan, contract, formChange, out, check } = outcome;
  if (!app || !plan || !isTold(outcome)) return '';
  const folder = slashed(out);
  const rows = [...fileRows(plan, folder, check), ...contractRows(contract, check)];
  const count = plan.created.length + plan.changed.length + plan.unchanged.length;
  const what = `${counted(app.flowCount, 'flow')}, ${counted(app.policyCount, 'policy', 'policies')}, ${counted(count, 'file')} in ${folder}`;
  const asked = env === undefined ? '' : ` --env ${env}`;
  const drift = `not up to date: ${formChange ? `${formDrift(formChange)}: ` : ''}run netpact synth${asked}`;
  const state = rows.length === 0 ? 'up to date' : check ? drift : sums(plan);
  return `${[...rows, `${what}: ${state}`].join('\n')}\n`;
}

/** A line for each file that is not as the code has it, or was not. */
export function fileRows(plan: OutputPlan, folder: string, check: boolean): readonly string[] {
  return [
    ...plan.created.map((file) => [check ? 'missing' : 'created', file.path]),
    ...plan.changed.map((file) => [check ? 'differs' : 'changed', file.path]),
    ...plan.removed.map((file) => [check ? 'stale' : 'removed', file.path]),
  ].map(([word = '', file]) => `${word.padEnd(8)} ${folder}/${file}`);
}

/** The line of proof: how much was compared, how long it took, and what it rests on. Narration: the time differs from run to run. */
export function proofLine({ flowCount, policyCount, proof, deployed }: LoadedApp): string {
  const compared = [
    counted(proof.subjects, 'set of pods', 'sets of pods'),
    counted(proof.pairs, 'pair'),
    counted(proof.ranges, 'address range'),
    ...(proof.invariants > 0 ? [counted(proof.invariants, 'invariant')] : []),
    ...(deployed ? [counted(deployed.workloads, 'deployed workload')] : []),
  ].join(', ');
  const all = `${counted(flowCount, 'flow')} and ${counted(policyCount, 'policy', 'policies')}`;
  const assumed = proof.assumptions.length > 0 ? `; assumed: ${proof.assumptions.join('; ')}` : '';
  return `proved: ${all} admit the same, for ${compared}, in ${Math.ceil(proof.milliseconds)} ms${assumed}\n`;
}

/** How a change of form is applied; nothing where there is none, or nothing was written. */
export function formLines({ app, plan, formChange, check, out }: SynthOutcome): readonly string[] {
  if (!app || !plan || !formChange || check || plan.findings.length > 0) return [];
  return formChangeLines(formChange, { folder: slashed(out), app: app.name }).map((line) => `${printable(line)}\n`);
}

/** What other owners must allow, a line each; nothing where all ends are owned. */
export function foreignLines({ contract }: LoadedApp): readonly string[] {
  return contract.needs.map(
    (need) => `${printable(`needed in ${need.namespace}, if it denies ${need.direction}: ${needSentence(need)}`)}\n`,
  );
}

/** The same of the contract. */
function contractRows(contract: ContractPlan | undefined, check: boolean): readonly string[] {
  if (!contract || isSettled(contract)) return [];
  const words = {
    created: check ? 'missing' : 'created',
    changed: check ? 'differs' : 'changed',
    removed: check ? 'stale' : 'removed',
  };
  const { state, file, stale } = contract;
  const rows = [
    ...(state === 'unchanged' || state === 'none' ? [] : [[words[state], file] as const]),
    ...stale.map((each) => [words.removed, each] as const),
  ];
  return rows.map(([word, each]) => `${word.padEnd(8)} ${slashed(each)}`);
}

/** Workloads of owned namespaces that the manifests have and nothing of the app names; nothing where there are none. */
export function unnamedLines({ deployed }: LoadedApp): readonly string[] {
  const unnamed = deployed?.unnamed ?? [];
  if (unnamed.length === 0) return [];
  return [`${printable(`deployed, and named by no flow and no workload: ${listed(unnamed, 12)}`)}\n`];
}

function sums(plan: OutputPlan): string {
  const parts = [
    [plan.created.length, 'created'],
    [plan.changed.length, 'changed'],
    [plan.removed.length, 'removed'],
    [plan.unchanged.length, 'unchanged'],
  ] as const;
  return parts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : [])).join(', ');
}

/** The same for programs: keys and their order are stable, paths are relative to `out`. */
export function synthJson(outcome: SynthOutcome, cwd: string): string {
  const { ok, app, out, ...rest } = outcomeDocument(outcome, { readSource: sourceReader(), cwd });
  const document = { schemaVersion: 1, ok, app, out, check: outcome.check, ...rest };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What there is to say of one environment. */
export function outcomeDocument(outcome: SynthOutcome, options: Pick<FrameOptions, 'readSource' | 'cwd'>) {
  const { app, plan, contract, formChange, out, findings } = outcome;
  const paths = (files: readonly { readonly path: string }[] = []) => files.map((file) => file.path);
  return {
    ok: codeOfOutcome(outcome) === exitCode.done,
    app: app?.name ?? null,
    out: slashed(out),
    flows: app?.flowCount ?? 0,
    policies: app?.policyCount ?? 0,
    form: app?.form ?? null,
    proof: app ? proofJson(app.proof) : null,
    foreign: (app?.contract.needs ?? []).map((need) => ({
      namespace: need.namespace,
      direction: need.direction,
      sentence: needSentence(need),
    })),
    contract: contract?.text === undefined ? null : slashed(contract.file),
    deployed: app?.deployed ?? null,
    staleContracts: (contract?.stale ?? []).map(slashed),
    files: {
      created: paths(plan?.created),
      changed: paths(plan?.changed),
      removed: paths(plan?.removed),
      unchanged: plan?.unchanged ?? [],
    },
    formChange: formChange ? formChangeJson(formChange) : null,
    findings: findingsToJson(findings, options),
  };
}

function proofJson({ subjects, pairs, ranges, invariants, assumptions }: LoadedApp['proof']) {
  return { sets: subjects, pairs, ranges, invariants, assumptions };
}

function formChangeJson({ from, to, isSafe, added, removed }: FormChange) {
  return { from, to, isSafe: isSafe ?? null, added, removed };
}
