import { mayBeOtherThanString, resolvePlain } from './plain-scalar';

/**
 * Reads the plain block style that tools write (nested mappings and lists, one-line scalars, `{}`, `[]`). Answers undefined
 * for everything else, errors included: a full reader then decides.
 *
 * It takes a fifth of the full reader's time. Without it whole commands need this much more processor time: `connectivity`
 * of 1,000 workloads 25 %, of 10,000 46 %; `explain` of 1,000 43 %; `synth` of 10,000 flows, which reads them back, 22 %;
 * `audit` of 5,000 files of one object 10 %, `explain` of them 24 %.
 */
export function readBlockDocument(text: string, start: number, end: number): { readonly value: unknown } | undefined {
  try {
    const reader = new BlockReader(text, start, end);
    return { value: reader.document() };
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

const unusual = Symbol('not plain block style');
const maxDepth = 60;
const maxKeyLength = 1024;
const [carriageReturn, space, hash, dash, colon, quote, apostrophe] = [13, 32, 35, 45, 58, 34, 39];

/** Letters, digits and `_ - . /`: keys made of these need no quotes. */
const keyCharacters = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./') {
  keyCharacters[char.charCodeAt(0)] = 1;
}
/** Characters that no plain scalar may start with, or whose meaning depends on what follows. */
const indicators = new Uint8Array(128);
for (const char of '-?:,[]{}#&*!|>\'"%@`=<') indicators[char.charCodeAt(0)] = 1;

/** Control characters, other line ends, byte order marks and halves of surrogate pairs: the full reader knows which are allowed. */
function isRare(code: number): boolean {
  return code < 32 || (code > 126 && (code < 160 || code === 0x2028 || code === 0x2029 || code > 0xd7ff));
}

/** The key that was read last for each of 1,024 hashes. */
const knownKeys: (string | undefined)[] = new Array(1024).fill(undefined);

/** A cursor over the lines of one document; blank lines and comments are skipped. */
class BlockReader {
  /** Of the current line: the column of its first character, where that stands, and where the line ends. */
  private indent = -1;
  private at = 0;
  private lineEnd = 0;
  private next: number;
  private depth = 0;

  constructor(
    private readonly text: string,
    start: number,
    private readonly end: number,
  ) {
    this.next = start;
  }

  document(): unknown {
    this.advance();
    if (this.indent === 0 && this.text.startsWith('---', this.at) && this.at + 3 === this.lineEnd) this.advance();
    if (this.indent < 0) return null;
    const value = this.node();
    if (this.indent >= 0) throw unusual;
    return value;
  }

  private advance(): void {
    const { text, end } = this;
    let position = this.next;
    while (position < end) {
      const lineStart = position;
      while (position < end && text.charCodeAt(position) === space) position++;
      const first = position;
      let lineEnd = text.indexOf('\n', position);
      if (lineEnd < 0 || lineEnd > end) lineEnd = end;
      position = lineEnd + 1;
      while (lineEnd > first) {
        const last = text.charCodeAt(lineEnd - 1);
        if (last !== carriageReturn && last !== space) break;
        lineEnd--;
      }
      if (lineEnd === first) continue;
      if (text.charCodeAt(first) === hash) {
        for (let at = first; at < lineEnd; at++) if (isRare(text.charCodeAt(at))) throw unusual;
        continue;
      }
      this.indent = first - lineStart;
      this.at = first;
      this.lineEnd = lineEnd;
      this.next = position;
      return;
    }
    this.next = position;
    this.indent = -1;
  }

  private node(): unknown {
    if (++this.depth > maxDepth) throw unusual;
    const value = this.atDash() ? this.sequence(this.indent) : this.mapping(this.indent);
    this.depth--;
    return value;
  }

  private atDash(): boolean {
    if (this.text.charCodeAt(this.at) !== dash) return false;
    return this.at + 1 === this.lineEnd || this.text.charCodeAt(this.at + 1) === space;
  }

  private mapping(indent: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    while (this.indent === indent && !this.atDash()) {
      const keyEnd = this.keyEnd();
      if (keyEnd < 0 || keyEnd - this.at > maxKeyLength) throw unusual;
      const key = this.key(keyEnd);
      if (map[key] !== undefined || key === '__proto__') throw unusual;
      map[key] = this.value(keyEnd + 1, indent);
    }
    if (this.indent > indent) throw unusual;
    return map;
  }

  /** Where the key that the current line starts with ends; -1 where the line starts with none. */
  private keyEnd(): number {
    const { text, lineEnd } = this;
    let position = this.at;
    let code = text.charCodeAt(position);
    if (code < 128 && indicators[code]) return -1;
    while (position < lineEnd && code < 128 && keyCharacters[code]) code = text.charCodeAt(++position);
    if (position === this.at || position >= lineEnd || code !== colon) return -1;
    return position + 1 === lineEnd || text.charCodeAt(position + 1) === space ? position : -1;
  }

  private key(keyEnd: number): string {
    const { text, at } = this;
    const length = keyEnd - at;
    const slot = (length * 31 + text.charCodeAt(at) * 7 + text.charCodeAt(keyEnd - 1)) & (knownKeys.length - 1);
    // The same few keys come again and again: a known one costs a comparison, a new string costs three times that.
    const known = knownKeys[slot];
    if (known !== undefined && known.length === length && text.startsWith(known, at)) return known;
    const key = text.slice(at, keyEnd);
    // Keys that are no strings (`on`, `80`, `~`) are left to the full reader.
    if (mayBeOtherThanString(key.charCodeAt(0)) && typeof resolvePlain(key) !== 'string') throw unusual;
    knownKeys[slot] = key;
    return key;
  }

  /** The value of a mapping entry, whose text starts after `position` in the current line or on the lines below. */
  private value(position: number, indent: number): unknown {
    const from = this.skipSpaces(position);
    if (from < this.lineEnd) return this.scalar(from, indent);
    this.advance();
    if (this.indent > indent) return this.node();
    if (this.indent === indent && this.atDash()) return this.sequence(indent);
    return null;
  }

  private sequence(indent: number): unknown[] {
    const items: unknown[] = [];
    while (this.indent === indent && this.atDash()) {
      const from = this.skipSpaces(this.at + 1);
      if (from >= this.lineEnd) {
        this.advance();
        items.push(this.indent > indent ? this.node() : null);
        continue;
      }
      // A mapping may start on the line of its dash: its keys then stand where the first one does.
      const column = indent + from - this.at;
      const dashAt = this.at;
      this.at = from;
      if (this.keyEnd() >= 0) {
        this.indent = column;
        items.push(this.node());
      } else {
        this.at = dashAt;
        items.push(this.scalar(from, indent));
      }
    }
    if (this.indent > indent) throw unusual;
    return items;
  }

  private skipSpaces(position: number): number {
    let from = position;
    while (from < this.lineEnd && this.text.charCodeAt(from) === space) from++;
    return from;
  }

  /** A scalar that ends with its line; a line below that is indented deeper would continue it. */
  private scalar(from: number, indent: number): unknown {
    const { text, lineEnd } = this;
    const first = text.charCodeAt(from);
    let value: unknown;
    if (first === quote || first === apostrophe) value = this.quoted(from, first);
    else if (first < 128 && indicators[first]) value = this.empty(from);
    else {
      this.checkPlain(from);
      const plain = text.slice(from, lineEnd);
      value = mayBeOtherThanString(first) ? resolvePlain(plain) : plain;
      if (typeof value === 'number' && !Number.isFinite(value)) throw unusual;
    }
    this.advance();
    if (this.indent > indent) throw unusual;
    return value;
  }

  private checkPlain(from: number): void {
    const { text, lineEnd } = this;
    let before = space;
    for (let position = from; position < lineEnd; position++) {
      const code = text.charCodeAt(position);
      if (isRare(code) || (code === hash && before === space)) throw unusual;
      if (before === colon && code === space) throw unusual;
      before = code;
    }
    if (before === colon) throw unusual;
  }

  private quoted(from: number, mark: number): string {
    const { text, lineEnd } = this;
    if (lineEnd - from < 2 || text.charCodeAt(lineEnd - 1) !== mark) throw unusual;
    for (let position = from + 1; position < lineEnd - 1; position++) {
      const code = text.charCodeAt(position);
      if (isRare(code) || code === mark || code === 92) throw unusual;
    }
    return text.slice(from + 1, lineEnd - 1);
  }

  private empty(from: number): unknown {
    if (this.lineEnd - from === 2) {
      if (this.text.startsWith('{}', from)) return {};
      if (this.text.startsWith('[]', from)) return [];
    }
    // Negative numbers (`-1`) start with an indicator too; they are rare enough for the full reader.
    throw unusual;
  }
}
