import path from 'node:path';
import type { SourceSpan } from '../../diagnostics/finding';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';

/** What a compiler printed with `--pretty false --listFiles`. */
export interface CompilerOutput {
  readonly findings: readonly ResolvedFinding[];
  /** Absolute paths of the files that it read. */
  readonly files: ReadonlySet<string>;
}

/**
 * Errors as findings: `apps/main.ts(14,24): error TS2345: …`, where indented lines explain the one before. Errors about settings may
 * have no place. Paths in sentences are those that a reader in `cwd` would write.
 */
export function readOutput(output: string, cwd: string): CompilerOutput {
  const findings: ResolvedFinding[] = [];
  const files = new Set<string>();
  const shown = (text: string): string => text.replaceAll(`${cwd.replaceAll('\\', '/')}/`, '');
  for (const line of output.split(/\r?\n/)) {
    const [, file, row, column, code, text] =
      /^(?:(.+?)\((\d+),(\d+)\): )?(?:error|warning) (TS\d+): (.*)$/.exec(line) ?? [];
    if (code !== undefined && text !== undefined) {
      const at = file === undefined ? undefined : placeIn(file, Number(row), Number(column), cwd);
      findings.push({ code: 'type-error', severity: 'error', message: `${code}: ${shown(text)}`, ...(at && { at }) });
    } else if (/^\s+\S/.test(line)) {
      const last = findings.pop();
      if (last) findings.push({ ...last, notes: [...(last.notes ?? []), shown(line.trim())] });
    } else if (line !== '') {
      files.add(path.resolve(cwd, line));
    }
  }
  return { findings, files };
}

function placeIn(file: string, line: number, column: number, cwd: string): SourceSpan {
  return { file: path.resolve(cwd, file), line, column };
}
