import fs from 'node:fs';
import { printable, printableLines } from '../../diagnostics/printable';
import { type FindingsOptions, formatFindings } from '../../diagnostics/report-findings';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import type { ReadSource } from '../../diagnostics/source-text';
import { paletteFor, wantsColour } from './colours';
import { mostLines } from './say';

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
  show(findings, { readSource, cwd });
}

/** The same for findings about manifests, of which there may be thousands: only so many of each cause, unless all are asked for. */
export function showManifestFindings(
  findings: readonly ResolvedFinding[],
  readSource: ReadSource,
  isVerbose: boolean | undefined,
): void {
  const limit = isVerbose ? {} : { mostLines };
  show(findings.map(isVerbose ? withAll : withHint), { readSource, cwd: process.cwd(), ...limit });
}

function show(findings: readonly ResolvedFinding[], options: Omit<FindingsOptions, 'palette'>): void {
  if (findings.length === 0) return;
  const text = formatFindings(findings, { ...options, palette: paletteFor(process.stderr) });
  process.stderr.write(`${printableLines(text, (match) => match.length > 1 && wantsColour(process.stderr))}\n`);
}

const withAll = ({ all = [], ...finding }: ResolvedFinding): ResolvedFinding =>
  all.length > 0 ? { ...finding, notes: [...(finding.notes ?? []), ...all.map(printable)] } : finding;

/** A sentence that counts things names the first of them. */
const withHint = (finding: ResolvedFinding): ResolvedFinding =>
  (finding.all?.length ?? 0) > 4 ? { ...finding, help: [...(finding.help ?? []), '--verbose lists them'] } : finding;
