import path from 'node:path';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import type { Progress } from '../console/progress';
import { exitCode, exitCodeOf } from '../exit-code';
import { startBundle } from '../load/app-bundle';
import { startTypeCheck } from '../typecheck/check-types';
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

/** Runs the app once for each environment, and beside that checks its types. It is bundled once. */
export async function runAll(
  job: SynthJob,
  environments: readonly (string | undefined)[],
  progress: Progress,
): Promise<AppRuns> {
  const { entry, cwd } = job.request;
  const types = job.options.typecheck ? startTypeCheck(entry, cwd) : undefined;
  const bundle = startBundle(entry, cwd);
  try {
    const runs: EnvironmentRun[] = [];
    for (const env of environments) {
      progress.say(`compiling ${path.relative(cwd, entry)}${env === undefined ? '' : ` for ${env}`}`);
      runs.push(await runEnvironment(job, bundle, env));
    }
    const seen = [...new Set(runs.flatMap(({ inputs }) => inputs))];
    const inputs = seen.length > 0 ? seen : [entry];
    const cannotBeParsed = runs.some(({ findings }) => findings.some(({ code }) => code === 'app-syntax'));
    if (!types || cannotBeParsed) return { runs, findings: [], inputs };
    return { ...withTypes(runs, await types.findings), inputs };
  } finally {
    types?.stop();
    bundle.remove();
  }
}

function withTypes(
  runs: readonly EnvironmentRun[],
  types: readonly ResolvedFinding[],
): Pick<AppRuns, 'runs' | 'findings'> {
  const isRefused = exitCodeOf(types) !== exitCode.done;
  return {
    runs: runs.map(({ app, output, ...run }) => ({
      ...run,
      findings: withoutConsequences(run.findings, types),
      ...(!isRefused && app && { app }),
      ...(!isRefused && output && { output }),
    })),
    findings: withoutMissingImports(
      types,
      runs.flatMap(({ findings }) => findings),
    ),
  };
}
