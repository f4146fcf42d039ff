import path from 'node:path';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';

/** "Cannot find name 'process', install @types/node": the app does run on Node, so that is no mistake of the app. */
const aboutNodeTypes: ReadonlySet<string> = new Set(['TS2580', 'TS2584', 'TS2591']);

/**
 * The compiler's output (`--pretty false`) as findings: `apps/main.ts(14,24): error TS2345: …`, where indented lines explain the one
 * before. Errors without a place (a broken tsconfig) have none either.
 */
export function compilerFindings(output: string, cwd: string): ResolvedFinding[] {
  const findings: ResolvedFinding[] = [];
  for (const line of output.split(/\r?\n/)) {
    const located = /^(.+?)\((\d+),(\d+)\): (?:error|warning) (TS\d+): (.*)$/.exec(line);
    const bare = located ? undefined : /^(?:error|warning) (TS\d+): (.*)$/.exec(line);
    if (located) {
      const [, file = '', row, column, code, text] = located;
      if (code && aboutNodeTypes.has(code)) continue;
      const at = { file: path.resolve(cwd, file), line: Number(row), column: Number(column) };
      findings.push({ code: 'type-error', severity: 'error', message: `${code}: ${text}`, at });
    } else if (bare) {
      findings.push({ code: 'type-error', severity: 'error', message: `${bare[1]}: ${bare[2]}` });
    } else if (/^\s+\S/.test(line)) {
      const last = findings.pop();
      if (last) findings.push({ ...last, notes: [...(last.notes ?? []), line.trim()] });
    }
  }
  return findings;
}
