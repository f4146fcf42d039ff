import fs from 'node:fs';
import { formatFindings } from '../../diagnostics/report-findings';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import type { ReadSource } from '../../diagnostics/source-text';
import { paletteFor } from './colours';

/** A reader that keeps what it read: one file may have many findings. */
export function sourceReader(): ReadSource {
  const known = new Map<string, string | undefined>();
  return (file) => {
    if (!known.has(file)) known.set(file, readOrUndefined(file));
    return known.get(file);
  };
}

function readOrUndefined(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Prints findings as frames on stderr. */
export function showFindings(
  findings: readonly ResolvedFinding[],
  cwd: string,
  readSource: ReadSource = sourceReader(),
): void {
  if (findings.length === 0) return;
  const palette = paletteFor(process.stderr);
  process.stderr.write(`${formatFindings(findings, { readSource, cwd, palette })}\n`);
}
