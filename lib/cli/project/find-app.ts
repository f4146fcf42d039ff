import fs from 'node:fs';
import path from 'node:path';
import { nearest } from '../../diagnostics/suggest';
import { refusal } from '../refusal';
import type { Cdk8sConfig } from './cdk8s-yaml';

const usual = ['apps/main.ts', 'src/main.ts', 'main.ts'];

/**
 * The absolute path of the app's entry file: APP (a folder means its `main.ts`), else the one that `cdk8s.yaml` runs, else the first
 * of the usual places. Throws a NetpactError where there is none.
 */
export function findApp(app: string | undefined, cwd: string, config: Cdk8sConfig): string {
  if (app !== undefined) return namedApp(app, cwd);
  const configured = config.app?.split(/\s+/).find((word) => /\.[cm]?tsx?$/.test(word));
  if (configured !== undefined && isFile(path.resolve(cwd, configured))) return path.resolve(cwd, configured);
  const found = usual.map((file) => path.resolve(cwd, file)).find(isFile);
  if (found) return found;
  const looked = [...(configured ? [`${configured} (cdk8s.yaml)`] : []), ...usual].join(', ');
  throw notFound(
    `no app here: there is no ${looked}`,
    'netpact init writes a starter; netpact synth APP, or --app APP of other commands, names another file',
  );
}

function namedApp(app: string, cwd: string): string {
  const target = path.resolve(cwd, app);
  if (isFile(target)) return target;
  const inside = ['main.ts', 'main.js'].map((name) => path.join(target, name)).find(isFile);
  if (inside) return inside;
  if (fs.existsSync(target)) throw notFound(`${app} has no main.ts`, 'name the entry file itself');
  const folder = path.dirname(target);
  const siblings = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const suggestion = nearest(path.basename(target), siblings);
  const help = suggestion
    ? `did you mean ${path.join(path.dirname(app), suggestion).replaceAll('\\', '/')}?`
    : 'APP is a TypeScript file, or a folder with a main.ts';
  throw notFound(`${app} does not exist`, help);
}

const notFound = (message: string, help: string) => refusal('app-not-found', message, help);

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
