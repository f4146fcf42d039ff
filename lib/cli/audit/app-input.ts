import type { SourceSpan } from '../../diagnostics/finding';
import { linesOf, type ReadSource } from '../../diagnostics/source-text';
import { sourceReader } from '../console/show-findings';
import type { ExitCode } from '../exit-code';
import type { InputOptions } from '../input/analysis-options';
import { readPaths } from '../input/load-input';
import { readAppManifests } from '../load/app-manifests';
import { type AuditInput, inputOf } from './audit-input';

/** What to compile, and which manifests to read beside it. */
export interface AppRequest {
  /** As `--app` has it; true for the app of the project. */
  readonly app: string | true;
  readonly env: string | undefined;
  readonly paths: readonly string[];
  readonly options: InputOptions;
  readonly now: Date;
}

/** Rules speak of exceptions that end; what the compiler says of them would be said twice. */
const ruled: ReadonlySet<string> = new Set(['exception-expired', 'exception-expiring']);

/** Compiles an app and reads its manifests, whose places are the lines that declare them; an exit code where it is refused. */
export async function readApp({ app, env, paths, options, now }: AppRequest): Promise<AuditInput | ExitCode> {
  const readSource = sourceReader();
  const compiled = await readAppManifests({ app, env, now, readSource, unsaid: ruled });
  if (typeof compiled === 'number') return compiled;
  // Read together, so that what is there twice is seen.
  const loaded = await readPaths(paths, options, { texts: compiled.texts });
  const sites = new Map([...compiled.sites].map(([name, span]) => [name, wholeWord(span, readSource)]));
  const files = new Set(compiled.texts.map(({ file }) => file));
  return { ...inputOf(loaded, sites, options.verbose), compiled: files, source: compiled.source };
}

/** A stack knows where a call starts; what is called is a word. */
function wholeWord(span: SourceSpan, readSource: ReadSource): SourceSpan {
  const line = linesOf(readSource(span.file) ?? '')[span.line - 1] ?? '';
  const word = /^[\p{L}\p{N}_$]+/u.exec(line.slice(span.column - 1))?.[0] ?? ' ';
  return { ...span, endLine: span.line, endColumn: span.column + word.length };
}
