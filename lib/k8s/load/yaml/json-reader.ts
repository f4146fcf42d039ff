import { maxDepth, tooDeep } from './node';
import type { PositionedEntry, PositionedNode } from './node-positions';
import { exactly } from './plain-scalar';
import { YamlRefusal } from './yaml-text';
import { setOwn } from './yaml-value';

interface JsonValue {
  readonly value: unknown;
  readonly node: PositionedNode;
}

/** Reads one JSON value with its places, as Go's `encoding/json` does. Throws a YamlRefusal. */
export function parseJson(text: string): JsonValue {
  const reader = new JsonReader(text);
  const read = reader.value();
  reader.checkEnd();
  return read;
}

const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside of text
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const word = /true|false|null/y;

class JsonReader {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  value(): JsonValue {
    this.skipBlanks();
    const start = this.at;
    switch (this.text.charAt(start)) {
      case '{':
        return this.nested(() => this.mapping(start));
      case '[':
        return this.nested(() => this.list(start));
      case '"':
        return { value: this.string(), node: { start, end: this.at } };
    }
    const text = this.take(word);
    const value = text === undefined ? this.number() : JSON.parse(text);
    return { value, node: { start, end: this.at } };
  }

  checkEnd(): void {
    this.skipBlanks();
    if (this.at < this.text.length) this.refuse('the JSON ends here, and something follows');
  }

  private nested(read: () => JsonValue): JsonValue {
    if (++this.depth > maxDepth) this.refuse(tooDeep);
    const value = read();
    this.depth--;
    return value;
  }

  private mapping(start: number): JsonValue {
    const value: Record<string, unknown> = {};
    const entries = new Map<string, PositionedEntry>();
    this.each('}', () => {
      const keyStart = this.at;
      const name = this.string();
      const key = { start: keyStart, end: this.at };
      if (entries.has(name)) {
        const help = 'keep one of the two: Kubernetes refuses a manifest that sets a key twice';
        throw new YamlRefusal('this key is already set in the same mapping', keyStart, 'yaml-duplicate-key', help);
      }
      this.skipBlanks();
      if (this.text.charAt(this.at) !== ':') this.refuse('in JSON, ":" follows a key');
      this.at++;
      const child = this.value();
      setOwn(value, name, child.value);
      entries.set(name, { key, value: child.node });
    });
    return { value, node: { start, end: this.at, entries } };
  }

  private list(start: number): JsonValue {
    const values: unknown[] = [];
    const items: PositionedNode[] = [];
    this.each(']', () => {
      const { value, node } = this.value();
      values.push(value);
      items.push(node);
    });
    return { value: values, node: { start, end: this.at, items } };
  }

  /** Reads what stands between brackets, and steps over the closing one. */
  private each(bracket: string, read: () => void): void {
    this.at++;
    for (let isFirst = true; ; isFirst = false) {
      this.skipBlanks();
      const char = this.text.charAt(this.at);
      if (char === bracket && isFirst) break;
      if (!isFirst) {
        if (char === bracket) break;
        if (char !== ',') this.refuse(`in JSON, "," or "${bracket}" is expected here`);
        this.at++;
        this.skipBlanks();
      }
      read();
    }
    this.at++;
  }

  private string(): string {
    const text = this.take(string);
    if (text === undefined) {
      const isOpen = this.text.charAt(this.at) === '"';
      return this.refuse(
        isOpen
          ? 'in JSON, this text has no end or holds what it must not'
          : 'in JSON, text in double quotes is expected here',
      );
    }
    // Go writes U+FFFD for half of a surrogate pair.
    return String(JSON.parse(text)).replace(/\p{Surrogate}/gu, '\uFFFD');
  }

  private number(): unknown {
    number.lastIndex = this.at;
    const [text, fraction, exponent] = number.exec(this.text) ?? [];
    if (text === undefined) return this.refuse('in JSON, no value begins like this');
    const inexact = Number(text);
    if (!Number.isFinite(inexact)) this.refuse(`Kubernetes holds no number as large as ${text}`);
    this.at += text.length;
    if (fraction !== undefined || exponent !== undefined || Number.isSafeInteger(inexact)) return inexact;
    return exactly(BigInt(text)) ?? inexact;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.text)?.[0];
    this.at += text?.length ?? 0;
    return text;
  }

  private skipBlanks(): void {
    for (let char = this.text.charCodeAt(this.at); char === 32 || char === 10 || char === 13 || char === 9; )
      char = this.text.charCodeAt(++this.at);
  }

  private refuse(reason: string): never {
    throw new YamlRefusal(reason, this.at, 'yaml-syntax', yamlInstead);
  }
}

const yamlInstead =
  'to kubectl, a file that begins with "{" and a quote is JSON to its end: begin it with a line "---" if it is YAML';
