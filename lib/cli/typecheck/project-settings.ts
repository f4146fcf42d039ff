import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../load/temporary-folder';
import { findUpwards } from '../project/find-upwards';
import { type Compiler, runCompiler } from './compiler';

/** The options of a project that netpact must know to check one app of it as the project's own `tsc` does. */
interface CompilerOptions {
  readonly module?: string;
  readonly strict?: boolean;
  readonly strictFunctionTypes?: boolean;
  readonly allowJs?: boolean;
  readonly checkJs?: boolean;
  readonly composite?: boolean;
  readonly declaration?: boolean;
  readonly isolatedDeclarations?: boolean;
  readonly rootDir?: string;
  readonly baseUrl?: string;
  readonly outDir?: string;
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  readonly typeRoots?: readonly string[];
  readonly types?: readonly string[];
}

/** A `tsconfig.json` as the compiler reads it, with everything that it extends. */
export interface ProjectSettings {
  /** Absolute path of the `tsconfig.json`. */
  readonly tsconfig: string;
  readonly options: CompilerOptions;
  /** Absolute paths of the files that `tsc` would check. */
  readonly files: readonly string[];
}

/** Whose settings are asked for, and who reads them. */
export interface Asked {
  /** Absolute path of the app's entry file. */
  readonly entry: string;
  readonly compiler: Compiler;
  readonly signal?: AbortSignal;
}

/** `typescript --showConfig`, as far as it is read. */
interface ShownConfig {
  readonly compilerOptions?: CompilerOptions;
  readonly files?: readonly string[];
  readonly references?: readonly { readonly path: string }[];
}

/**
 * The settings that count for an app: the nearest `tsconfig.json`, or the project that it references which has the app among its
 * files. Undefined where there is none. Of settings that the compiler refuses no option is known.
 */
export async function projectSettings(asked: Asked): Promise<ProjectSettings | undefined> {
  const nearest = findUpwards('tsconfig.json', path.dirname(asked.entry));
  if (nearest === undefined) return undefined;
  const seen = new Set<string>();
  const waiting = [nearest];
  let first: ProjectSettings | undefined;
  for (let tsconfig = waiting.shift(); tsconfig !== undefined; tsconfig = waiting.shift()) {
    if (seen.has(tsconfig)) continue;
    seen.add(tsconfig);
    const { settings, references } = await shownSettings(tsconfig, asked);
    if (settings.files.includes(asked.entry)) return settings;
    first ??= settings;
    waiting.push(...references);
  }
  return first;
}

async function shownSettings(
  tsconfig: string,
  { entry, compiler, signal }: Asked,
): Promise<{ readonly settings: ProjectSettings; readonly references: readonly string[] }> {
  const shown = await showConfig(tsconfig, compiler, signal);
  if (shown) return { settings: { tsconfig, ...shown }, references: shown.references };
  // Refused, or without a file of its own (a project in JavaScript): the options may be known all the same.
  const folder = temporaryFolder();
  try {
    const named = path.join(folder.path, 'tsconfig.json');
    const compilerOptions = isJavaScript(entry) ? { allowJs: true } : {};
    fs.writeFileSync(named, JSON.stringify({ extends: tsconfig, compilerOptions, files: [entry] }));
    const options = (await showConfig(named, compiler, signal))?.options ?? {};
    return { settings: { tsconfig, options, files: [] }, references: [] };
  } finally {
    folder.remove();
  }
}

/** What a compiler makes of settings, every path absolute; undefined where it refuses them. */
async function showConfig(
  tsconfig: string,
  compiler: Compiler,
  signal: AbortSignal | undefined,
): Promise<(Pick<ProjectSettings, 'options' | 'files'> & { readonly references: readonly string[] }) | undefined> {
  const folder = path.dirname(tsconfig);
  const { stdout } = await runCompiler(compiler, ['--showConfig', '--project', tsconfig], folder, signal);
  const shown = parsed(stdout);
  if (!shown) return undefined;
  const { compilerOptions = {}, files = [], references = [] } = shown;
  const absolute = (file: string): string => path.resolve(folder, file);
  const { rootDir, baseUrl, outDir, typeRoots } = compilerOptions;
  return {
    options: {
      ...compilerOptions,
      ...(rootDir !== undefined && { rootDir: absolute(rootDir) }),
      ...(baseUrl !== undefined && { baseUrl: absolute(baseUrl) }),
      ...(outDir !== undefined && { outDir: absolute(outDir) }),
      ...(typeRoots !== undefined && { typeRoots: typeRoots.map(absolute) }),
    },
    files: files.map(absolute),
    references: references.map(({ path: named }) => referenced(absolute(named))),
  };
}

/** A reference names a file, or a folder with a `tsconfig.json`. */
function referenced(target: string): string {
  return fs.statSync(target, { throwIfNoEntry: false })?.isDirectory() ? path.join(target, 'tsconfig.json') : target;
}

function parsed(stdout: string): ShownConfig | undefined {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

/** Whether a file is JavaScript, whose types are inferred and which is checked only where the project asks for it. */
export function isJavaScript(file: string): boolean {
  return /\.[cm]?jsx?$/.test(file);
}
