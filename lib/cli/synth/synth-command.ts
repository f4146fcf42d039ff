import { NetpactError } from '../../diagnostics/netpact-error';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import { type Progress, startProgress } from '../console/progress';
import type { ExitCode } from '../exit-code';
import { allEnvironments, environmentOf } from '../load/environment-option';
import { type AppProject, appProject, here } from '../project/app-project';
import { type AppRuns, runAll } from './run-all';
import { synthJob } from './run-environment';
import { findStrays, removeStrays, strayFinding } from './stray-environments';
import { checkOut, outputFolder, type SynthOptions } from './synth-options';
import type { Synthesis } from './synthesis';
import { tellSynthesis } from './tell-synthesis';
import type { SynthRun } from './watch-inputs';
import { comparedRuns, isReady, writtenRuns } from './write-runs';

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
  given: SynthOptions,
  progress: Progress,
): Promise<{ readonly synthesis: Synthesis; readonly inputs: readonly string[] }> {
  const cwd = process.cwd();
  let options = given;
  let place: OutputPlace = here;
  try {
    checkOut(given.out);
    const env = environmentOf(given.env);
    options = { ...given, ...(env !== undefined && { env }) };
    const project = appProject(app, cwd);
    place = project;
    const { inputs, ...ran } = await runAll(synthJob(project, options, cwd), progress);
    return { synthesis: await settled(ran, options, place), inputs };
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    return { synthesis: refused(error.findings.map(resolveFinding), options, place), inputs: [] };
  }
}

/** Where files go that `--out` does not name. */
type OutputPlace = Pick<AppProject, 'config' | 'usualOutput'>;

async function settled(
  { runs, findings }: Omit<AppRuns, 'inputs'>,
  options: SynthOptions,
  { config, usualOutput }: OutputPlace,
): Promise<Synthesis> {
  const check = options.check === true;
  const strays = findStrays(runs);
  const said = (severity: 'error' | 'warning') => [
    ...findings,
    ...strays.map((stray) => strayFinding(stray, severity)),
  ];
  if (options.env !== allEnvironments) {
    const outcomes = await (check ? comparedRuns(runs) : writtenRuns(runs, { isHeld: false }));
    return { outcomes, findings: said('warning'), strays: [] };
  }
  const all = { out: outputFolder({ out: options.out }, config, usualOutput), check };
  if (check) return { outcomes: await comparedRuns(runs), findings, strays, all };
  const isHeld = strays.length > 0 && options.allowRemoved !== true;
  const outcomes = await writtenRuns(runs, { isHeld });
  if (isHeld) return { outcomes, findings: said('error'), strays: [], all };
  return { outcomes, findings, strays: outcomes.every(isReady) ? await removeStrays(strays) : [], all };
}

/** Nothing was run. */
function refused(
  findings: Synthesis['findings'],
  options: SynthOptions,
  { config, usualOutput }: OutputPlace,
): Synthesis {
  const check = options.check === true;
  const isAll = options.env === allEnvironments;
  const out = outputFolder({ out: options.out, ...(!isAll && { env: options.env }) }, config, usualOutput);
  return isAll
    ? { outcomes: [], findings, strays: [], all: { out, check } }
    : { outcomes: [{ out, check, findings: [] }], findings, strays: [] };
}
