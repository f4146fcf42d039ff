import { printable } from '../../diagnostics/printable';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import { type LoadPathsOptions, type LoadResult, loadPaths } from '../../k8s/load';
import { repositoryOf } from '../../k8s/load/roots/local-path';
import { isDns1123Label } from '../../k8s/validate/names';
import { markdownText } from '../../report/escape';
import { showManifestFindings, sourceReader } from '../console/show-findings';
import { invalidOption } from '../refusal';
import { commandForEach, commandLine } from '../render/command-line';
import { checkUse, renderings, ToolRenderer } from '../render/root-renderer';
import type { ReadingOptions } from './analysis-options';
import { nothingToJudge } from './nothing-to-judge';

/**
 * Reads what PATH… names, and prints what there is to say about it. Undefined where something is wrong, or there is nothing to
 * judge: nothing is to be computed then.
 */
export async function loadInput(
  paths: readonly string[],
  options: ReadingOptions,
  more: Pick<LoadPathsOptions, 'texts' | 'onObject'> = {},
): Promise<LoadResult | undefined> {
  const loaded = await readPaths(paths, options, more);
  const files = sourceReader();
  // Objects that are handed over are not judged.
  const findings = [...(more.onObject ? [] : nothingToJudge([loaded])), ...loaded.findings];
  const readSource = (file: string) => loaded.texts.get(file) ?? files(file);
  showManifestFindings([...findings, ...loaded.notes].map(resolveFinding), readSource, options.verbose);
  return findings.some(({ severity }) => severity === 'error') ? undefined : loaded;
}

/** Reads what PATH… names, roots rendered by the programs of this machine; `more` is what else the loader is told. */
export async function readPaths(
  paths: readonly string[],
  options: ReadingOptions,
  more: Pick<LoadPathsOptions, 'texts' | 'onObject'> = {},
): Promise<LoadResult> {
  const cwd = process.cwd();
  const renderer = new ToolRenderer(options, { cwd, top: repositoryOf(cwd, cwd) }, (given, instead, isEach) =>
    isEach ? commandForEach() : commandLine(given, instead, options.asked),
  );
  const loaded = await loadPaths(paths, {
    ...loaderOptions(options),
    ...more,
    renderer,
    ...(options.asked && { asked: options.asked }),
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
  const lines = renderings(inputs.flatMap(({ notes }) => notes)).map(printable);
  if (lines.length > 0 && format === 'text') yield `${lines.join('\n')}\n\n`;
  if (lines.length > 0 && format === 'md') yield `${lines.map(markdownText).join('\n\n')}\n\n`;
  yield* pieces;
}

/** What the options say to the loader; throws a NetpactError where one says nothing that can be meant. */
export function loaderOptions({ namespace, exclude = [] }: ReadingOptions): LoadPathsOptions {
  if (namespace !== undefined && !isDns1123Label(namespace))
    throw invalidOption(
      `--namespace ${namespace} is no name of a namespace`,
      'write at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
    );
  for (const pattern of exclude)
    if (pattern === '' || pattern.startsWith('!'))
      throw invalidOption(
        `--exclude ${pattern === '' ? 'is empty' : `${pattern} would take something back`}`,
        "write what is to be left out, as in a .gitignore: --exclude testdata --exclude 'deploy/**/*.json'",
      );
  return { exclude, ...(namespace !== undefined && { defaultNamespace: namespace }) };
}
