import type { SourceSpan } from './finding';
import { printable } from './printable';

/** One printed line of a frame: source text with its number, carets under the line before, or a gap between lines. */
export interface SnippetRow {
  readonly number?: number;
  readonly text?: string;
  readonly carets?: string;
  readonly gap?: boolean;
}

const tabWidth = 4;
/** Longer lines are cut to a window around the carets. */
const maxColumns = 140;
/** How much of a line beside the marks is read: more than a window holds, whichever way it is moved. */
const nearby = 2 * maxColumns;
/** A span of more lines than this shows its first and its last line only. */
const maxLines = 5;

/** The lines of `span` with `mark` under it and `label` beside the last marks. Empty where the file has no such line. */
export function snippetRows(lines: readonly string[], span: SourceSpan, mark: string, label: string): SnippetRow[] {
  if (lines[span.line - 1] === undefined) return [];
  const endLine = Math.min(Math.max(span.endLine ?? span.line, span.line), lines.length);
  const numbers = Array.from({ length: endLine - span.line + 1 }, (_, index) => span.line + index);
  const shown = numbers.length > maxLines ? [span.line, endLine] : numbers;
  const rows: SnippetRow[] = [];
  for (const number of shown) {
    if (number === endLine && numbers.length > maxLines) rows.push({ gap: true });
    const source = lines[number - 1] ?? '';
    const first = number === span.line ? span.column - 1 : source.search(/\S|$/);
    const end = number === endLine ? endOf(source, span, first) : source.trimEnd().length;
    const { text, from, to } = windowOf(source, Math.min(first, source.length), end);
    rows.push({ number, text });
    const words = number === endLine && label ? ` ${label}` : '';
    rows.push({ carets: `${' '.repeat(from)}${mark.repeat(Math.max(1, to - from))}${words}` });
  }
  return rows;
}

/** Where the marks end: at the span's end, else after the identifier or the quoted text that stands at its start. */
function endOf(source: string, span: SourceSpan, first: number): number {
  if (span.endColumn !== undefined) return Math.min(span.endColumn - 1, source.length);
  const word = /^(?:[\p{L}\p{N}_$]+|'[^']*'|"[^"]*")/u.exec(source.slice(first));
  return first + (word?.[0].length ?? 1);
}

/** The line as printed (tabs as spaces, no control characters, cut where it is long) and where the marks fall in it. */
function windowOf(source: string, first: number, end: number): { text: string; from: number; to: number } {
  // What lies further from the marks than a window is long is not looked at: a file may be one line.
  const before = printed(source.slice(Math.max(0, first - nearby), first));
  const marked = printed(source.slice(first, Math.min(end, first + nearby)));
  const after = printed(source.slice(end, end + nearby));
  const whole = before + marked + after;
  if (whole.length <= maxColumns)
    return { text: whole.trimEnd(), from: before.length, to: before.length + marked.length };
  const start = Math.max(0, Math.min(before.length - 40, whole.length - maxColumns));
  const head = start > 0 ? '…' : '';
  const cut = whole.slice(start, start + maxColumns);
  const tail = start + maxColumns < whole.length ? '…' : '';
  const from = before.length - start + head.length;
  return { text: `${head}${cut}${tail}`, from, to: Math.min(from + marked.length, head.length + cut.length) };
}

const printed = (line: string): string => printable(line.replaceAll('\t', ' '.repeat(tabWidth)));
