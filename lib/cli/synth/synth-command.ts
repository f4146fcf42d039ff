import path from 'node:path';
import { NetpactError } from '../../diagnostics/netpact-error';
import { printableLines } from '../../diagnostics/printable';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';
import { isUpToDate, type OutputPlan, type OutputRequest, planOutput } from '../../k8s/emit/output-plan';
import { endInterruptedOutput, writeOutput } from '../../k8s/emit/write-output';
import { startProgress } from '../console/progress';
import { showFindings } from '../console/show-findings';
import { type ExitCode, exitCode, exitCodeOf } from '../exit-code';
import { type AppOutcome, type LoadRequest, loadApp } from '../load/load-app';
import type { RenderedFiles } from '../load/worker-messages';
import { readCdk8sYaml } from '../project/cdk8s-yaml';
import { findApp } from '../project/find-app';
import { startTypeCheck } from '../typecheck/check-types';
import { checkEnvironment, checkOut, momentOf, outputFolder, type SynthOptions, timeoutOf } from './synth-options';
import { foreignLines, proofLine, type SynthOutcome, synthJson, synthText } from './synth-report';
import type { SynthRun } from './watch-inputs';

/** `netpact synth [APP]`: TypeScript to manifests, once or after every change. */
export async function synthCommand(app: string | undefined, options: SynthOptions): Promise<ExitCode> {
  if (!options.watch) return (await synthOnce(app, options)).code;
  const { watchInputs } = await import('./watch-inputs.js');
  return watchInputs(() => synthOnce(app, options));
}

async function synthOnce(app: string | undefined, options: SynthOptions): Promise<SynthRun> {
  const cwd = process.cwd();
  const check = options.check === true;
  const progress = startProgress();
  let out = outputFolder(options, {}, 'dist/k8s');
  let inputs: readonly string[] = [];
  let output: PlannedOutput | undefined;
  let outcome: SynthOutcome;
  try {
    const config = readCdk8sYaml(cwd);
    checkOut(options.out);
    checkEnvironment(options.env);
    out = outputFolder(options, config, 'dist/k8s');
    // Also if the app turns out to be refused: what was begun was a whole and proved output.
    if (!check) await endInterruptedOutput(out);
    const entry = findApp(app, cwd, config);
    inputs = [entry];
    progress.say(`compiling ${path.relative(cwd, entry)}`);
    const request = {
      entry,
      cwd,
      ...(options.env !== undefined && { env: options.env }),
      now: momentOf(options.now).toISOString(),
      expired: options.expired,
      layout: options.layout,
      timeoutSeconds: timeoutOf(options.timeout),
      rendered: ({ files, outdir }: RenderedFiles) => {
        out = outputFolder(options, config, path.relative(cwd, path.resolve(outdir)) || '.');
        const asked = { outDir: out, files, allowRemoved: options.allowRemoved === true || check };
        output = { asked, plan: planOutput(asked) };
      },
    };
    const loaded = await buildApp(request, options.typecheck);
    if (loaded.inputs.length > 0) inputs = loaded.inputs;
    outcome = { out, check, ...(await writeLoaded(loaded, output, check)) };
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    outcome = { out, check, findings: error.findings.map(resolveFinding) };
  } finally {
    progress.end();
  }
  return { code: tell(outcome, options.format, cwd), inputs };
}

/** Loads the app and, beside it, checks its types. An app with a type error is refused like any other error. */
async function buildApp(request: LoadRequest, typecheck: boolean): Promise<AppOutcome> {
  const check = typecheck ? startTypeCheck(request.entry, request.cwd) : undefined;
  try {
    const loaded = await loadApp(request);
    const cannotBeParsed = loaded.findings.some(({ code }) => code === 'app-syntax');
    if (!check || cannotBeParsed) return loaded;
    return { ...loaded, findings: withTypeErrors(loaded.findings, await check.findings) };
  } finally {
    check?.stop();
  }
}

/** One mistake, one finding: what a type error leads to at run time, on the same line or at no known line, says nothing new. */
function withTypeErrors(
  loaded: readonly ResolvedFinding[],
  types: readonly ResolvedFinding[],
): readonly ResolvedFinding[] {
  const errors = types.filter(({ code }) => code === 'type-error');
  if (errors.length === 0) return [...loaded, ...types];
  const lines = new Set(errors.map(({ at }) => at && `${at.file}:${at.line}`));
  const missing = loaded.filter(({ code }) => code === 'import-not-found');
  const missingLines = new Set(missing.map(({ at }) => at && `${at.file}:${at.line}`));
  const others = loaded.filter((finding) => {
    if (missing.includes(finding)) return true;
    if (finding.at === undefined) return finding.severity === 'warning';
    return !lines.has(`${finding.at.file}:${finding.at.line}`);
  });
  return [...others, ...types.filter(({ at }) => !at || !missingLines.has(`${at.file}:${at.line}`))];
}

interface PlannedOutput {
  readonly asked: OutputRequest;
  readonly plan: OutputPlan;
}

/** Writes what was planned; an app with an error writes nothing. */
async function writeLoaded(
  loaded: AppOutcome,
  output: PlannedOutput | undefined,
  check: boolean,
): Promise<Omit<SynthOutcome, 'out' | 'check'>> {
  const { app } = loaded;
  if (!app || !output || exitCodeOf(loaded.findings) !== exitCode.done) return { findings: loaded.findings };
  const { asked, plan } = output;
  const findings = [...loaded.findings, ...plan.findings.map(resolveFinding)];
  if (plan.findings.length > 0) return { app, plan, findings };
  if (!check) return { app, plan: isUpToDate(plan) ? plan : await writeOutput(asked), findings };
  return { app, plan, findings: plan.isUnfinished ? [...findings, unfinished(asked.outDir)] : findings };
}

function unfinished(out: string): ResolvedFinding {
  return {
    code: 'output-unfinished',
    severity: 'warning',
    message: `${out} is being written by another run, or the last one that wrote it was killed`,
    help: ['run netpact synth: it ends what was begun, and then compares'],
  };
}

function tell(outcome: SynthOutcome, format: SynthOptions['format'], cwd: string): ExitCode {
  const hasDrifted = outcome.check && outcome.plan !== undefined && !isUpToDate(outcome.plan);
  const worst = exitCodeOf(outcome.findings) || (hasDrifted ? exitCode.findings : exitCode.done);
  showFindings(outcome.findings, cwd);
  if (outcome.app && outcome.plan?.findings.length === 0)
    process.stderr.write(`${foreignLines(outcome.app)}${proofLine(outcome.app)}`);
  const text = format === 'json' ? synthJson(outcome, worst === exitCode.done, cwd) : synthText(outcome);
  process.stdout.write(printableLines(text));
  return worst;
}
