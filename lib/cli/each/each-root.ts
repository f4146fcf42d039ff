import { NetpactError } from '../../diagnostics/netpact-error';
import { printable } from '../../diagnostics/printable';
import { resolveFinding } from '../../diagnostics/resolved-finding';
import { partsOf } from '../../k8s/load';
import { markdownText } from '../../report/escape';
import { showFindings, showManifestFindings, sourceReader } from '../console/show-findings';
import { captureOutput, writeAll } from '../console/write-all';
import { type ExitCode, exitCode } from '../exit-code';
import type { ReadingOptions } from '../input/analysis-options';
import { invalidOption } from '../refusal';

/** What is computed on its own: a root, or the files of no root. */
export interface Part {
  readonly root: string;
  readonly paths: readonly string[];
}

/** `--each` for what PATH… names: see `eachPart`. */
export async function eachRoot(
  paths: readonly string[],
  { format, exclude = [], verbose }: ReadingOptions & { readonly format: string },
  run: (paths: readonly string[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { parts, findings } = partsOf(paths, { cwd: process.cwd(), exclude });
  showManifestFindings(findings.map(resolveFinding), sourceReader(), verbose);
  if (findings.some(({ severity }) => severity === 'error')) return exitCode.refused;
  return eachPart(parts, format, (part) => run(part.paths));
}

/**
 * Runs a command for every part, under a heading, or in JSON as a list: `{"roots": [{"root", "exitCode", …}]}`. The worst exit
 * code is that of all; where there is no part, nothing was computed.
 */
export async function eachPart(
  parts: readonly Part[],
  format: string,
  run: (part: Part) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (format !== 'text' && format !== 'md' && format !== 'yaml' && format !== 'json')
    throw invalidOption(`--each does not print ${format}`, 'use --format text, md or json, or name one root');
  let worst: ExitCode = parts.length === 0 ? exitCode.refused : exitCode.done;
  const results: string[] = [];
  for (const [index, part] of parts.entries()) {
    const { result, text } = await captureOutput(() => runPart(part, run));
    if (result > worst) worst = result;
    if (format === 'json') results.push(entryOf(part, result, text));
    else await writeAll(process.stdout, [index === 0 ? '' : '\n', heading(part.root, format), withoutResult(text)]);
  }
  if (format === 'json') await writeAll(process.stdout, [`{\n  "roots": [${results.join(',')}\n  ]\n}\n`]);
  return worst;
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
