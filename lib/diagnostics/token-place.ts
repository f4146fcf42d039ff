import type { SourceSpan } from './finding';
import { linesOf } from './source-text';

/** How far below the call its arguments are looked for; a longer argument list is rare and a wrong hit would mislead. */
const linesBelow = 20;

/**
 * The place of `token` at or after the start of `span`, quotes included where it stands in quotes.
 * Undefined where the source does not show it literally (a computed value).
 */
export function locateToken(source: string, span: SourceSpan, token: string): SourceSpan | undefined {
  const lines = linesOf(source);
  const last = Math.min(lines.length, span.line + linesBelow);
  for (let line = span.line; line <= last; line++) {
    const text = lines[line - 1] ?? '';
    const from = line === span.line ? span.column - 1 : 0;
    const hit = findToken(text, token, from);
    if (hit) return { file: span.file, line, column: hit.start + 1, endLine: line, endColumn: hit.end + 1 };
    if (line > span.line && endsStatement(text)) return undefined;
    if (line === span.line && text.trimEnd().endsWith(';')) return undefined;
  }
  return undefined;
}

function findToken(text: string, token: string, from: number): { start: number; end: number } | undefined {
  for (const quote of ["'", '"', '`']) {
    const quoted = `${quote}${token}${quote}`;
    const start = text.indexOf(quoted, from);
    if (start >= 0) return { start, end: start + quoted.length };
  }
  for (let start = text.indexOf(token, from); start >= 0; start = text.indexOf(token, start + 1)) {
    const end = start + token.length;
    if (!isWord(text[start - 1], token[0]) && !isWord(text[end], token.at(-1))) return { start, end };
  }
  return undefined;
}

/** Whether the neighbour and the token's own edge belong to one word. */
function isWord(neighbour: string | undefined, edge: string | undefined): boolean {
  return /\w/.test(neighbour ?? ' ') && /\w/.test(edge ?? ' ');
}

function endsStatement(text: string): boolean {
  return /;\s*$/.test(text) || /^\s*(export|const|let|import)\b/.test(text);
}
