import { analyze } from '../../analyze/analysis';
import { explain } from '../../analyze/explain/explain';
import type { Explanation } from '../../analyze/explain/explanation';
import { type ResolvedEnd, resolveEnd } from '../../analyze/explain/resolve-end';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import type { YamlValue } from '../../k8s/emit/block-yaml';
import { showFindings } from '../console/show-findings';
import { writeAll } from '../console/write-all';
import { type ExitCode, exitCode } from '../exit-code';
import { type InputOptions, readAnalysisOptions } from '../input/analysis-options';
import { loadInput } from '../input/load-input';
import { readExplainArguments } from './explain-arguments';

/** The options of `netpact explain` as commander hands them over. */
export interface ExplainOptions extends InputOptions {
  readonly format: 'text' | 'json';
}

/** `netpact explain SRC DST [PORT] PATH…`: why one end may or may not reach the other. */
export async function explainCommand(
  src: string,
  dst: string,
  words: readonly string[],
  options: ExplainOptions,
): Promise<ExitCode> {
  const { port, paths } = readExplainArguments(words);
  const settings = await readAnalysisOptions(options);
  const loaded = await loadInput(paths, options.namespace);
  if (!loaded) return exitCode.refused;
  const analysis = analyze(loaded.resources, settings.analyze);
  const ends = [src, dst].map((text) => resolveEnd(analysis, text, options.namespace));
  const [from, to] = ends.flatMap((each) => ('end' in each ? [each.end] : []));
  if (!from || !to) {
    refuse(ends);
    return exitCode.refused;
  }
  const explanation = explain(analysis, from, to, port);
  await writeAll(process.stdout, [await format(explanation, options.format)]);
  return options.strict && explanation.dependsOn.length > 0 ? exitCode.findings : exitCode.done;
}

function refuse(ends: readonly ResolvedEnd[]): void {
  const problems = ends.flatMap((each) => ('problem' in each ? [resolveFinding(each.problem)] : []));
  const distinct = [...new Map(problems.map((problem) => [problem.message, problem])).values()];
  showFindings(distinct, process.cwd());
}

async function format(explanation: Explanation, how: ExplainOptions['format']): Promise<string> {
  if (how === 'json') return (await import('../../report/explain/explain-json.js')).explainJson(explanation);
  const { explainText } = await import('../../report/explain/explain-text.js');
  const { blockYaml } = await import('../../k8s/emit/block-yaml.js');
  const { paletteFor } = await import('../console/colours.js');
  const yaml = (document: object) => {
    const plain: Readonly<Record<string, YamlValue>> = JSON.parse(JSON.stringify(document));
    return blockYaml(plain);
  };
  return explainText(explanation, { yaml, palette: paletteFor(process.stdout, process.env) });
}
