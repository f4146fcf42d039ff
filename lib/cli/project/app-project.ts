import fs from 'node:fs';
import path from 'node:path';
import { type Cdk8sConfig, readCdk8sYaml } from './cdk8s-yaml';
import { findApp } from './find-app';

/** An app, and the folder that it runs in. */
export interface AppProject {
  /** Absolute path of the entry file. */
  readonly entry: string;
  /** Absolute; what the app says relatively counts from here. */
  readonly folder: string;
  /** Of that folder; `output` as it is written where netpact was started. */
  readonly config: Cdk8sConfig;
  /** `dist/k8s` of that folder, written likewise. */
  readonly usualOutput: string;
}

/** What counts where it is not known yet which app is meant. */
export const here: Pick<AppProject, 'config' | 'usualOutput'> = { config: {}, usualOutput: 'dist/k8s' };

/**
 * The app that APP names, or the one of the working folder. An APP that is a package of its own, or has a `cdk8s.yaml`, runs there, as
 * if netpact had been started in it; a file, and any other folder, runs where netpact was started. Throws a NetpactError where there
 * is no app.
 */
export function appProject(app: string | undefined, cwd: string): AppProject {
  const folder = app !== undefined && isProject(path.resolve(cwd, app)) ? path.resolve(cwd, app) : cwd;
  const config = readCdk8sYaml(folder);
  const output = config.output === undefined ? {} : { output: seenFrom(cwd, path.resolve(folder, config.output)) };
  return {
    entry: findApp(app, cwd, config),
    folder,
    config: folder === cwd ? config : { ...config, ...output },
    usualOutput: seenFrom(cwd, path.join(folder, 'dist/k8s')),
  };
}

/** An absolute path as it is written where netpact was started. */
export function seenFrom(cwd: string, file: string): string {
  return path.relative(cwd, file) || '.';
}

/** A package has a name; a package.json that only says what JavaScript means there (`{"type": "module"}`) has none. */
function isProject(folder: string): boolean {
  if (fs.existsSync(path.join(folder, 'cdk8s.yaml'))) return true;
  try {
    const { name }: { name?: unknown } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return typeof name === 'string';
  } catch {
    return false;
  }
}
