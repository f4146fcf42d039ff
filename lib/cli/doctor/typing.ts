import path from 'node:path';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { type ChosenCompiler, chooseCompiler, compilerName, ownCompiler, runCompiler } from '../typecheck/compiler';
import { type ProjectSettings, projectSettings } from '../typecheck/project-settings';
import { refusedSettings } from '../typecheck/settings-findings';

/** Who checks the types of an app, and by which settings. */
export interface Typing extends ChosenCompiler {
  /** Undefined without a `tsconfig.json`, and without a compiler that reads it. */
  readonly settings?: ProjectSettings;
  /** What the compiler refuses in the settings. */
  readonly mistakes: readonly ResolvedFinding[];
}

/** Asks the compiler that checks the types of an app in this folder, as `netpact synth` does. */
export async function readTyping(entry: string, cwd: string): Promise<Typing> {
  const chosen = await runningCompiler(path.dirname(entry), cwd);
  const { compiler } = chosen;
  const settings = compiler && (await projectSettings({ entry, compiler }));
  if (!settings) return { ...chosen, mistakes: [] };
  return { ...chosen, settings, mistakes: await refusedSettings(settings.tsconfig, compiler, cwd) };
}

/** The chosen one if it runs, else netpact's own. */
async function runningCompiler(folder: string, cwd: string): Promise<ChosenCompiler> {
  const { compiler, rejected } = chooseCompiler(folder);
  if (!compiler) return { rejected };
  const { stdout } = await runCompiler(compiler, ['--version'], cwd);
  if (stdout.includes(compiler.version)) return { compiler, rejected };
  const own = compiler.isOwn ? undefined : ownCompiler();
  const why = [...rejected, `${compilerName(compiler)} does not work here`];
  return own ? { compiler: own, rejected: why } : { rejected: why };
}
