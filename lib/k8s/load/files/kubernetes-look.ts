/**
 * Whether a text that cannot be read may be meant for Kubernetes: it holds the key `apiVersion` or `kind`, however it is
 * written (quoted, with escapes, an anchor or a tag), outside of lines that are nothing but a comment. A text with neither
 * is no object to any reader, whatever its syntax.
 */
export function looksLikeKubernetes(text: string): boolean {
  const plain = text.replace(commentLine, '').replace(unread, '');
  return key.test(plain) || (plain.includes('\\') && key.test(unescaped(plain)));
}

/** A comment must not hide what Kubernetes takes for the next line: after a lone carriage return, U+0085, U+2028 or U+2029. */
const commentLine = /^[ \t]*#[^\n\r\x85\u2028\u2029]*$/gm;

/** Byte order marks vanish from keys; a zero byte follows each letter of UTF-16. */
const unread = /[\uFEFF\0]+/g;

/** The word and its colon; the word alone after a question mark, an anchor or a tag; and binary data, which may spell any key. */
const key =
  /(?<![\w.-])(?:apiVersion|kind)(?:\s*:(?=[\s\x85,[\]{}]|$)|["']\s*:)|(?:\?|&[^\s&]\S*|![^\s=]*)[ \t]+["']?(?:apiVersion|kind)(?![\w.-])|!!binary|yaml\.org,2002:binary/;

/** Escapes as double quotes read them; a backslash at the end of a line joins it with the next. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|\r?[\n\x85\u2028\u2029]\s*|\r\s*)/g,
    (whole, ...[two, four, eight]: readonly (string | undefined)[]) => {
      const digits = two ?? four ?? eight;
      if (digits === undefined) return '';
      const code = Number.parseInt(digits, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
