import fs from 'node:fs';
import path from 'node:path';
import { nearest } from '../../diagnostics/suggest';
import { refusal } from '../refusal';
import { type Cdk8sConfig, readCdk8sYaml } from './cdk8s-yaml';

const inTypeScript = ['apps/main.ts', 'src/main.ts', 'main.ts'];
const inJavaScript = ['js', 'mjs', 'cjs'].flatMap((extension) =>
  inTypeScript.map((file) => file.replace(/ts$/, extension)),
);

/**
 * The absolute path of the app's entry file: APP, in a folder the file that its `cdk8s.yaml` runs, else the first of the usual places.
 * Without APP the same of the working folder. Throws a NetpactError where there is none.
 */
export function findApp(app: string | undefined, cwd: string, config: Cdk8sConfig): string {
  if (app === undefined) {
    const found = appIn(cwd, config);
    if (found) return found;
    const { named } = configured(cwd, config);
    const looked = [...(named === undefined ? [] : [`${named} (cdk8s.yaml)`]), ...inTypeScript].join(', ');
    throw notFound(
      `no app here: there is no ${looked}, nor one of them in JavaScript`,
      'netpact init writes a starter; netpact synth APP, or --app APP of other commands, names another file',
    );
  }
  const target = path.resolve(cwd, app);
  if (isFile(target)) return target;
  if (!fs.existsSync(target)) throw notFound(`${app} does not exist`, nearestTo(app, target));
  const found = appIn(target, readCdk8sYaml(target));
  if (found) return found;
  throw notFound(`${app} has no apps/main.ts, src/main.ts or main.ts`, 'name the entry file itself');
}

function appIn(folder: string, config: Cdk8sConfig): string | undefined {
  const inFolder = (file: string): string => path.join(folder, file);
  const source = inTypeScript.map(inFolder).find(isFile);
  const { file } = configured(folder, config);
  if (file !== undefined && !(source !== undefined && isCompiled(file, folder))) return file;
  return source ?? inJavaScript.map(inFolder).find(isFile);
}

/** The entry file that the command in `cdk8s.yaml` names: TypeScript, else the last word that is JavaScript (`node --import x main.js`). */
function configured(folder: string, { app = '' }: Cdk8sConfig): { readonly named?: string; readonly file?: string } {
  const words = app.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
  const named = words.find((word) => /\.[cm]?tsx?$/.test(word)) ?? words.findLast((word) => /\.[cm]?jsx?$/.test(word));
  if (named === undefined) return {};
  const file = path.resolve(folder, named);
  const source = file.replace(/js(x?)$/, 'ts$1');
  const found = [source, file].find(isFile);
  return { named, ...(found !== undefined && { file: found }) };
}

/** JavaScript that a compiler wrote may be older than the TypeScript that it was made of. */
function isCompiled(file: string, folder: string): boolean {
  if (!/\.[cm]?jsx?$/.test(file)) return false;
  if (/__esModule|^\/\/# sourceMappingURL=/m.test(fs.readFileSync(file, 'utf8'))) return true;
  const tsconfig = path.join(folder, 'tsconfig.json');
  const outDir = isFile(tsconfig) ? /"outDir"\s*:\s*"([^"]+)"/.exec(fs.readFileSync(tsconfig, 'utf8'))?.[1] : undefined;
  return outDir !== undefined && file.startsWith(path.resolve(folder, outDir) + path.sep);
}

function nearestTo(app: string, target: string): string {
  const folder = path.dirname(target);
  const siblings = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const suggestion = nearest(path.basename(target), siblings);
  if (suggestion) return `did you mean ${path.join(path.dirname(app), suggestion).replaceAll('\\', '/')}?`;
  return 'APP is a file in TypeScript or JavaScript, or a folder with an apps/main.ts, src/main.ts or main.ts';
}

const notFound = (message: string, help: string) => refusal('app-not-found', message, help);

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
