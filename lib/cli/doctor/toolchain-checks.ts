import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ownPackage } from '../load/own-modules';
import { findUpwards } from '../project/find-upwards';
import { compilerPath } from '../typecheck/check-types';
import { type CheckResult, type DoctorContext, error, ok, warning } from './check';

/** Whether this Node is one that netpact runs on. */
export function checkNode(): CheckResult {
  const version = process.versions.node;
  const needed = Number(/\d+/.exec(ownPackage().engines.node)?.[0] ?? 0);
  const major = Number(version.split('.')[0]);
  if (major >= needed) return ok('node', `Node ${version}`);
  return error('node', `Node ${version} is too old`, `install Node ${needed} or newer`);
}

/** Whether types can be checked. */
export function checkCompiler(): CheckResult {
  const compiler = compilerPath();
  if (!compiler) {
    return warning(
      'typescript',
      `TypeScript's compiler for ${process.platform}-${process.arch} is not installed: types are not checked`,
      'install again without --omit=optional',
    );
  }
  const { stdout, status } = spawnSync(compiler, ['--version'], { encoding: 'utf8' });
  if (status !== 0)
    return warning('typescript', `${compiler} does not run: types are not checked`, 'install netpact again');
  return ok('typescript', `TypeScript ${stdout.replace(/^Version\s*/, '').trim()}`);
}

/** Whether the user's settings let the types keep their promises. */
export function checkTsconfig({ cwd, folder }: DoctorContext): CheckResult {
  const name = 'tsconfig';
  const file = findUpwards('tsconfig.json', folder);
  if (!file) return ok(name, 'no tsconfig.json: strict rules apply');
  const shown = path.relative(cwd, file) || file;
  const mistake = settingsMistake(file);
  if (mistake !== undefined) return error(name, `${shown} is refused: ${mistake}`, 'correct the file');
  const options = compilerOptions(file);
  if (!options) return error(name, `${shown} cannot be read`, `npx tsc --showConfig -p ${shown} says why`);
  const isStrict = options.strict !== false;
  if (options.strictFunctionTypes === false || (!isStrict && options.strictFunctionTypes !== true)) {
    return error(
      name,
      `${shown} turns strictFunctionTypes off: flows to peers that take no ports would compile`,
      'set "strict": true',
    );
  }
  if (!isStrict)
    return warning(name, `${shown} turns strict off: some mistakes show at synth time only`, 'set "strict": true');
  return ok(name, `${shown} is strict`);
}

/** The first thing that the compiler refuses in the settings, or in what they extend; `--showConfig` would pass over it in silence. */
function settingsMistake(tsconfig: string): string | undefined {
  const compiler = compilerPath();
  if (!compiler) return undefined;
  const { stdout } = spawnSync(compiler, ['--listFilesOnly', '--pretty', 'false', '--project', tsconfig], {
    encoding: 'utf8',
  });
  // Settings without files of their own (TS18002, TS18003) are none for synth, which names the entry file.
  return stdout?.match(/^.*\berror TS(?!1800[23]:).*$/m)?.[0].replace(/^.*?\berror (?=TS)/, '');
}

interface StrictOptions {
  readonly strict?: boolean;
  readonly strictFunctionTypes?: boolean;
  readonly outDir?: string;
}

/** The settings with everything they extend; undefined where they cannot be read. */
export function compilerOptions(tsconfig: string): StrictOptions | undefined {
  const compiler = compilerPath();
  if (!compiler) return {};
  const { stdout } = spawnSync(compiler, ['--showConfig', '--project', tsconfig], { encoding: 'utf8' });
  try {
    const { compilerOptions: options = {} }: { compilerOptions?: StrictOptions } = JSON.parse(stdout);
    return options;
  } catch {
    return undefined;
  }
}
