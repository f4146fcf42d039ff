import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parentFolders } from '../project/find-upwards';
import { type CheckResult, type DoctorContext, error, ok, warning } from './check';

/** Whether there is an app. */
export function checkApp({ cwd, entry }: DoctorContext): CheckResult {
  if (entry) return ok('app', path.relative(cwd, entry).replaceAll('\\', '/'));
  return error('app', 'no app here: no apps/main.ts, src/main.ts or main.ts', 'netpact init writes a starter');
}

/** Whether `cdk8s synth`, which empties its output folder, can do harm. */
export function checkCdk8sYaml({ cwd, hasCdk8sYaml, cdk8sOutput, typing }: DoctorContext): CheckResult {
  const name = 'cdk8s-yaml';
  if (!hasCdk8sYaml) return ok(name, 'no cdk8s.yaml: netpact synth writes dist/k8s');
  if (cdk8sOutput === undefined) {
    return warning(name, 'cdk8s.yaml names no output: cdk8s synth empties dist', 'add the line "output: dist/k8s"');
  }
  const output = path.resolve(cwd, cdk8sOutput);
  const compiled = typing.settings?.options.outDir;
  const isShared = (compiled !== undefined && contains(output, compiled)) || hasJavaScript(output);
  if (isShared || contains(output, cwd)) {
    return error(
      name,
      `cdk8s synth empties ${cdk8sOutput}, and other files live there`,
      'set "output: dist/k8s" and compile elsewhere',
    );
  }
  return ok(name, `cdk8s.yaml writes to ${cdk8sOutput}`);
}

function contains(folder: string, inner: string): boolean {
  return parentFolders(inner).includes(folder);
}

function hasJavaScript(folder: string): boolean {
  return fs.existsSync(folder) && fs.readdirSync(folder).some((name) => /\.[cm]?js$/.test(name));
}

/** Whether the manifests can be written. */
export function checkOutput({ cwd, out }: DoctorContext): CheckResult {
  const folder = path.resolve(cwd, out);
  const existing = parentFolders(folder).find((parent) => fs.existsSync(parent)) ?? folder;
  const shown = out.replaceAll('\\', '/');
  if (!fs.statSync(existing).isDirectory()) {
    return error('output', `${path.relative(cwd, existing)} is a file, not a folder`, 'move it away');
  }
  try {
    fs.accessSync(existing, fs.constants.W_OK);
    return ok('output', `${shown} is writable`);
  } catch {
    return error('output', `${shown} is not writable`, 'make the folder writable');
  }
}

/** Whether reviewers will see the manifests. */
export function checkGit({ cwd, out }: DoctorContext): CheckResult {
  const shown = out.replaceAll('\\', '/');
  const probe = path.posix.join(shown, 'kustomization.yaml');
  const { status } = spawnSync('git', ['check-ignore', '--quiet', '--no-index', probe], { cwd });
  if (status === 0) {
    return warning(
      'git',
      `git ignores ${shown}: reviewers see no manifests`,
      'take it out of .gitignore and commit it',
    );
  }
  return ok('git', status === 1 ? `git does not ignore ${shown}` : 'not in a git repository');
}
