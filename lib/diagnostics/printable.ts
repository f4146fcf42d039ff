/**
 * Text of an input as it may be shown, on one line: whatever moves a cursor, ends a line or turns the direction of writing
 * stands there as an escape, `\u202e`. JSON reads those escapes as what they stand for.
 */
export function printable(text: string): string {
  return text.replace(unshown, escaped);
}

/** The same for a text of several lines; `keeps` says what stays beside their ends. */
export function printableLines(text: string, keeps: (match: string) => boolean = () => false): string {
  return text.replace(unshownInLines, (match) => (keeps(match) ? match : printable(match)));
}

/** Control characters, what else ends a line, and the marks of bidirectional text. */
const unshown = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
/** The same without the line feed, and colours as one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unshownInLines = /\u001b\[[\d;]*m|(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (mark: string): string =>
  short[mark] ?? `\\u${(mark.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
