import { inChunks, remembered } from '../chunks';
import type { ConnectivityResult } from './connectivity-result';

/** The JSON contract of DESIGN §5: an array of `{"src", "dst", "conn"}`, one row on a line. */
export function connectivityJson({ rows }: ConnectivityResult): Iterable<string> {
  return inChunks(pieces(rows));
}

function* pieces(rows: ConnectivityResult['rows']): Generator<string> {
  const json = remembered((text) => JSON.stringify(text));
  let before = '[\n';
  for (const { src, dst, conn } of rows) {
    yield `${before}{"src":${json(src)},"dst":${json(dst)},"conn":${json(conn)}}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
