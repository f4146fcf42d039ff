import path from 'node:path';
import type { SourceSpan } from '../../diagnostics/finding';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import type { ReadSource } from '../../diagnostics/source-text';
import type { Intent } from '../../intent/intent';
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
  /** The environment that it is asked for; without one, what it is where it declares none. */
  readonly env?: string | undefined;
  readonly now: Date;
  readonly readSource: ReadSource;
  /** Codes of findings that the command speaks of itself. @default none */
  readonly unsaid?: ReadonlySet<string>;
  /** What an exception is that has ended. @default a warning */
  readonly expired?: 'error' | 'warn';
  /** Whether what it declares is asked for as well. @default false */
  readonly intent?: boolean;
}

/** What an app compiles to, as texts that were never written, and what is known of its source. */
export interface AppManifests {
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  /** Where a policy (`shop/allow-web-to-api`) or a namespace (`shop`) is declared. */
  readonly sites: ReadonlyMap<string, SourceSpan>;
  /** Its namespaces, owned and foreign, each for every place that makes one of its name. */
  readonly namespaces: readonly DeclaredNamespace[];
  /** The names of the environments that it declares. */
  readonly environments: readonly string[];
  readonly source: AppSource;
  readonly workloads: LoadedApp['workloads'];
  readonly cluster: LoadedApp['cluster'];
  readonly name: string;
  /** Absolute path of the entry file. */
  readonly entry: string;
  /** Absolute; what the app names relatively counts from here. */
  readonly folder: string;
  /** Missing unless asked for. */
  readonly intent?: Intent;
}

export interface DeclaredNamespace {
  readonly name: string;
  readonly site: SourceSpan;
}

/** Compiles an app and says what there is to say of it; an exit code where it is refused. */
export async function readAppManifests(request: AppToRead): Promise<AppManifests | ExitCode> {
  const { unsaid = new Set() } = request;
  const { findings, manifests } = await compileManifests(request);
  showFindings(
    findings.filter(({ code }) => !unsaid.has(code)),
    process.cwd(),
  );
  return manifests ?? (exitCodeOf(findings) || exitCode.refused);
}

/** Compiles an app; there are no manifests where it is refused. Says nothing. */
export async function compileManifests({
  app,
  env,
  now,
  readSource,
  intent = false,
  expired = 'warn',
}: AppToRead): Promise<{ readonly findings: readonly ResolvedFinding[]; readonly manifests?: AppManifests }> {
  const cwd = process.cwd();
  const { entry, folder, config } = appProject(app === true ? undefined : app, cwd);
  const rendered: RenderedFiles[] = [];
  const built = await loadApp({
    rendered: (files) => rendered.push(files),
    entry,
    cwd,
    folder,
    ...(env !== undefined && { env }),
    ...(config.manifests && { manifests: config.manifests }),
    now: now.toISOString(),
    expired,
    layout: 'per-namespace',
    timeoutSeconds: 60,
    sites: true,
    intent,
  });
  const [output] = rendered;
  if (!built.app || !output) return { findings: built.findings };
  const { sites, workloads, cluster } = built.app;
  const out = path.join(seenFrom(cwd, output.outdir), env ?? '').replaceAll('\\', '/');
  return {
    findings: built.findings,
    manifests: {
      texts: [...output.files].map(([file, text]) => ({ file: `${out}/${file}`, text })),
      environments: built.environments ?? [],
      sites,
      namespaces: declaredNamespaces(built.app),
      source: appSource(built.app, { cwd, readSource }),
      workloads,
      cluster,
      name: built.app.name,
      entry,
      folder,
      ...(built.app.intent && { intent: built.app.intent }),
    },
  };
}

function declaredNamespaces({ sites, values }: LoadedApp): readonly DeclaredNamespace[] {
  const isNamespace = (name: string) => !/[/ ]/.test(name);
  const owned = [...sites].map(([name, site]) => ({ name, site }));
  const named = values.flatMap(({ name, site }) => (site ? [{ name, site }] : []));
  return [...owned, ...named].filter(({ name }) => isNamespace(name));
}
