import { isBlank, isBreak, isBreakOrEnd, isGap, type TextCursor, YamlRefusal } from './yaml-text';

/** The text of a scalar, where it begins and ends, and whether a line ended behind it. */
export interface ScannedScalar {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly isBeforeBreak: boolean;
}

/** The line ends between two parts of a scalar: one alone is a space, the first of several is dropped. */
class Fold {
  private others = '';

  /** `first` is empty for a line end that was escaped: it joins the parts to one. */
  constructor(private readonly first: string) {}

  add(lineEnd: string): void {
    this.others += lineEnd;
  }

  text(): string {
    if (this.first !== '\n') return this.first + this.others;
    return this.others === '' ? ' ' : this.others;
  }
}

/** Steps over the line end that stands here; answers the fold that it begins or belongs to. */
function folded(fold: Fold | undefined, cursor: TextCursor): Fold {
  const lineEnd = cursor.takeBreak();
  if (!fold) return new Fold(lineEnd);
  fold.add(lineEnd);
  return fold;
}

const [colon, hash, backslash, quote, apostrophe] = [58, 35, 92, 34, 39];

/** Characters that end a plain scalar inside of brackets: `, ? [ ] { }`. */
function endsInFlow(code: number): boolean {
  return code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125;
}

/** A scalar without quotes; in block style it goes on below as long as lines are indented to `indent`. */
export function scanPlain(cursor: TextCursor, indent: number, isInFlow: boolean): ScannedScalar {
  const { text } = cursor;
  const start = cursor.at;
  let end = start;
  let value = '';
  let fold: Fold | undefined;
  while (!cursor.isAtDocumentMarker() && cursor.code !== hash) {
    const from = cursor.at;
    let at = from;
    for (let code = text.charCodeAt(at); !isGap(code); code = text.charCodeAt(++at)) {
      if (code === colon && isGap(text.charCodeAt(at + 1))) break;
      if (isInFlow && endsInFlow(code)) break;
    }
    if (at > from) {
      value += fold ? fold.text() + text.slice(from, at) : text.slice(end, at);
      fold = undefined;
      cursor.at = at;
      end = at;
    }
    if (!isGap(cursor.code) || Number.isNaN(cursor.code)) break;
    for (let code = cursor.code; isBlank(code) || isBreak(code); code = cursor.code) {
      if (isBreak(code)) fold = folded(fold, cursor);
      else if (fold && code === 9 && cursor.column < indent) {
        throw new YamlRefusal('a tab stands where the line is to be indented', cursor.at);
      } else cursor.at++;
    }
    if (!isInFlow && cursor.column < indent) break;
  }
  return { value, start, end, isBeforeBreak: fold !== undefined };
}

/** A scalar in single or double quotes, which may end at any indentation. */
export function scanQuoted(cursor: TextCursor): ScannedScalar {
  const { text } = cursor;
  const start = cursor.at;
  const mark = cursor.code;
  cursor.at++;
  let value = '';
  for (;;) {
    if (cursor.isAtDocumentMarker()) throw unclosed(cursor, ', and this line ends the document');
    if (Number.isNaN(cursor.code)) throw unclosed(cursor);
    let fold: Fold | undefined;
    let from = cursor.at;
    for (let code = cursor.code; !isGap(code) && code !== mark; code = cursor.code) {
      if (code === backslash && mark === quote) {
        value += text.slice(from, cursor.at);
        const escaped = takeEscape(cursor);
        if (escaped === undefined) fold = new Fold('');
        else value += escaped;
        from = cursor.at;
        if (fold) break;
      } else cursor.at++;
    }
    value += text.slice(from, cursor.at);
    if (!fold && cursor.code === mark) {
      const isDoubled = mark === apostrophe && text.charCodeAt(cursor.at + 1) === apostrophe;
      cursor.at++;
      if (!isDoubled) return { value, start, end: cursor.at, isBeforeBreak: false };
      value += "'";
      cursor.at++;
      continue;
    }
    from = cursor.at;
    for (let code = cursor.code; isBlank(code) || isBreak(code); code = cursor.code) {
      if (isBreak(code)) fold = folded(fold, cursor);
      else cursor.at++;
    }
    value += fold ? fold.text() : text.slice(from, cursor.at);
  }
}

const unclosed = (cursor: TextCursor, why = '') => new YamlRefusal(`a quote is not closed${why}`, cursor.at);

const escapes: ReadonlyMap<string, string> = new Map([
  ...(
    [
      ['0', 0],
      ['a', 7],
      ['b', 8],
      ['t', 9],
      ['\t', 9],
      ['n', 10],
      ['v', 11],
      ['f', 12],
      ['r', 13],
      ['e', 27],
      [' ', 32],
      ['"', 34],
      ["'", 39],
      ['\\', 92],
      ['N', 0x85],
      ['_', 0xa0],
      ['L', 0x2028],
      ['P', 0x2029],
    ] as const
  ).map(([name, code]) => [name, String.fromCharCode(code)] as const),
]);
const hexLengths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** What an escape stands for; undefined for an escaped line end, which is stepped over. */
function takeEscape(cursor: TextCursor): string | undefined {
  const { text, at } = cursor;
  const name = text.charAt(at + 1);
  if (isBreak(name.charCodeAt(0))) {
    cursor.at++;
    cursor.takeBreak();
    return undefined;
  }
  cursor.at += 2;
  const plain = escapes.get(name);
  if (plain !== undefined) return plain;
  const length = hexLengths.get(name);
  if (length === undefined) {
    if (name === '') throw unclosed(cursor);
    throw new YamlRefusal(`YAML as Kubernetes reads it has no escape "\\${name}"`, at);
  }
  const digits = text.slice(at + 2, at + 2 + length);
  if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length)
    throw new YamlRefusal(`"\\${name}" needs ${length} hexadecimal digits`, at);
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw new YamlRefusal(`"\\${name}${digits}" is no character: write it as itself, or with \\U and eight digits`, at);
  cursor.at += length;
  return String.fromCodePoint(code);
}

/** A literal (`|`) or folded (`>`) scalar; `parentIndent` is the indentation of the collection that it stands in, -1 for none. */
export function scanBlock(cursor: TextCursor, parentIndent: number): ScannedScalar {
  const { text } = cursor;
  const start = cursor.at;
  const isLiteral = text.charAt(start) === '|';
  cursor.at++;
  const { chomping, increment } = takeBlockHeader(cursor);
  let end = cursor.at;
  let indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  let value = '';
  let lineEnd = '';
  let wasBlank = false;
  let blank = takeEmptyLines(cursor, indent);
  if (indent === 0) indent = Math.max(blank.indent, parentIndent + 1, 1);
  while (cursor.column === indent && !Number.isNaN(cursor.code)) {
    const isBlankLine = isBlank(cursor.code);
    const isFolded = !isLiteral && lineEnd === '\n' && !wasBlank && !isBlankLine;
    value += isFolded ? (blank.breaks === '' ? ' ' : blank.breaks) : lineEnd + blank.breaks;
    wasBlank = isBlankLine;
    const from = cursor.at;
    while (!isBreakOrEnd(cursor.code)) cursor.at++;
    value += text.slice(from, cursor.at);
    end = cursor.at;
    lineEnd = isBreak(cursor.code) ? cursor.takeBreak() : '';
    blank = takeEmptyLines(cursor, indent);
  }
  if (chomping !== '-') value += lineEnd;
  if (chomping === '+') value += blank.breaks;
  return { value, start, end, isBeforeBreak: true };
}

/** `|2-`, `>+`: what is kept of the last line ends, and by how much the lines are indented; ends after the line. */
function takeBlockHeader(cursor: TextCursor): { chomping: string; increment: number } {
  const start = cursor.at - 1;
  let chomping = '';
  let increment = 0;
  for (let count = 0; count < 2; count++) {
    const char = cursor.text.charAt(cursor.at);
    if (chomping === '' && (char === '+' || char === '-')) chomping = char;
    else if (increment === 0 && /^[0-9]$/.test(char)) {
      if (char === '0') throw new YamlRefusal('a block of text cannot be indented by 0', cursor.at);
      increment = Number(char);
    } else break;
    cursor.at++;
  }
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.code)) throw new YamlRefusal('the text of "|" or ">" begins on the line below', start);
  if (isBreak(cursor.code)) cursor.takeBreak();
  return { chomping, increment };
}

/** Steps over indentation and empty lines; `indent` 0 is one that the first line with text will tell. */
function takeEmptyLines(cursor: TextCursor, indent: number): { breaks: string; indent: number } {
  let breaks = '';
  let deepest = 0;
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.code === 32) cursor.at++;
    deepest = Math.max(deepest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.code === 9)
      throw new YamlRefusal('a tab stands where the line is to be indented', cursor.at);
    if (!isBreak(cursor.code)) return { breaks, indent: deepest };
    breaks += cursor.takeBreak();
  }
}
