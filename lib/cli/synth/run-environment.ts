import { NetpactError } from '../../diagnostics/netpact-error';
import { type ResolvedFinding, resolveFinding } from '../../diagnostics/resolved-finding';
import { type OutputPlan, type OutputRequest, planOutput } from '../../k8s/emit/output-plan';
import { endInterruptedOutput } from '../../k8s/emit/write-output';
import type { AppBundle } from '../load/app-bundle';
import { type LoadRequest, runApp } from '../load/load-app';
import type { LoadedApp } from '../load/worker-messages';
import { type AppProject, seenFrom } from '../project/app-project';
import { type ContractPlan, planContract } from './contract-output';
import { contractOption, momentOf, outputFolder, type SynthOptions, timeoutOf } from './synth-options';

/** What `netpact synth` was asked for, read and checked once for all environments. */
export interface SynthJob {
  readonly options: SynthOptions;
  readonly project: Pick<AppProject, 'config' | 'usualOutput'>;
  /** What every run of the app is asked for. */
  readonly request: Omit<LoadRequest, 'env' | 'rendered'>;
}

/** An app that was run for one environment, or without one, and what that would write. Nothing is written yet. */
export interface EnvironmentRun {
  readonly env?: string;
  /** Where its files go, as it is printed. */
  readonly out: string;
  readonly findings: readonly ResolvedFinding[];
  /** Missing if the app could not be loaded or is refused. */
  readonly app?: LoadedApp;
  readonly output?: PlannedOutput;
  /** The names of the environments that the app declares; missing where it did not get there. */
  readonly environments?: readonly string[];
  /** What is asked of other repositories; missing where none is to be written. */
  readonly contract?: ContractPlan;
  /** Absolute paths of the user's files, for watching; empty if they could not be bundled. */
  readonly inputs: readonly string[];
}

/** The files of a run beside those of its folder. */
export interface PlannedOutput {
  readonly asked: OutputRequest;
  readonly plan: OutputPlan;
}

/** Throws a NetpactError for options and settings that make no sense. */
export function synthJob(project: AppProject, options: SynthOptions, cwd: string): SynthJob {
  contractOption(options);
  return {
    options,
    project,
    request: {
      entry: project.entry,
      cwd,
      folder: project.folder,
      ...(project.config.manifests && { manifests: project.config.manifests }),
      now: momentOf(options.now).toISOString(),
      expired: options.expired,
      layout: options.layout,
      ...(options.policies && { policies: options.policies }),
      timeoutSeconds: timeoutOf(options.timeout),
    },
  };
}

/** Runs the app afresh for one environment, and compares what it says with the folder. */
export async function runEnvironment(
  { options, project, request }: SynthJob,
  bundle: AppBundle,
  env: string | undefined,
): Promise<EnvironmentRun> {
  const { cwd } = request;
  const { config, usualOutput } = project;
  const check = options.check === true;
  const named = env === undefined ? {} : { env };
  let base = outputFolder({ out: options.out }, config, usualOutput);
  let out = outputFolder({ out: options.out, env }, config, usualOutput);
  let output: PlannedOutput | undefined;
  const rendered: LoadRequest['rendered'] = ({ files, outdir }) => {
    base = outputFolder({ out: options.out }, config, seenFrom(cwd, outdir));
    out = outputFolder({ out: options.out, env }, config, seenFrom(cwd, outdir));
    const asked = { outDir: out, files, allowRemoved: options.allowRemoved === true || check };
    output = { asked, plan: planOutput(asked) };
  };
  try {
    // Also if the app turns out to be refused: what was begun was a whole and proved output.
    if (!check) await endInterruptedOutput(out);
    const loaded = await runApp({ ...request, ...named, rendered }, bundle);
    const asked = contractOption(options);
    const place = { asked: asked || undefined, env, base, out };
    const contract = loaded.app && asked !== false ? planContract(loaded.app.contract, place) : undefined;
    return { ...named, out, ...loaded, ...(output && { output }), ...(contract && { contract }) };
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    return { ...named, out, findings: error.findings.map(resolveFinding), inputs: [] };
  }
}
