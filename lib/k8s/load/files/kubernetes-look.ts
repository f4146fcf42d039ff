/**
 * Whether a text that cannot be read may be meant for Kubernetes: it holds the key `apiVersion` or `kind`, however it is
 * written (quoted, with escapes, an anchor or a tag), outside of lines that are nothing but a comment. A text with neither
 * is no object to any reader, whatever its syntax.
 */
export function looksLikeKubernetes(text: string): boolean {
  const plain = text.replace(commentLine, '').replace(unread, '');
  return holdsKey(plain) || (plain.includes('\\') && holdsKey(unescaped(plain)));
}

/** Whether the word of such a key stands anywhere, in comments too, or may: where there are escapes. */
export function mentionsKubernetes(text: string): boolean {
  const plain = text.replace(unread, '');
  return word.test(plain) || /!!|!<|\\/.test(plain);
}

const holdsKey = (text: string): boolean => key.test(text) || (word.test(text) && keyElsewhere.test(text));

/**
 * A comment must not hide what Kubernetes takes for the next line: after a lone carriage return, U+0085, U+2028 or U+2029.
 * Nor must a line of a quoted text that only looks like one: what follows such a text follows its closing quote.
 */
const commentLine = /^[ \t]*#[^\n\r\x85\u2028\u2029"']*$/gm;

/** Byte order marks vanish from keys; a zero byte follows each letter of UTF-16. */
const unread = /[\uFEFF\0]+/g;

/** The word and its colon, and binary data, which may spell any key, its tag with escapes. */
const key =
  /(?<![\w.-])(?:apiVersion|kind)(?::(?=[\s\x85,[\]{}]|$)|["']?[\s\x85]+:|["']:)|!!binary|yaml\.org,2002:binary|![!<][^\s<>!%]*%[\dA-Fa-f]{2}/;

const word = /(?<![\w.-])(?:apiVersion|kind)(?![\w.-])/;

/** What lets a key stand away from its colon: a question mark before it, or an alias in its place. */
const keyElsewhere = /(?<![^\s\x85,[{])\?|\*[\w-]+[ \t]*:/;

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
