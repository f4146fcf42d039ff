import { existsSync } from 'node:fs';
import path from 'node:path';
import { analyze } from '../../analyze/analysis';
import { assumedDefault } from '../../analyze/assumptions';
import { type AskedPort, parseAskedPort } from '../../analyze/explain/asked-port';
import { declaredPods } from '../../analyze/explain/declared-pods';
import { endsOf } from '../../analyze/explain/end-source';
import { explain } from '../../analyze/explain/explain';
import type { Explanation } from '../../analyze/explain/explanation';
import { resolveEnds } from '../../analyze/explain/resolve-end';
import type { AnalyzeOptions } from '../../analyze/model/options';
import type { Assumption } from '../../diagnostics/assumption';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import type { YamlValue } from '../../k8s/emit/block-yaml';
import { sayAssumptions } from '../console/say';
import { showFindings, sourceReader } from '../console/show-findings';
import { writeAll } from '../console/write-all';
import { eachRoot } from '../each/each-root';
import { type ExitCode, exitCode } from '../exit-code';
import { type InputOptions, readAnalysisOptions } from '../input/analysis-options';
import { loadInput, underRenderings } from '../input/load-input';
import type { AppManifests } from '../load/app-manifests';
import { environmentOfApp } from '../load/environment-option';
import { invalidOption } from '../refusal';
import { momentOf } from '../synth/synth-options';

/** The options of `netpact explain` as commander hands them over. */
export interface ExplainOptions extends InputOptions {
  readonly format: 'text' | 'json';
  readonly app?: string | true;
  readonly env?: string;
}

/** `netpact explain SRC DST [PORT] PATH…`: why one end may or may not reach the other. */
export async function explainCommand(
  src: string,
  dst: string,
  words: readonly string[],
  options: ExplainOptions,
): Promise<ExitCode> {
  const { port, paths } = readExplainArguments(words, options.app !== undefined);
  if (options.each && options.app !== undefined)
    throw invalidOption('--each does not go with --app', 'leave one of them out, or name one root');
  if (options.each)
    return eachRoot(paths, options, (own) =>
      explainPaths([src, dst], port, own, { ...options, each: false, asked: paths }),
    );
  return explainPaths([src, dst], port, paths, options);
}

async function explainPaths(
  [src, dst]: readonly [string, string],
  port: AskedPort | undefined,
  paths: readonly string[],
  options: ExplainOptions,
): Promise<ExitCode> {
  const settings = await readAnalysisOptions(options);
  const env = environmentOfApp(options.app, options.env);
  const compiled = options.app === undefined ? undefined : await compile(options.app, env);
  if (typeof compiled === 'number') return compiled;
  const loaded = await loadInput(paths, options, compiled && { texts: compiled.texts });
  if (!loaded) return exitCode.refused;
  const analysis = analyze(loaded.resources, withProfile(settings.analyze, compiled));
  const { namespace } = options;
  const source = endsOf(analysis, {
    declared: declaredPods(compiled?.workloads ?? []),
    ...(namespace !== undefined && { defaultNamespace: namespace }),
  });
  const resolved = resolveEnds(source, src, dst);
  if ('problems' in resolved) {
    showFindings(resolved.problems.map(resolveFinding), process.cwd());
    return exitCode.refused;
  }
  const [from, to] = resolved.ends;
  const explanation = explain(analysis, from, to, port, compiled?.source);
  const assumptions = [...loaded.assumptions, ...explanation.dependsOn.map(assumedDefault)];
  const text = await format(explanation, assumptions, options.format);
  await writeAll(process.stdout, underRenderings([loaded], options.format, [text]));
  sayAssumptions(assumptions, options.verbose, options.format);
  const isOpen = assumptions.length > 0 || explanation.verdict === 'undetermined';
  return options.strict && isOpen ? exitCode.findings : exitCode.done;
}

/** What the app knows of its cluster, except for what the options say otherwise. */
function withProfile(options: AnalyzeOptions, app: AppManifests | undefined): AnalyzeOptions {
  if (!app) return options;
  const { families, ...cluster } = app.cluster;
  return { families, ...options, cluster: { ...cluster, ...options.cluster } };
}

async function compile(app: string | true, env: string | undefined): Promise<AppManifests | ExitCode> {
  const { readAppManifests } = await import('../load/app-manifests.js');
  return readAppManifests({ app, env, now: momentOf(undefined), readSource: sourceReader() });
}

async function format(
  explanation: Explanation,
  assumptions: readonly Assumption[],
  how: ExplainOptions['format'],
): Promise<string> {
  if (how === 'json')
    return (await import('../../report/explain/explain-json.js')).explainJson(explanation, assumptions);
  const { explainText } = await import('../../report/explain/explain-text.js');
  const { blockYaml } = await import('../../k8s/emit/block-yaml.js');
  const { paletteFor } = await import('../console/colours.js');
  const yaml = (document: object) => {
    const plain: Readonly<Record<string, YamlValue>> = JSON.parse(JSON.stringify(document));
    return blockYaml(plain);
  };
  return explainText(explanation, { assumptions, yaml, palette: paletteFor(process.stdout) });
}

/**
 * Reads what follows SRC and DST: the first word is a port if it is written like one (`8080`, `53/UDP`, `http`) and no
 * file or folder has that name; `./8080` is always a path. Throws where no path is left.
 */
function readExplainArguments(
  words: readonly string[],
  hasApp: boolean,
): {
  readonly port?: AskedPort;
  readonly paths: readonly string[];
} {
  const [first, ...rest] = words;
  const port = first === undefined || first === '-' || exists(first) ? undefined : parseAskedPort(first);
  if (first !== undefined && port === undefined && !exists(first) && looksLikePort(first))
    throw invalidOption(`${first} is no port`, 'write 8080 (TCP), 53/UDP, or the name of a port; ports are 1 to 65535');
  if (port === undefined) {
    if (words.length === 0 && !hasApp) throw noPath("missing required argument 'path'");
    return { paths: words };
  }
  if (rest.length === 0 && !hasApp)
    throw noPath(`there is no PATH: "${first}" was taken for a port, because no file or folder has that name`);
  return { port, paths: rest };
}

const exists = (word: string): boolean => existsSync(path.resolve(word));
const looksLikePort = (word: string): boolean => /^\d+(?:\/[A-Za-z]+)?$/.test(word);

const noPath = (message: string) =>
  invalidOption(
    message,
    'name a file, a folder, or - for the standard input: netpact explain shop/web shop/api 8080 dist/k8s',
  );
