import { type ConnectivityFilter, type ConnectivityRow, isPartial } from '../../analyze/connectivity/connectivity';
import { csvCell, markdownText } from '../escape';
import { jsonList, remembered } from '../rows';

/** Sorted; read once, one at a time, because there can be millions. */
type Rows = Iterable<ConnectivityRow>;

/** The JSON contract that other programs rely on: an array of `{"src", "dst", "conn"}`, one row on a line. */
export function* connectivityJson(rows: Rows): Generator<string> {
  const json = remembered((text) => JSON.stringify(text));
  yield* jsonList(rows, ({ src, dst, conn }) => `{"src":${json(src)},"dst":${json(dst)},"conn":${json(conn)}}`);
  yield '\n';
}

/** `src,dst,conn` with a header, quoted as RFC 4180 says, lines ending in LF. */
export function* connectivityCsv(rows: Rows): Generator<string> {
  const cell = remembered(csvCell);
  yield 'src,dst,conn\n';
  for (const { src, dst, conn } of rows) yield `${cell(src)},${cell(dst)},${cell(conn)}\n`;
}

/** A table in GitHub's Markdown; below it what else is to be said: assumptions, and what is not decided. */
export function* connectivityMd(
  rows: Rows,
  filter: ConnectivityFilter = {},
  notes: readonly string[] = [],
): Generator<string> {
  const cell = remembered(markdownText);
  let isEmpty = true;
  for (const { src, dst, conn } of rows) {
    if (isEmpty) yield '| From | To | Connections |\n| --- | --- | --- |\n';
    isEmpty = false;
    yield `| ${cell(src)} | ${cell(dst)} | ${cell(conn)} |\n`;
  }
  if (isEmpty) yield `${nothingAllowed(filter)}\n`;
  for (const note of notes) yield `\n> ${markdownText(note)}\n`;
}

/** That there is no row, as a sentence. */
export function nothingAllowed(filter: ConnectivityFilter): string {
  return isPartial(filter) ? 'Nothing of what was asked for is allowed.' : 'Nothing is allowed.';
}
