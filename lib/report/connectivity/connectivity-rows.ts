import type { ConnectivityRow } from '../../analyze/connectivity/connectivity';
import { inChunks, remembered } from '../chunks';
import { csvCell, markdownText } from '../escape';

/** Sorted; read once, one at a time, because there can be millions. */
type Rows = Iterable<ConnectivityRow>;

/** The JSON contract that other programs rely on: an array of `{"src", "dst", "conn"}`, one row on a line. */
export const connectivityJson = (rows: Rows): Iterable<string> => inChunks(jsonPieces(rows));

function* jsonPieces(rows: Rows): Generator<string> {
  const json = remembered((text) => JSON.stringify(text));
  let before = '[\n';
  for (const { src, dst, conn } of rows) {
    yield `${before}{"src":${json(src)},"dst":${json(dst)},"conn":${json(conn)}}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** `src,dst,conn` with a header, quoted as RFC 4180 says, lines ending in LF. */
export const connectivityCsv = (rows: Rows): Iterable<string> => inChunks(csvPieces(rows));

function* csvPieces(rows: Rows): Generator<string> {
  const cell = remembered(csvCell);
  yield 'src,dst,conn\n';
  for (const { src, dst, conn } of rows) yield `${cell(src)},${cell(dst)},${cell(conn)}\n`;
}

/** A table in GitHub's Markdown. */
export const connectivityMd = (rows: Rows): Iterable<string> => inChunks(mdPieces(rows));

function* mdPieces(rows: Rows): Generator<string> {
  const cell = remembered(markdownText);
  let isEmpty = true;
  for (const { src, dst, conn } of rows) {
    if (isEmpty) yield '| From | To | Connections |\n| --- | --- | --- |\n';
    isEmpty = false;
    yield `| ${cell(src)} | ${cell(dst)} | ${cell(conn)} |\n`;
  }
  if (isEmpty) yield 'Nothing is allowed.\n';
}
