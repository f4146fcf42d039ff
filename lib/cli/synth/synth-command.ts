import { NetpactError } from '../../diagnostics/netpact-error';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import { type Progress, startProgress } from '../console/progress';
import type { ExitCode } from '../exit-code';
import { type Cdk8sConfig, readCdk8sYaml } from '../project/cdk8s-yaml';
import { runAll } from './run-all';
import { synthJob } from './run-environment';
import { checkEnvironment, outputFolder, type SynthOptions } from './synth-options';
import { type Synthesis, tellSynthesis } from './tell-synthesis';
import type { SynthRun } from './watch-inputs';
import { comparedRuns, writtenRuns } from './write-runs';

/** `netpact synth [APP]`: TypeScript to manifests, once or after every change. */
export async function synthCommand(app: string | undefined, options: SynthOptions): Promise<ExitCode> {
  if (!options.watch) return (await synthOnce(app, options)).code;
  const { watchInputs } = await import('./watch-inputs.js');
  return watchInputs(() => synthOnce(app, options));
}

async function synthOnce(app: string | undefined, options: SynthOptions): Promise<SynthRun> {
  const progress = startProgress();
  let done: { readonly synthesis: Synthesis; readonly inputs: readonly string[] };
  try {
    done = await synthesize(app, options, progress);
  } finally {
    progress.end();
  }
  return { code: tellSynthesis(done.synthesis, options.format, process.cwd()), inputs: done.inputs };
}

/** Each environment is run for itself; then all are written, or compared. */
async function synthesize(
  app: string | undefined,
  options: SynthOptions,
  progress: Progress,
): Promise<{ readonly synthesis: Synthesis; readonly inputs: readonly string[] }> {
  const cwd = process.cwd();
  const check = options.check === true;
  let config: Cdk8sConfig = {};
  try {
    config = readCdk8sYaml(cwd);
    checkEnvironment(options.env);
    const job = synthJob(app, options, { cwd, config });
    const { runs, findings, inputs } = await runAll(job, [options.env], progress);
    return { synthesis: { outcomes: check ? comparedRuns(runs) : await writtenRuns(runs), findings }, inputs };
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    const out = outputFolder(options, config, 'dist/k8s');
    const findings = error.findings.map(resolveFinding);
    return { synthesis: { outcomes: [{ out, check, findings }], findings: [] }, inputs: [] };
  }
}
