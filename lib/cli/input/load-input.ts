import { resolveFinding } from '../../diagnostics/resolved-finding';
import { type LoadOptions, type LoadResult, loadPaths } from '../../k8s/load';
import { repositoryOf } from '../../k8s/load/roots/local-path';
import { isDns1123Label } from '../../k8s/validate/names';
import { markdownText } from '../../report/escape';
import { showFindings, sourceReader } from '../console/show-findings';
import { invalidOption } from '../refusal';
import { commandForEach, commandLine } from '../render/command-line';
import type { RenderOptions } from '../render/render-options';
import { checkUse, renderings, ToolRenderer } from '../render/root-renderer';

/**
 * Reads what PATH… names, and prints what there is to say about it. Undefined where something is wrong: nothing is to be
 * computed then.
 */
export async function loadInput(
  paths: readonly string[],
  options: RenderOptions,
  onObject?: LoadOptions['onObject'],
): Promise<LoadResult | undefined> {
  const loaded = await readPaths(paths, options, onObject);
  const files = sourceReader();
  const findings = [...loaded.findings, ...loaded.notes].map(resolveFinding);
  showFindings(findings, process.cwd(), (file) => loaded.texts.get(file) ?? files(file));
  return loaded.findings.some(({ severity }) => severity === 'error') ? undefined : loaded;
}

/** Reads what PATH… names, roots rendered by the programs of this machine. */
export async function readPaths(
  paths: readonly string[],
  options: RenderOptions,
  onObject?: LoadOptions['onObject'],
): Promise<LoadResult> {
  const cwd = process.cwd();
  const renderer = new ToolRenderer(options, { cwd, top: repositoryOf(cwd, cwd) }, (given, instead, isEach) =>
    isEach ? commandForEach() : commandLine(given, instead, options.asked),
  );
  const loaded = await loadPaths(paths, {
    ...defaultNamespace(options.namespace),
    renderer,
    ...(options.asked && { asked: options.asked }),
    ...(onObject && { onObject }),
  });
  checkUse(options, [renderer], [loaded]);
  return loaded;
}

/** The pieces of a text or a page of Markdown, under a line for each root that says how it was rendered. */
export function* underRenderings(
  inputs: readonly LoadResult[],
  format: string,
  pieces: Iterable<string>,
): Generator<string> {
  const lines = renderings(inputs.flatMap(({ notes }) => notes));
  if (lines.length > 0 && format === 'text') yield `${lines.join('\n')}\n\n`;
  if (lines.length > 0 && format === 'md') yield `${lines.map(markdownText).join('\n\n')}\n\n`;
  yield* pieces;
}

/** What `-n` says to the loader; throws a NetpactError where it is no name of a namespace. */
export function defaultNamespace(namespace: string | undefined): LoadOptions {
  if (namespace === undefined) return {};
  if (isDns1123Label(namespace)) return { defaultNamespace: namespace };
  throw invalidOption(
    `--namespace ${namespace} is no name of a namespace`,
    'write at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  );
}
