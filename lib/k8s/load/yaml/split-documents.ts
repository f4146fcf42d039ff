import type { Source } from '../files/source';

/** Where one YAML document stands in its file: offsets, `end` exclusive, the `---` line included. */
export interface DocumentRange {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** The documents of a file, split at `---` lines as kubectl does. Those without content (comments, blank lines) are left out. */
export function splitDocuments(source: Source): DocumentRange[] {
  const documents: DocumentRange[] = [];
  const { text } = source;
  let start = 0;
  while (start < text.length) {
    const marker = nextMarker(text, start);
    const content = firstContent(text, start, marker);
    // `%YAML 1.1` belongs to the document after the marker, not to one of its own.
    const end = text.charAt(content) === '%' ? nextMarker(text, marker) : marker;
    if (content < marker) documents.push({ source, start, end });
    start = end;
  }
  return documents;
}

/** The offset of the next line after `start` that begins a document, or the end of the text. */
function nextMarker(text: string, start: number): number {
  for (let at = text.indexOf('\n---', start); at >= 0; at = text.indexOf('\n---', at + 1)) {
    const after = text.charCodeAt(at + 4);
    if (Number.isNaN(after) || after === 10 || after === 13 || after === 32 || after === 9) return at + 1;
  }
  return text.length;
}

/**
 * Control characters, which Kubernetes refuses; what ends a line for Kubernetes alone (a carriage return without a line feed,
 * U+0085, U+2028, U+2029), so that a comment goes on as a key that nobody sees; and byte order marks, which it drops from a key.
 */
export const unseenCharacter = /(?![\t\n\r])\p{Cc}|[\u2028\u2029\uFEFF]|\r(?!\n)/u;

/** The offset of the first character that is neither blank, comment nor the document's own marker; `end` where there is none. */
function firstContent(text: string, start: number, end: number): number {
  let lineStart = start;
  while (lineStart < end) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    const isMarker = lineStart === start && text.startsWith('---', start);
    let at = isMarker ? lineStart + 3 : lineStart;
    while (at < lineEnd && isBlank(text.charCodeAt(at))) at++;
    if (at < lineEnd && (text.charAt(at) !== '#' || unseenCharacter.test(text.slice(at, lineEnd + 1)))) return at;
    lineStart = lineEnd + 1;
  }
  return end;
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 13;
