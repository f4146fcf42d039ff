import { displayPath } from '../../diagnostics/source-text';
import { ownPackage } from '../load/own-modules';
import { findUpwards } from '../project/find-upwards';
import { compilerName } from '../typecheck/compiler';
import { laxness } from '../typecheck/strictness';
import { type CheckResult, type DoctorContext, error, ok, warning } from './check';

/** Whether this Node is one that netpact runs on. */
export function checkNode(): CheckResult {
  const version = process.versions.node;
  const needed = Number(/\d+/.exec(ownPackage().engines.node)?.[0] ?? 0);
  const major = Number(version.split('.')[0]);
  if (major >= needed) return ok('node', `Node ${version}`);
  return error('node', `Node ${version} is too old`, `install Node ${needed} or newer`);
}

/** Which TypeScript checks types. */
export function checkCompiler({ typing: { compiler, rejected } }: DoctorContext): CheckResult {
  const name = 'typescript';
  const why = rejected.join('; ');
  if (!compiler) return warning(name, `types are not checked: ${why}`, 'install again without --omit=optional');
  const checks = `${compilerName(compiler)} checks types`;
  if (why !== '') return warning(name, `${why}; ${checks}`, 'npm install --save-dev typescript');
  return ok(name, compiler.isOwn ? `${checks}: the project has none` : checks);
}

/** Whether the user's settings let the types keep their promises. */
export function checkTsconfig({ cwd, entry, folder, typing }: DoctorContext): CheckResult {
  const name = 'tsconfig';
  const { compiler, settings, mistakes } = typing;
  const file = settings?.tsconfig ?? findUpwards('tsconfig.json', folder);
  if (!file) return ok(name, 'no tsconfig.json: strict rules apply');
  const shown = displayPath(file, cwd);
  if (!compiler || !settings)
    return warning(name, `${shown} was not read: there is no TypeScript`, 'install netpact again');
  const [mistake] = mistakes;
  if (mistake) {
    const place = mistake.at ? `${displayPath(mistake.at.file, cwd)}:${mistake.at.line}` : shown;
    return error(name, `${place} is refused: ${mistake.message}`, 'correct the file');
  }
  const lax = laxness(settings, compiler);
  if (lax) return (lax.isUnsound ? error : warning)(name, `${shown} ${lax.sentence}`, lax.help);
  if (entry !== undefined && !settings.files.includes(entry)) {
    const app = displayPath(entry, cwd);
    return warning(
      name,
      `${shown} is strict, and does not include ${app}: netpact checks it, tsc and the editor do not`,
      `add ${app} to "include"`,
    );
  }
  return ok(name, `${shown} is strict`);
}
