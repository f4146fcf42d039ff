import fs from 'node:fs';
import path from 'node:path';
import { resolveFrom, resolveOwn } from '../load/own-modules';
import { findUpwards, parentFolders } from '../project/find-upwards';
import { type CheckResult, type DoctorContext, error, ok, warning } from './check';

/** Whether the nearest package.json can be read; if not, nothing that is installed is found. */
export function checkPackageJson({ cwd, folder }: DoctorContext): CheckResult {
  const name = 'package';
  const file = findUpwards('package.json', folder);
  if (!file) return ok(name, 'no package.json: netpact uses its own packages');
  const relative = path.relative(cwd, file).replaceAll('\\', '/');
  try {
    JSON.parse(fs.readFileSync(file, 'utf8'));
    return ok(name, relative);
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    return error(name, `${relative} cannot be read: ${why}`, 'correct the file');
  }
}

/** Whether the app, netpact and every cdk8s-plus use one copy of cdk8s and constructs; with two, a chart of one is none of the other. */
export function checkCdk8sCopies({ cwd, folder }: DoctorContext): CheckResult {
  const name = 'cdk8s';
  const app = path.join(folder, 'main.ts');
  const own = resolveOwn('cdk8s/package.json');
  const users = packageFrom(app, 'cdk8s');
  if (!users && !own) return error(name, 'cdk8s and constructs are not installed', 'npm install cdk8s constructs');
  if (!users)
    return warning(name, 'cdk8s is not installed here: netpact uses its own copy', 'npm install cdk8s constructs');
  for (const dependency of ['cdk8s', 'constructs']) {
    const expected = packageFrom(app, dependency);
    for (const user of packagesUsingCdk8s(folder)) {
      const copy = packageFrom(path.join(user, 'index.js'), dependency);
      if (copy && expected && copy !== expected) {
        return error(
          name,
          `${path.basename(user)} uses another copy of ${dependency} (${shown(copy, cwd)})`,
          'npm dedupe',
        );
      }
    }
  }
  return ok(name, `one copy of cdk8s (${versionOf(users)}) and constructs`);
}

function packagesUsingCdk8s(folder: string): string[] {
  return parentFolders(folder).flatMap((parent) => {
    const modules = path.join(parent, 'node_modules');
    if (!fs.existsSync(modules)) return [];
    const names = fs.readdirSync(modules).filter((name) => name === 'cdk8s' || /^cdk8s-plus-\d+$/.test(name));
    return names.map((name) => fs.realpathSync(path.join(modules, name)));
  });
}

const packageFrom = (file: string, name: string): string | undefined => resolveFrom(file, `${name}/package.json`);

function versionOf(packageJson: string): string {
  const { version }: { version: string } = JSON.parse(fs.readFileSync(packageJson, 'utf8'));
  return version;
}

function shown(packageJson: string, cwd: string): string {
  return path.relative(cwd, path.dirname(packageJson)).replaceAll('\\', '/');
}
