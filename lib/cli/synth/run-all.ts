import path from 'node:path';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import type { Progress } from '../console/progress';
import { exitCode, exitCodeOf } from '../exit-code';
import { type AppBundle, startBundle } from '../load/app-bundle';
import { allEnvironments } from '../load/environment-option';
import { startTypeCheck } from '../typecheck/check-types';
import { listEnvironments, sameList } from './list-environments';
import { type EnvironmentRun, runEnvironment, type SynthJob } from './run-environment';
import { withoutConsequences, withoutMissingImports } from './type-errors';

/** What became of an app in every environment that it was run for. */
export interface AppRuns {
  readonly runs: readonly EnvironmentRun[];
  /** What is true of the app whatever the environment: type errors. With an error among them no run counts. */
  readonly findings: readonly ResolvedFinding[];
  /** Absolute paths of the files that the app consists of. */
  readonly inputs: readonly string[];
}

/** Runs the app for the environment that is asked for, or for each, and beside that checks its types. It is bundled once. */
export async function runAll(job: SynthJob, progress: Progress): Promise<AppRuns> {
  const { entry, cwd } = job.request;
  const types = job.options.typecheck ? startTypeCheck(entry, cwd) : undefined;
  const bundle = startBundle(entry, cwd);
  const narrate = (env: string | undefined) =>
    progress.say(`compiling ${path.relative(cwd, entry)}${env === undefined ? '' : ` for ${env}`}`);
  try {
    const { env } = job.options;
    narrate(undefined);
    const ran =
      env === allEnvironments ? await runEach(job, bundle, narrate) : asRuns(await runEnvironment(job, bundle, env));
    const inputs = ran.inputs.length > 0 ? ran.inputs : [entry];
    const found = [...ran.findings, ...ran.runs.flatMap(({ findings }) => findings)];
    if (!types || found.some(({ code }) => code === 'app-syntax')) return { ...ran, inputs };
    return { ...withTypes(ran, await types.findings), inputs };
  } finally {
    types?.stop();
    bundle.remove();
  }
}

const asRuns = (run: EnvironmentRun): AppRuns => ({ runs: [run], findings: [], inputs: run.inputs });

/** Each in a thread of its own, one after the other, in the order in which the app declares them. */
async function runEach(job: SynthJob, bundle: AppBundle, narrate: (env: string) => void): Promise<AppRuns> {
  const { environments = [], findings, inputs } = await listEnvironments(job, bundle);
  const runs: EnvironmentRun[] = [];
  for (const env of environments) {
    narrate(env);
    runs.push(sameList(await runEnvironment(job, bundle, env), environments));
  }
  return { runs, findings, inputs };
}

function withTypes(ran: Omit<AppRuns, 'inputs'>, types: readonly ResolvedFinding[]): Omit<AppRuns, 'inputs'> {
  const isRefused = exitCodeOf(types) !== exitCode.done;
  const loaded = [...ran.findings, ...ran.runs.flatMap(({ findings }) => findings)];
  return {
    runs: ran.runs.map(({ app, output, contract, ...run }) => ({
      ...run,
      findings: withoutConsequences(run.findings, types),
      ...(!isRefused && app && { app }),
      ...(!isRefused && output && { output }),
      ...(!isRefused && contract && { contract }),
    })),
    findings: [...withoutConsequences(ran.findings, types), ...withoutMissingImports(types, loaded)],
  };
}
