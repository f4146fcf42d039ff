import { inChunks, remembered } from '../chunks';
import { markdownText } from '../markdown-text';
import type { ConnectivityResult } from './connectivity-result';

/** A table in GitHub's Markdown. */
export function connectivityMd({ rows }: ConnectivityResult): Iterable<string> {
  return inChunks(pieces(rows));
}

function* pieces(rows: ConnectivityResult['rows']): Generator<string> {
  const cell = remembered(markdownText);
  let isEmpty = true;
  for (const { src, dst, conn } of rows) {
    if (isEmpty) yield '| From | To | Connections |\n| --- | --- | --- |\n';
    isEmpty = false;
    yield `| ${cell(src)} | ${cell(dst)} | ${cell(conn)} |\n`;
  }
  if (isEmpty) yield 'Nothing is allowed.\n';
}
