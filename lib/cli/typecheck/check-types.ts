import fs from 'node:fs';
import path from 'node:path';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { displayPath } from '../../diagnostics/source-text';
import { temporaryFolder } from '../load/temporary-folder';
import { type Compiler, type CompilerRun, chooseCompiler, compilerName, ownCompiler, runCompiler } from './compiler';
import { readOutput } from './compiler-output';
import { entryConfig } from './entry-config';
import { foldedModuleSyntax } from './module-syntax';
import { isOfPackage, packageFindings } from './package-findings';
import { isJavaScript, type ProjectSettings, projectSettings } from './project-settings';
import { isAboutSettings, settingsFindings } from './settings-findings';
import { laxness } from './strictness';

/** A check that runs beside the load of the app. */
export interface TypeCheck {
  /** Type errors of the app's files; never rejects. */
  readonly findings: Promise<readonly ResolvedFinding[]>;
  /** Ends it; `findings` is then empty. */
  stop(): void;
}

/** Starts the project's own compiler on the app, or netpact's where there is none. */
export function startTypeCheck(entry: string, cwd: string): TypeCheck {
  const ending = new AbortController();
  const findings = checkTypes({ entry, cwd, signal: ending.signal });
  return { findings, stop: () => ending.abort() };
}

/** What to check, and until when. */
interface CheckRequest {
  /** Absolute path of the app's entry file. */
  readonly entry: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

async function checkTypes(request: CheckRequest): Promise<readonly ResolvedFinding[]> {
  const { compiler, rejected } = chooseCompiler(path.dirname(request.entry));
  if (!compiler) return [unavailable(rejected.join('; '))];
  const findings = await checkedBy(compiler, request);
  if (request.signal.aborted) return [];
  if (typeof findings !== 'string') return [...rejected.map((why) => notUsed(why, compiler)), ...findings];
  const why = `${compilerName(compiler)} does not work here: ${findings}`;
  const own = compiler.isOwn ? undefined : ownCompiler();
  if (!own) return [unavailable(why)];
  const again = await checkedBy(own, request);
  if (request.signal.aborted) return [];
  return typeof again === 'string' ? [unavailable(`${why}; ${again}`)] : [notUsed(why, own), ...again];
}

/** What a compiler finds, or why it could not look. */
async function checkedBy(compiler: Compiler, request: CheckRequest): Promise<readonly ResolvedFinding[] | string> {
  const { entry, cwd, signal } = request;
  const folder = temporaryFolder();
  try {
    const settings = await projectSettings({ entry, compiler, signal });
    const config = path.join(folder.path, 'tsconfig.json');
    fs.writeFileSync(config, JSON.stringify(entryConfig(entry, settings, compiler)));
    // The processor is shared with the load: one checker for those that can have several.
    const checkers = compiler.major >= 7 ? ['--checkers', '1'] : [];
    const run = await runCompiler(compiler, ['--project', config, '--listFiles', ...checkers], cwd, signal);
    const { findings: all, files } = readOutput(run.stdout, cwd);
    const findings = all.filter((finding) => !isOfPackage(finding));
    const hasRead = files.has(entry) || files.has(fs.realpathSync(entry));
    // Silence of a compiler that did not read the app is no answer.
    if (findings.length === 0 && (!hasRead || (all.length === 0 && run.code !== 0))) return reasonOf(run, cwd);
    if (!settings)
      return findings.filter(({ message }) => !isAboutNodeTypes(message)).map((each) => without(each, config));
    const settled = findings.some((finding) => isAboutSettings(finding, config))
      ? await settingsFindings({ findings, config, settings, compiler, request })
      : findings;
    return [
      ...foldedModuleSyntax(settled, settings, cwd),
      ...packageFindings(all.filter(isOfPackage), settings, cwd),
      ...laxFindings(settings, compiler, request),
    ];
  } finally {
    folder.remove();
  }
}

/** An error about netpact's own settings has no place that the user could look at. */
function without({ at, ...finding }: ResolvedFinding, config: string): ResolvedFinding {
  return at === undefined || at.file === config ? finding : { ...finding, at };
}

/** "Cannot find name 'process', install @types/node": the app does run on Node, so that without settings it is no mistake. */
function isAboutNodeTypes(message: string): boolean {
  return /^TS(?:2580|2584|2591):/.test(message);
}

function laxFindings(
  settings: ProjectSettings,
  compiler: Compiler,
  { entry, cwd }: CheckRequest,
): readonly ResolvedFinding[] {
  const lax = isJavaScript(entry) ? undefined : laxness(settings, compiler);
  if (!lax) return [];
  const message = `${displayPath(settings.tsconfig, cwd)} ${lax.sentence}`;
  return [{ code: 'types-not-strict', severity: 'warning', message, at: lax.at, help: [lax.help] }];
}

function reasonOf({ stderr, code }: CompilerRun, cwd: string): string {
  const lines = stderr.split(/\r?\n/).map((line) => line.trim());
  const told = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.find((line) => line !== '');
  if (told !== undefined) return told.replaceAll(`${cwd}${path.sep}`, '');
  return code === 0 ? 'it ended without having read the app' : `it ended with code ${code ?? 'unknown'}`;
}

function notUsed(why: string, compiler: Compiler): ResolvedFinding {
  return {
    code: 'typescript-not-used',
    severity: 'warning',
    message: `${why}; types were checked by ${compilerName(compiler)}`,
    help: ['install TypeScript 5.0 or later in the project, so that its tsc, the editor and netpact say the same'],
  };
}

function unavailable(why: string): ResolvedFinding {
  return {
    code: 'typecheck-unavailable',
    severity: 'warning',
    message: `types were not checked: ${why}`,
    help: ['install again without --omit=optional, or pass --no-typecheck'],
  };
}
