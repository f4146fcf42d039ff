import path from 'node:path';
import type { SourceSpan } from '../../diagnostics/finding';
import { linesOf, type ReadSource } from '../../diagnostics/source-text';
import { showFindings, sourceReader } from '../console/show-findings';
import { type ExitCode, exitCode, exitCodeOf } from '../exit-code';
import type { InputOptions } from '../input/analysis-options';
import { readPaths } from '../input/load-input';
import { loadApp } from '../load/load-app';
import type { RenderedFiles } from '../load/worker-messages';
import { readCdk8sYaml } from '../project/cdk8s-yaml';
import { findApp } from '../project/find-app';
import { appSource } from './app-source';
import { type AuditInput, inputOf } from './audit-input';

/** What to compile, and which manifests to read beside it. */
export interface AppRequest {
  /** As `--app` has it; true for the app of the project. */
  readonly app: string | true;
  readonly paths: readonly string[];
  readonly options: InputOptions;
  readonly now: Date;
}

/** Rules speak of exceptions that end; what the compiler says of them would be said twice. */
const ruled: ReadonlySet<string> = new Set(['exception-expired', 'exception-expiring']);

/** Compiles an app and reads its manifests, whose places are the lines that declare them; an exit code where it is refused. */
export async function readApp({ app, paths, options, now }: AppRequest): Promise<AuditInput | ExitCode> {
  const cwd = process.cwd();
  const entry = findApp(app === true ? undefined : app, cwd, readCdk8sYaml(cwd));
  const rendered: RenderedFiles[] = [];
  const built = await loadApp({
    rendered: (files) => rendered.push(files),
    entry,
    cwd,
    now: now.toISOString(),
    expired: 'warn',
    layout: 'per-namespace',
    timeoutSeconds: 60,
    sites: true,
  });
  showFindings(
    built.findings.filter(({ code }) => !ruled.has(code)),
    cwd,
  );
  const [output] = rendered;
  if (!built.app || !output) return exitCodeOf(built.findings) || exitCode.refused;
  const folder = path.relative(cwd, path.resolve(output.outdir)).replaceAll('\\', '/') || '.';
  const own = [...output.files].map(([file, text]) => ({ file: `${folder}/${file}`, text }));
  // Read together, so that what is there twice is seen.
  const loaded = await readPaths(paths, options, { texts: own });
  const readSource = sourceReader();
  const sites = new Map([...built.app.sites].map(([name, span]) => [name, wholeWord(span, readSource)]));
  const source = appSource(built.app, { cwd, readSource });
  return { ...inputOf(loaded, sites, options.verbose), source };
}

/** A stack knows where a call starts; what is called is a word. */
function wholeWord(span: SourceSpan, readSource: ReadSource): SourceSpan {
  const line = linesOf(readSource(span.file) ?? '')[span.line - 1] ?? '';
  const word = /^[\p{L}\p{N}_$]+/u.exec(line.slice(span.column - 1))?.[0] ?? ' ';
  return { ...span, endLine: span.line, endColumn: span.column + word.length };
}
