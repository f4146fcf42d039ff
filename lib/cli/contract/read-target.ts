import fs from 'node:fs';
import path from 'node:path';
import { readIncluded } from '../../analyze/deployed/read-manifests';
import { appTarget } from '../../contract/app-target';
import { manifestTarget } from '../../contract/manifest-target';
import type { ContractTarget } from '../../contract/target';
import { NetpactError } from '../../diagnostics/netpact-error';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import type { Need } from '../../intent/contract';
import type { AppSource } from '../../wording/flow-line';
import { showFindings, sourceReader } from '../console/show-findings';
import { type ExitCode, exitCode } from '../exit-code';
import { type InputOptions, readAnalysisOptions } from '../input/analysis-options';
import { loadInput } from '../input/load-input';
import { environmentOfApp } from '../load/environment-option';
import { appProject } from '../project/app-project';
import { invalidOption } from '../refusal';

/** What a repository is asked for. */
export interface TargetRequest extends InputOptions {
  /** An app's entry, or manifests; the app of the project where nothing is named. */
  readonly in: readonly string[];
  readonly env?: string;
  readonly moment: Date;
  readonly needs: readonly Need[];
}

/** What contracts are held against, and how it is spoken of. */
export interface ReadTarget {
  readonly target: ContractTarget;
  /** `apps/main.ts (app orders)`. */
  readonly where: string;
  readonly source?: AppSource;
  /** The environment that the app was compiled for. */
  readonly env?: string;
}

/** Compiles the app, or reads the manifests, that contracts are held against; an exit code where that is refused. */
export async function readTarget(request: TargetRequest): Promise<ReadTarget | ExitCode> {
  const app = appOf(request.in);
  if (app === undefined && request.env !== undefined)
    throw invalidOption('--env goes with an app', `name the folder of that environment: --in dist/k8s/${request.env}`);
  const env = environmentOfApp(app, request.env);
  const { analyze } = await readAnalysisOptions(request);
  if (app === undefined) {
    const loaded = await loadInput(request.in, request);
    if (!loaded) return exitCode.refused;
    return {
      target: manifestTarget(loaded, request.needs, { ...analyze, isNamespaceSaid: request.namespace !== undefined }),
      where: request.in.join(' ').replaceAll('\\', '/'),
    };
  }
  const { readAppManifests } = await import('../load/app-manifests.js');
  const { moment: now } = request;
  // What an exception allowed that has ended is no half that anybody could rely on.
  const expired = 'error';
  const compiled = await readAppManifests({ app, env, now, expired, readSource: sourceReader(), intent: true });
  if (typeof compiled === 'number') return compiled;
  const { intent, texts, source, name, entry, folder } = compiled;
  if (!intent) return exitCode.refused;
  const included = inFolder(folder, () => readIncluded(intent));
  // The proof has read the same just now; without one of these policies nothing could be said.
  if (included.findings.some(({ severity }) => severity === 'error')) {
    showFindings(included.findings.map(resolveFinding), process.cwd());
    return exitCode.refused;
  }
  const file = path.relative(process.cwd(), entry).replaceAll('\\', '/');
  const of = env === undefined ? '' : ` for ${env}`;
  const target = appTarget(intent, texts, included, analyze);
  return { target, where: `${file} (app ${name}${of})`, source, ...(env !== undefined && { env }) };
}

/** What an app names relatively counts from its own folder. */
function inFolder<Result>(folder: string, read: () => Result): Result {
  const cwd = process.cwd();
  if (folder === cwd) return read();
  process.chdir(folder);
  try {
    return read();
  } finally {
    process.chdir(cwd);
  }
}

/** The app where `--in` names one, in TypeScript or as a folder; nothing where it names manifests. */
function appOf(words: readonly string[]): string | true | undefined {
  const [only, other] = words;
  if (only === undefined) return true;
  if (other !== undefined) {
    const app = words.find(isSource);
    if (app === undefined) return undefined;
    throw invalidOption(`--in ${app} is an app, and an app is asked alone`, 'name the app, or folders of manifests');
  }
  if (isSource(only)) return only;
  return fs.statSync(only, { throwIfNoEntry: false })?.isDirectory() && hasApp(only) ? only : undefined;
}

/** A folder without an app holds manifests. */
function hasApp(folder: string): boolean {
  try {
    appProject(folder, process.cwd());
    return true;
  } catch (error) {
    if (NetpactError.is(error) && error.findings.every(({ code }) => code === 'app-not-found')) return false;
    throw error;
  }
}

const isSource = (word: string): boolean => /\.[cm]?[jt]sx?$/.test(word);
