import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { listed } from '../../wording/words';
import type { AppBundle } from '../load/app-bundle';
import { type AppOutcome, runApp } from '../load/load-app';
import type { EnvironmentRun, SynthJob } from './run-environment';

/** Asks an app which environments it declares, in a run of its own that ends there. */
export function listEnvironments({ request }: SynthJob, bundle: AppBundle): Promise<AppOutcome> {
  return runApp({ ...request, lists: true, rendered: () => undefined }, bundle);
}

/** An app whose list depends on what it is asked for has no list: whatever was left out would never be run. */
export function sameList(run: EnvironmentRun, names: readonly string[]): EnvironmentRun {
  const { environments } = run;
  if (environments === undefined || environments.join('/') === names.join('/')) return run;
  const { app: _, output: __, ...rest } = run;
  return { ...rest, findings: [...run.findings, depends(run.env ?? '', environments, names)] };
}

function depends(env: string, environments: readonly string[], names: readonly string[]): ResolvedFinding {
  return {
    code: 'environment-list-changes',
    severity: 'error',
    message: `asked for ${env} the app declares ${listed(environments, 8)}, and asked for no environment ${listed(names, 8)}`,
    help: ['declare the same environments in every run: what changes from one to the next belongs into their fields'],
  };
}
