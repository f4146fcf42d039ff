/** Why a YAML text is refused, and where: offsets into that text. */
export class YamlRefusal extends Error {
  constructor(
    readonly reason: string,
    readonly offset: number,
    readonly code: 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-alias' = 'yaml-syntax',
    readonly help?: string,
  ) {
    super(reason);
  }
}

/** A line feed, a carriage return, U+0085, U+2028 or U+2029: YAML 1.1 has five line ends. */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** A line end, or the end of the text, where `charCodeAt` gives NaN. */
export function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || Number.isNaN(code);
}

/** What stands between two words: a blank, a line end or the end of the text. */
export function isGap(code: number): boolean {
  if (code > 32) return code >= 0x85 && (code === 0x85 || code === 0x2028 || code === 0x2029);
  return code === 32 || code === 10 || code === 9 || code === 13 || Number.isNaN(code);
}

/** ASCII letters, digits, `_` and `-`: names of anchors, handles of tags. */
export function isWordCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  );
}

/** A place in a text that knows its line and column. */
export class TextCursor {
  at = 0;
  line = 0;
  lineStart = 0;

  constructor(readonly text: string) {}

  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  /** Steps over the line end that stands here, and answers what it says inside of a scalar: only U+2028 and U+2029 stay themselves. */
  takeBreak(): string {
    const { code, text, at } = this;
    // kubectl drops the carriage return at the end of a line before YAML sees it, so that two of them end one line.
    this.at += code !== 13 ? 1 : text.startsWith('\r\n', at + 1) ? 3 : text.startsWith('\n', at + 1) ? 2 : 1;
    this.line++;
    this.lineStart = this.at;
    return code >= 0x2028 ? String.fromCharCode(code) : '\n';
  }

  skipBlanks(): void {
    while (isBlank(this.code)) this.at++;
  }

  /** Steps over a comment, if one stands here: to the end of its line. */
  skipComment(): void {
    if (this.code !== 35) return;
    while (!isBreakOrEnd(this.code)) this.at++;
  }

  /** Whether `---` or `...` stands at the start of a line here. */
  isAtDocumentMarker(): boolean {
    const { text, at } = this;
    if (at !== this.lineStart) return false;
    return (text.startsWith('---', at) || text.startsWith('...', at)) && isGap(text.charCodeAt(at + 3));
  }
}
