import type { Finding } from '../../../diagnostics/finding';
import type { Source } from '../files/source';

/** Where one document stands in its file: offsets, `end` exclusive. */
export interface DocumentRange {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** A file that begins with "{" and a quote is a row of JSON values to kubectl, whatever its name says. */
  readonly format: 'yaml' | 'json';
  /** Of JSON: the line `---` before it, which kubectl before 1.34 does not read. */
  readonly marker?: number;
}

/** The documents of a file as kubectl finds them. Those without content (comments, blank lines) are left out. */
export function splitDocuments(source: Source): DocumentRange[] {
  return isJsonStream(source) ? splitJson(source) : splitYaml(source);
}

/** How far kubectl looks for the "{". */
const sniffedLength = 4096;

function isJsonStream({ text, hasByteOrderMark }: Source): boolean {
  if (hasByteOrderMark) return false;
  const head = text.slice(0, sniffedLength);
  goBlanks.lastIndex = 0;
  const [blanks = ''] = goBlanks.exec(head) ?? [];
  if (head.charAt(blanks.length) !== '{') return false;
  // Blanks that JSON does not know make it broken JSON, which is refused; `{a: b}` is no JSON from its first key on.
  return /[^ \t\r\n]/.test(blanks) || /^[ \t\r\n]*["}]/.test(head.slice(blanks.length + 1));
}

/** At lines that begin with `---`, whatever YAML makes of the place; the first of them belongs to the document that it begins. */
function splitYaml(source: Source): DocumentRange[] {
  const { text } = source;
  const documents: DocumentRange[] = [];
  const add = (from: number, end: number) => {
    // A byte order mark at the start of a document is dropped; that of the file is not part of its text.
    const start = from > 0 && text.startsWith('\uFEFF', from) ? from + 1 : from;
    if (hasContent(text, start, end)) documents.push({ source, start, end, format: 'yaml' });
  };
  let start = 0;
  for (let marker = nextMarker(text, 0); marker < text.length; marker = nextMarker(text, lineAfter(text, marker))) {
    if (!isBareMarker(text, marker)) {
      // kubectl stops at `--- text`: the line alone is a document that is refused.
      add(start, marker);
      start = lineAfter(text, marker);
      documents.push({ source, start: marker, end: start, format: 'yaml' });
    } else if (marker > start) {
      add(start, marker);
      start = lineAfter(text, marker);
    }
  }
  add(start, text.length);
  return documents;
}

/** The offset of the first line from `start` on, itself the start of a line, that begins with `---`; else the end of the text. */
function nextMarker(text: string, start: number): number {
  if (text.startsWith('---', start)) return start;
  const at = text.indexOf('\n---', start);
  return at < 0 ? text.length : at + 1;
}

function lineAfter(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** Whether nothing but a comment follows on the line of a marker. */
export function isBareMarker(text: string, marker: number): boolean {
  const lineEnd = lineAfter(text, marker);
  goBlanks.lastIndex = marker + 3;
  goBlanks.test(text);
  const at = Math.min(goBlanks.lastIndex, lineEnd);
  return at === lineEnd || text.charCodeAt(at) === 35;
}

/** What Go takes for blanks. */
const goBlanks = /[\t\n\v\f\r \x85\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]*/y;

/** What no comment hides: it ends a line for Kubernetes, or is refused. */
const unseenInComment = /(?![\t\n\r])\p{Cc}|[\u2028\u2029\uFEFF\uFFFE\uFFFF]|\p{Surrogate}|\r(?!\n)/u;

/** Whether anything but blanks, comments and the document's own marker stands there. */
function hasContent(text: string, start: number, end: number): boolean {
  let lineStart = start;
  while (lineStart < end) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    const isMarker = lineStart === start && /^---(?:[ \t\r\n]|$)/.test(text.slice(start, start + 4));
    let at = isMarker ? lineStart + 3 : lineStart;
    while (at < lineEnd && text.charCodeAt(at) === 32) at++;
    if (at < lineEnd && text.charCodeAt(at) === 13 && at + 1 === lineEnd) at++;
    if (at < lineEnd && (text.charAt(at) !== '#' || unseenInComment.test(text.slice(at, lineEnd + 1)))) return true;
    lineStart = lineEnd + 1;
  }
  return false;
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 13;

function splitJson(source: Source): DocumentRange[] {
  const { text } = source;
  const documents: DocumentRange[] = [];
  let marker: number | undefined;
  for (let start = contentFrom(text, 0); start < text.length; ) {
    const end = valueEnd(text, start);
    documents.push({ source, start, end, format: 'json', ...(marker !== undefined && { marker }) });
    const next = contentFrom(text, end);
    const isMarked = text.startsWith('\n---', next - 1) && isBareMarker(text, next);
    const afterMarker = isMarked ? contentFrom(text, lineAfter(text, next)) : next;
    // What goes on as YAML is refused as the JSON that it is not.
    marker = isMarked && text.charAt(afterMarker) === '{' ? next : undefined;
    start = marker === undefined ? next : afterMarker;
  }
  return documents;
}

/** That older readers of Kubernetes stop at the first line `---` between documents of JSON; nothing where there is none. */
export function notesOfMarkers(documents: readonly DocumentRange[]): readonly Finding[] {
  const first = documents.find(({ marker }) => marker !== undefined);
  if (first?.marker === undefined) return [];
  const { source, marker } = first;
  const message = `${source.file} begins with JSON, and lines "---" stand between its documents: kubectl before 1.34 stops at the first of these lines`;
  return [{ code: 'json-separated', severity: 'info', message, at: () => source.span(marker, marker + 3) }];
}

function contentFrom(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === 10) at++;
  return at;
}

/** Where the JSON object or list that begins here ends: at its bracket, or, for anything else, with the text. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) isInString = !isInString;
    else if (code === 92) at++;
    else if (isInString) continue;
    else if (code === 123 || code === 91) depth++;
    else if (code === 125 || code === 93) depth--;
    if (depth === 0 && !isInString && (code === 125 || code === 93)) return at + 1;
    if (depth === 0 && at === start && code !== 34) return text.length;
  }
  return text.length;
}
