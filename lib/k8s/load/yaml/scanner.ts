import { scanAnchor, scanDirective, scanTag } from './scan-property';
import { type ScannedScalar, scanBlock, scanPlain, scanQuoted } from './scan-scalar';
import type { Mark, Token } from './token';
import { isGap, TextCursor, YamlRefusal } from './yaml-text';

/** The tokens of a text without characters that YAML forbids. Throws a YamlRefusal. */
export function tokensOf(text: string): readonly Token[] {
  return new Scanner(text).tokens();
}

/** A token that is a key if a `:` follows on its line. */
interface PossibleKey {
  readonly token: number;
  readonly start: number;
  readonly line: number;
  readonly column: number;
  /** Whether it can be nothing else: it stands where the keys of the open mapping do. */
  readonly isRequired: boolean;
}

/** A key is at most this many characters long. */
const maxKeyLength = 1024;

/**
 * Follows libyaml, which Go's reader is a translation of: what may be a key is remembered until its `:` comes or cannot
 * come any more, and columns open and close collections where no bracket is open.
 */
class Scanner {
  private readonly cursor: TextCursor;
  private readonly found: Token[] = [];
  /** The column of the innermost block collection, -1 for none, and those around it. */
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private mayBeginKey = true;
  /** By flow level. */
  private readonly possibleKeys: (PossibleKey | undefined)[] = [undefined];

  constructor(private readonly text: string) {
    this.cursor = new TextCursor(text);
  }

  tokens(): readonly Token[] {
    while (this.next());
    return this.found;
  }

  /** Scans a token; false where it was the last. */
  private next(): boolean {
    const { cursor } = this;
    this.skipToToken();
    this.closeBlocks(cursor.column);
    const { code } = cursor;
    if (Number.isNaN(code)) {
      this.endBlocks();
      this.add('end', 0);
      return false;
    }
    if (cursor.column === 0 && this.scanDocumentMark(code)) return true;
    this.scanToken(code);
    return true;
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      const mayBeTab = this.flowLevel > 0 || !this.mayBeginKey;
      while (cursor.code === 32 || (mayBeTab && cursor.code === 9)) cursor.at++;
      cursor.skipComment();
      const { code } = cursor;
      if (!isGap(code) || code === 9 || Number.isNaN(code)) return;
      cursor.takeBreak();
      if (this.flowLevel === 0) this.mayBeginKey = true;
    }
  }

  private scanDocumentMark(code: number): boolean {
    const { cursor } = this;
    const isDirective = code === 37;
    if (!isDirective && !cursor.isAtDocumentMarker()) return false;
    this.endBlocks();
    if (isDirective) {
      const start = cursor.at;
      const directive = scanDirective(cursor);
      this.found.push({ kind: 'directive', directive, start, end: cursor.at, before: 'nothing' });
    } else this.add(code === 45 ? 'document-start' : 'document-end', 3);
    return true;
  }

  private scanToken(code: number): void {
    const { cursor, text } = this;
    const char = text.charAt(cursor.at);
    const isInFlow = this.flowLevel > 0;
    const isMark = isInFlow || isGap(text.charCodeAt(cursor.at + 1));
    if (char === '[' || char === '{') this.openFlow(char);
    else if (char === ']' || char === '}') this.closeFlow(char);
    else if (char === ',') this.scanComma();
    else if (char === '&' || char === '*') this.scanAnchorOrAlias(char === '&' ? 'anchor' : 'alias');
    else if (char === '!') this.scanTag();
    else if (char === '-' && isGap(text.charCodeAt(cursor.at + 1))) this.scanDash();
    else if (char === '?' && isMark) this.scanKeyMark();
    else if (char === ':' && isMark) this.scanValueMark();
    else if ((char === '|' || char === '>') && !isInFlow) this.scanBlockScalar();
    else if (code === 9 || '|>#%@`'.includes(char)) throw cannotBegin(char, cursor.at);
    else this.scanScalar(char === '"' || char === "'");
  }

  private openFlow(bracket: '[' | '{'): void {
    this.rememberKey();
    this.possibleKeys.push(undefined);
    this.flowLevel++;
    this.mayBeginKey = true;
    this.add(bracket, 1);
  }

  private closeFlow(bracket: ']' | '}'): void {
    this.forgetKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.possibleKeys.pop();
    }
    this.mayBeginKey = false;
    this.add(bracket, 1);
  }

  private scanComma(): void {
    this.forgetKey();
    this.mayBeginKey = true;
    this.add(',', 1);
  }

  private scanBlockScalar(): void {
    this.forgetKey();
    this.mayBeginKey = true;
    this.addScalar(scanBlock(this.cursor, this.indent), false);
  }

  private scanScalar(isQuoted: boolean): void {
    this.rememberKey();
    const scalar = isQuoted ? scanQuoted(this.cursor) : scanPlain(this.cursor, this.indent + 1, this.flowLevel > 0);
    this.mayBeginKey = scalar.isBeforeBreak;
    this.addScalar(scalar, !isQuoted);
  }

  private scanTag(): void {
    this.rememberKey();
    this.mayBeginKey = false;
    const start = this.cursor.at;
    const tag = scanTag(this.cursor);
    this.found.push({ kind: 'tag', tag, start, end: this.cursor.at, before: 'nothing' });
  }

  private scanAnchorOrAlias(kind: 'anchor' | 'alias'): void {
    this.rememberKey();
    this.mayBeginKey = false;
    const start = this.cursor.at;
    const name = scanAnchor(this.cursor);
    this.found.push({ kind, name, start, end: this.cursor.at, before: 'nothing' });
  }

  /** `- `: an entry of a list. */
  private scanDash(): void {
    if (this.flowLevel === 0) {
      if (!this.mayBeginKey) throw new YamlRefusal('an entry of a list cannot begin here', this.cursor.at);
      this.openBlock('block-sequence');
    }
    this.forgetKey();
    this.mayBeginKey = true;
    this.add('-', 1);
  }

  /** `? `: a key that is announced. */
  private scanKeyMark(): void {
    if (this.flowLevel === 0) {
      if (!this.mayBeginKey) throw new YamlRefusal('a key cannot begin here', this.cursor.at);
      this.openBlock('block-mapping');
    }
    this.forgetKey();
    this.mayBeginKey = this.flowLevel === 0;
    this.add('key', 1);
  }

  /** `:` behind a key, or before a value whose key was announced. */
  private scanValueMark(): void {
    const key = this.keyStillPossible();
    const token = key && this.found[key.token];
    if (key && token) {
      token.before = 'key';
      if (this.flowLevel === 0 && this.indent < key.column) {
        this.pushIndent(key.column);
        token.before = 'mapping-and-key';
      }
      this.possibleKeys[this.flowLevel] = undefined;
      this.mayBeginKey = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.mayBeginKey)
          throw new YamlRefusal(
            'a second ":" with a blank behind it stands on this line',
            this.cursor.at,
            'yaml-syntax',
            'put the text in quotes, or begin a new line',
          );
        this.openBlock('block-mapping');
      }
      this.mayBeginKey = this.flowLevel === 0;
    }
    this.add('value', 1);
  }

  /** What begins here is a key if a `:` follows. */
  private rememberKey(): void {
    if (!this.mayBeginKey) return;
    const { cursor, flowLevel } = this;
    const { at: start, line, column } = cursor;
    this.forgetKey();
    const isRequired = flowLevel === 0 && this.indent === column;
    this.possibleKeys[flowLevel] = { token: this.found.length, start, line, column, isRequired };
  }

  private forgetKey(): void {
    const key = this.possibleKeys[this.flowLevel];
    if (key?.isRequired) throw withoutColon(key);
    this.possibleKeys[this.flowLevel] = undefined;
  }

  private keyStillPossible(): PossibleKey | undefined {
    const key = this.possibleKeys[this.flowLevel];
    const { line, at } = this.cursor;
    if (!key || (key.line === line && lengthOf(this.text, key.start, at) <= maxKeyLength)) return key;
    if (key.isRequired) throw withoutColon(key);
    return undefined;
  }

  private openBlock(kind: 'block-sequence' | 'block-mapping'): void {
    const { column } = this.cursor;
    if (this.indent >= column) return;
    this.pushIndent(column);
    this.add(kind, 0);
  }

  private pushIndent(column: number): void {
    this.indents.push(this.indent);
    this.indent = column;
  }

  /** Closes the block collections that this column is to the left of. */
  private closeBlocks(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.add('block-end', 0);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private endBlocks(): void {
    this.closeBlocks(-1);
    this.forgetKey();
    this.mayBeginKey = false;
  }

  private add(kind: Mark, length: number): void {
    const start = this.cursor.at;
    this.cursor.at += length;
    this.found.push({ kind, start, end: start + length, before: 'nothing' });
  }

  private addScalar({ value, start, end }: ScannedScalar, isPlain: boolean): void {
    this.found.push({ kind: 'scalar', value, isPlain, start, end, before: 'nothing' });
  }
}

const withoutColon = ({ start }: PossibleKey) => new YamlRefusal('a key stands here, and no ":" follows it', start);

function cannotBegin(char: string, offset: number): YamlRefusal {
  if (char === '\t') return new YamlRefusal('a tab stands where the line is to be indented', offset);
  return new YamlRefusal(
    `no value without quotes begins with "${char}"`,
    offset,
    'yaml-syntax',
    'put the text in quotes',
  );
}

/** In characters, where one may take two places; of what is too long in any case, the places. */
function lengthOf(text: string, from: number, to: number): number {
  const places = to - from;
  return places <= maxKeyLength || places > 2 * maxKeyLength ? places : [...text.slice(from, to)].length;
}
