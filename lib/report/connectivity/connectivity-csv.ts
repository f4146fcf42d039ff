import { inChunks, remembered } from '../chunks';
import { csvCell } from '../csv-cell';
import type { ConnectivityResult } from './connectivity-result';

/** `src,dst,conn` with a header, quoted as RFC 4180 says, lines ending in LF. */
export function connectivityCsv({ rows }: ConnectivityResult): Iterable<string> {
  return inChunks(pieces(rows));
}

function* pieces(rows: ConnectivityResult['rows']): Generator<string> {
  const cell = remembered(csvCell);
  yield 'src,dst,conn\n';
  for (const { src, dst, conn } of rows) yield `${cell(src)},${cell(dst)},${cell(conn)}\n`;
}
