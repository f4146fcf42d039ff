import { groupBy } from '../algebra/keyed';
import { counted } from '../wording/words';
import { sayConstants } from './constants';
import type { Severity, SourceSpan } from './finding';
import type { FrameOptions } from './frame';
import { formatFrame } from './frame';
import { compareFindings, narrowToToken, type ResolvedFinding } from './resolved-finding';
import { displayPath } from './source-text';

/** How findings are printed together. */
export interface FindingsOptions extends FrameOptions {
  /** Of each cause so many lines are printed, and the rest of it is counted. @default all */
  readonly mostLines?: number;
}

/**
 * All findings as frames, those of a cause together and the worst first, with a blank line between two and the summary at the
 * end; empty without findings.
 */
export function formatFindings(findings: readonly ResolvedFinding[], options: FindingsOptions): string {
  if (findings.length === 0) return '';
  const sorted = findings.map((finding) => inTheirWords(finding, options.readSource)).sort(compareFindings);
  const causes = groupBy(sorted, ({ severity, code }) => `${severity}[${code}]`);
  const frames = [...causes].flatMap(([cause, own]) => framesOf(cause, own, options));
  return [...frames, summarize(findings)].join('\n\n');
}

/** A finding as the source of the user has it: its place, and what is called how. */
function inTheirWords(finding: ResolvedFinding, readSource: FrameOptions['readSource']): ResolvedFinding {
  return sayConstants(narrowToToken(finding, readSource), readSource);
}

/** The frames of one cause, as far as their lines, and the blank ones between, are few enough. */
function framesOf(cause: string, findings: readonly ResolvedFinding[], options: FindingsOptions): readonly string[] {
  const { mostLines = Number.POSITIVE_INFINITY } = options;
  const frames: string[] = [];
  let left = mostLines;
  for (const finding of findings) {
    const lines = formatFrame(finding, options).split('\n');
    const after = findings.length - frames.length === 1 ? 0 : 2;
    if (lines.length + after > left && frames.length > 0) break;
    frames.push((lines.length + after > left ? [...lines.slice(0, left - after - 1), '...'] : lines).join('\n'));
    left -= lines.length + 1;
  }
  const rest = findings.length - frames.length;
  if (rest > 0) frames.push(`... and ${rest} more ${cause} of ${findings.length}: --verbose shows all`);
  return frames;
}

/** `2 errors, 1 warning`; severities without a finding are left out. */
export function summarize(findings: readonly { readonly severity: Severity }[]): string {
  const nouns = [
    ['error', 'error'],
    ['warning', 'warning'],
    ['info', 'note'],
  ] as const;
  const parts = nouns.flatMap(([severity, noun]) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [counted(count, noun)] : [];
  });
  return parts.join(', ');
}

/** A finding as other programs read it; paths as they are printed. Key order is stable. */
export interface FindingJson {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly location?: SourceSpan;
  readonly related?: readonly { readonly message: string; readonly location: SourceSpan }[];
  readonly notes?: readonly string[];
  readonly help?: readonly string[];
  readonly subject?: ResolvedFinding['subject'];
  readonly field?: string;
}

/** The findings in the order in which they are printed, as plain JSON values. */
export function findingsToJson(
  findings: readonly ResolvedFinding[],
  options: Pick<FrameOptions, 'readSource' | 'cwd'>,
): FindingJson[] {
  const place = (span: SourceSpan): SourceSpan => ({ ...span, file: displayPath(span.file, options.cwd) });
  return findings
    .map((finding) => inTheirWords(finding, options.readSource))
    .sort(compareFindings)
    .map(({ code, severity, message, at, related, notes, help, subject, field }) => ({
      code,
      severity,
      message,
      ...(at && { location: place(at) }),
      ...(related && { related: related.map((other) => ({ message: other.message, location: place(other.at) })) }),
      ...(notes && { notes }),
      ...(help && { help }),
      ...(subject && { subject }),
      ...(field && { field }),
    }));
}
