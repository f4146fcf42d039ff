import type { SourceSpan } from '../../../diagnostics/finding';

/** One file, or the standard input, as text. */
export class Source {
  private lineStarts: readonly number[] | undefined;

  constructor(
    /** As it was given, `/` separators; `<stdin>` for `-`. */
    readonly file: string,
    readonly text: string,
    /** Whether the file began with a byte order mark, which is not part of `text`. */
    readonly hasByteOrderMark = false,
  ) {}

  /** The span from one offset to another, `end` exclusive; the lines are counted on the first call. */
  span(start: number, end: number = start): SourceSpan {
    const from = this.place(start);
    const to = this.place(Math.max(start, end));
    return { file: this.file, ...from, endLine: to.line, endColumn: to.column };
  }

  private place(offset: number): { line: number; column: number } {
    this.lineStarts ??= lineStartsOf(this.text);
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
