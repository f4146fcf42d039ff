import { type Assumption, assumedLine, assumptionJson } from '../../diagnostics/assumption';
import { NetpactError } from '../../diagnostics/netpact-error';
import { printable } from '../../diagnostics/printable';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import { partsOf } from '../../k8s/load';
import { markdownText } from '../../report/escape';
import { sayAssumptions } from '../console/say';
import { showFindings, showManifestFindings, sourceReader } from '../console/show-findings';
import { captureOutput, writeAll } from '../console/write-all';
import { type ExitCode, exitCode } from '../exit-code';
import type { ReadingOptions } from '../input/analysis-options';
import { loaderOptions } from '../input/load-input';
import { invalidOption } from '../refusal';

/** What is computed on its own: a root, or the files of no root. */
export interface Part {
  readonly root: string;
  readonly paths: readonly string[];
}

/** The options of a command that takes `--each`. */
type EachOptions = ReadingOptions & { readonly format: string; readonly strict?: boolean };

/** `--each` for what PATH… names: see `eachPart`. */
export async function eachRoot(
  paths: readonly string[],
  options: EachOptions,
  run: (paths: readonly string[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { exclude = [] } = loaderOptions(options);
  const { findings, ...found } = partsOf(paths, { cwd: process.cwd(), exclude });
  showManifestFindings(findings.map(resolveFinding), sourceReader(), options.verbose);
  if (findings.some(({ severity }) => severity === 'error')) return exitCode.refused;
  return eachPart(found, options, (part) => run(part.paths));
}

/**
 * Runs a command for every part, under a heading, or in JSON as a list: `{"roots": [{"root", "exitCode", …}]}`. The worst exit
 * code is that of all; where there is no part, nothing was computed. What is assumed of files in no part stands before all parts.
 */
export async function eachPart(
  { parts, assumptions }: { readonly parts: readonly Part[]; readonly assumptions: readonly Assumption[] },
  { format, strict, verbose }: EachOptions,
  run: (part: Part) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (format !== 'text' && format !== 'md' && format !== 'yaml' && format !== 'json')
    throw invalidOption(`--each does not print ${format}`, 'use --format text, md or json, or name one root');
  const isOpen = strict === true && assumptions.length > 0;
  let worst: ExitCode = parts.length === 0 ? exitCode.refused : isOpen ? exitCode.findings : exitCode.done;
  const results: string[] = [];
  if (format !== 'json') await writeAll(process.stdout, assumptionLines(assumptions, format));
  for (const [index, part] of parts.entries()) {
    const { result, text } = await captureOutput(() => runPart(part, run));
    if (result > worst) worst = result;
    if (format === 'json') results.push(entryOf(part, result, text));
    else await writeAll(process.stdout, [index === 0 ? '' : '\n', heading(part.root, format), withoutResult(text)]);
  }
  if (format === 'json') {
    const assumed = assumptions.map((each) => `\n    ${JSON.stringify(assumptionJson(each))}`).join(',');
    const rest = assumed && `,\n  "assumptions": [${assumed}\n  ]`;
    await writeAll(process.stdout, [`{\n  "roots": [${results.join(',')}\n  ]${rest}\n}\n`]);
  }
  sayAssumptions(assumptions, verbose);
  return worst;
}

function* assumptionLines(assumptions: readonly Assumption[], format: 'text' | 'md' | 'yaml'): Generator<string> {
  for (const line of assumptions.map(assumedLine))
    yield { text: `${line}\n`, md: `${markdownText(line)}\n\n`, yaml: `# ${line}\n` }[format];
  if (assumptions.length > 0 && format === 'text') yield '\n';
}

/** A part that cannot be computed does not keep the others from it. */
async function runPart(part: Part, run: (part: Part) => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await run(part);
  } catch (error) {
    if (!NetpactError.is(error)) throw error;
    showFindings(error.findings.map(resolveFinding), process.cwd());
    return exitCode.refused;
  }
}

function heading(root: string, format: 'text' | 'md' | 'yaml'): string {
  if (format === 'yaml') return `# === ${printable(root)}\n`;
  return format === 'md' ? `# ${markdownText(root)}\n\n` : `=== ${printable(root)}\n`;
}

const withoutResult = (text: string): string => (text === '' ? 'nothing is computed\n' : text);

/** A result that is a list, as of connectivity, stands under `rows`. The text stays as it is, with all digits of its numbers. */
function entryOf({ root }: Part, code: ExitCode, text: string): string {
  const head = `{\n  "root": ${JSON.stringify(root)},\n  "exitCode": ${code}`;
  const result = text.trim();
  const entry =
    result === ''
      ? `${head}\n}`
      : result.startsWith('{')
        ? `${head},${result.slice(1)}`
        : `${head},\n  "rows": ${result.replaceAll('\n', '\n  ')}\n}`;
  return `\n    ${entry.replaceAll('\n', '\n    ')}`;
}
