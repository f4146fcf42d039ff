import { printable } from '../diagnostics/printable';
import { inChunks, remembered } from './chunks';
import type { ConnectivityResult } from './connectivity-result';

/** A table in GitHub's Markdown. */
export function connectivityMd({ rows }: ConnectivityResult): Iterable<string> {
  return inChunks(pieces(rows));
}

function* pieces(rows: ConnectivityResult['rows']): Generator<string> {
  const cell = remembered(markdownCell);
  let isEmpty = true;
  for (const { src, dst, conn } of rows) {
    if (isEmpty) yield '| From | To | Connections |\n| --- | --- | --- |\n';
    isEmpty = false;
    yield `| ${cell(src)} | ${cell(dst)} | ${cell(conn)} |\n`;
  }
  if (isEmpty) yield 'Nothing is allowed.\n';
}

/** Text that Markdown shows as it is: nothing in it is markup, a link or the end of a cell. */
function markdownCell(text: string): string {
  return printable(text)
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~!@#()]/g, (mark) => `\\${mark}`);
}
