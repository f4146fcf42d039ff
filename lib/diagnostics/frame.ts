import type { SourceSpan } from './finding';
import { type Palette, plainPalette } from './palette';
import { printable } from './printable';
import type { ResolvedFinding } from './resolved-finding';
import { type SnippetRow, snippetRows } from './snippet';
import { displayPath, linesOf, type ReadSource } from './source-text';

/** What a frame needs beside the finding. */
export interface FrameOptions {
  readonly readSource: ReadSource;
  /** Paths are printed relative to this folder. */
  readonly cwd: string;
  readonly palette?: Palette;
}

/** The finding in the style of rustc: sentence, place, the lines with carets, related places, notes and help. No trailing newline. */
export function formatFrame(finding: ResolvedFinding, options: FrameOptions): string {
  const palette = options.palette ?? plainPalette;
  const paint = palette[finding.severity];
  const title = `${paint(`${finding.severity}[${finding.code}]`)}${palette.strong(`: ${printable(finding.message)}`)}`;
  const places = [
    ...(finding.at ? [{ at: finding.at, message: printable(finding.label ?? ''), arrow: '-->', mark: '^' }] : []),
    ...(finding.related ?? []).map(({ at, message }) => ({ at, message: printable(message), arrow: ':::', mark: '-' })),
  ].map((place) => ({ ...place, rows: rowsOf(place.at, place.mark, place.message, options.readSource) }));
  const numbers = places.flatMap(({ rows }) => rows.flatMap((row) => (row.number ? [String(row.number).length] : [])));
  const width = Math.max(1, ...numbers);
  const bar = palette.gutter(`${' '.repeat(width)} |`);

  const out = [title];
  for (const { at, arrow, mark, message, rows } of places) {
    const where = `${printable(displayPath(at.file, options.cwd))}:${at.line}:${at.column}`;
    out.push(
      `${palette.gutter(`${' '.repeat(width)}${arrow}`)} ${where}${rows.length === 0 && message ? `: ${message}` : ''}`,
    );
    if (rows.length > 0) out.push(bar);
    for (const row of rows) out.push(formatRow(row, width, palette, mark === '^' ? paint : palette.gutter));
  }
  const notes = [
    ...(finding.notes ?? []).map((text) => ['note', text] as const),
    // Names of the input stand in advice: nothing in them begins a line.
    ...(finding.help ?? []).map((text) => ['help', printable(text)] as const),
  ];
  if (notes.length > 0 && places.some(({ rows }) => rows.length > 0)) out.push(bar);
  for (const [word, text] of notes) {
    const indent = ' '.repeat(width + 9);
    const lines = text.split('\n').map(printable).join(`\n${indent}`);
    out.push(`${palette.gutter(`${' '.repeat(width)} =`)} ${palette.strong(word)}: ${lines}`);
  }
  return out.join('\n');
}

function rowsOf(at: SourceSpan, mark: string, label: string, readSource: ReadSource): readonly SnippetRow[] {
  const source = readSource(at.file);
  return source === undefined ? [] : snippetRows(linesOf(source), at, mark, label);
}

function formatRow(row: SnippetRow, width: number, palette: Palette, paint: (text: string) => string): string {
  const number = row.number === undefined ? '' : String(row.number);
  const gutter = row.gap ? palette.gutter('...') : palette.gutter(`${number.padStart(width)} |`);
  return `${gutter}${row.text ? ` ${row.text}` : ''}${row.carets ? ` ${paint(row.carets)}` : ''}`;
}
