import type { SourceSpan } from '../../diagnostics/finding';
import type { ReadSource } from '../../diagnostics/source-text';
import type { AppSource } from '../../wording/flow-line';
import { showFindings } from '../console/show-findings';
import { type ExitCode, exitCode, exitCodeOf } from '../exit-code';
import { appProject, seenFrom } from '../project/app-project';
import { appSource } from './app-source';
import { loadApp } from './load-app';
import type { LoadedApp, RenderedFiles } from './worker-messages';

/** Which app to compile for a command that reads manifests. */
export interface AppToRead {
  /** As `--app` has it; true for the app of the project. */
  readonly app: string | true;
  readonly now: Date;
  readonly readSource: ReadSource;
  /** Codes of findings that the command speaks of itself. @default none */
  readonly unsaid?: ReadonlySet<string>;
}

/** What an app compiles to, as texts that were never written, and what is known of its source. */
export interface AppManifests {
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  /** Where a policy (`shop/allow-web-to-api`) or a namespace (`shop`) is declared. */
  readonly sites: ReadonlyMap<string, SourceSpan>;
  readonly source: AppSource;
  readonly workloads: LoadedApp['workloads'];
  readonly cluster: LoadedApp['cluster'];
}

/** Compiles an app and says what there is to say of it; an exit code where it is refused. */
export async function readAppManifests(request: AppToRead): Promise<AppManifests | ExitCode> {
  const { app, now, readSource, unsaid = new Set() } = request;
  const cwd = process.cwd();
  const { entry, folder } = appProject(app === true ? undefined : app, cwd);
  const rendered: RenderedFiles[] = [];
  const built = await loadApp({
    rendered: (files) => rendered.push(files),
    entry,
    cwd,
    folder,
    now: now.toISOString(),
    expired: 'warn',
    layout: 'per-namespace',
    timeoutSeconds: 60,
    sites: true,
  });
  showFindings(
    built.findings.filter(({ code }) => !unsaid.has(code)),
    cwd,
  );
  const [output] = rendered;
  if (!built.app || !output) return exitCodeOf(built.findings) || exitCode.refused;
  const out = seenFrom(cwd, output.outdir).replaceAll('\\', '/');
  return {
    texts: [...output.files].map(([file, text]) => ({ file: `${out}/${file}`, text })),
    sites: built.app.sites,
    source: appSource(built.app, { cwd, readSource }),
    workloads: built.app.workloads,
    cluster: built.app.cluster,
  };
}
