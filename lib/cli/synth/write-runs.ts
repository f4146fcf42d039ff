import { NetpactError } from '../../diagnostics/netpact-error';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';
import { isUpToDate } from '../../k8s/emit/output-plan';
import { writeOutput } from '../../k8s/emit/write-output';
import { exitCode, exitCodeOf } from '../exit-code';
import { withContract } from './contract-output';
import { mayChangeForm } from './form-change';
import type { EnvironmentRun, PlannedOutput } from './run-environment';
import type { SynthOutcome } from './synth-report';

/** What `--check` finds; nothing is touched. */
export function comparedRuns(runs: readonly EnvironmentRun[]): Promise<readonly SynthOutcome[]> {
  return Promise.all(
    runs.map(async (run) => {
      const outcome = await plannedOutcome(run, true);
      const isUnfinished = outcome.plan?.isUnfinished === true && outcome.plan.findings.length === 0;
      return isUnfinished ? { ...outcome, findings: [...outcome.findings, unfinished(run)] } : outcome;
    }),
  );
}

/**
 * Writes what was planned of every run. Where one of them is refused, or nothing may be written at all, nothing of any: what
 * belongs together changes together.
 */
export async function writtenRuns(
  runs: readonly EnvironmentRun[],
  { isHeld }: { readonly isHeld: boolean },
): Promise<readonly SynthOutcome[]> {
  const planned = await Promise.all(
    runs.map(async (run) => ({ output: run.output, outcome: await plannedOutcome(run, false) })),
  );
  let isStopped = isHeld || planned.some(({ outcome }) => !isReady(outcome));
  const outcomes: SynthOutcome[] = [];
  for (const { output, outcome } of planned) {
    const done = isStopped || !output ? heldBack(outcome) : await written(outcome, output);
    isStopped ||= !isReady(done);
    outcomes.push(done);
  }
  return outcomes;
}

/** Whether nothing speaks against writing it, or it was written. */
export const isReady = ({ plan, findings }: SynthOutcome): boolean =>
  plan !== undefined && exitCodeOf(findings) === exitCode.done;

/** An app with an error has no plan. */
async function plannedOutcome(
  { env, out, app, output, contract, findings }: EnvironmentRun,
  check: boolean,
): Promise<SynthOutcome> {
  const named = { ...(env !== undefined && { env }), out, check };
  if (!app || !output || exitCodeOf(findings) !== exitCode.done) return { ...named, findings };
  const { plan } = output;
  const isOther = plan.findings.length === 0 && mayChangeForm(output, app.form);
  const change = isOther ? (await import('./compare-forms.js')).formChange(output, app.form) : undefined;
  return {
    ...named,
    app,
    plan,
    ...(contract && { contract }),
    ...(change && { formChange: change }),
    findings: [...findings, ...[...plan.findings, ...(contract?.findings ?? [])].map(resolveFinding)],
  };
}

/** What is refused says why; what is not, but waits for the others, has no plan. */
function heldBack(outcome: SynthOutcome): SynthOutcome {
  if (!isReady(outcome)) return outcome;
  const { plan: _, contract: __, formChange: ___, ...rest } = outcome;
  return rest;
}

async function written(outcome: SynthOutcome, { asked, plan }: PlannedOutput): Promise<SynthOutcome> {
  try {
    const done = await withContract(outcome.contract, async () => (isUpToDate(plan) ? plan : writeOutput(asked)));
    return { ...outcome, plan: done };
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    const { app: _, plan: __, contract: ___, formChange: ____, ...rest } = outcome;
    return { ...rest, findings: [...rest.findings, ...error.findings.map(resolveFinding)] };
  }
}

function unfinished({ env, out }: EnvironmentRun): ResolvedFinding {
  return {
    code: 'output-unfinished',
    severity: 'warning',
    message: `${out} is being written by another run, or the last one that wrote it was killed`,
    help: [`run netpact synth${env === undefined ? '' : ` --env ${env}`}: it ends what was begun, and then compares`],
  };
}
