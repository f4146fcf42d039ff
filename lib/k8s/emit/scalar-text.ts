import { stringify } from 'yaml';

/** `yaml` reads and writes 1.2; with these options it quotes whatever a YAML 1.1 reader (Go's, PyYAML) would take for something else. */
const options = { version: '1.1', compat: 'core', lineWidth: 0, aliasDuplicateObjects: false } as const;

/** Text that no YAML reader takes for anything but itself: begins with a letter, holds no colon, hash, bracket or quote, ends in a letter or digit. */
const plain = /^[A-Za-z](?:[A-Za-z0-9 ,()./_-]*[A-Za-z0-9])?$/;
/** Words that look plain and are booleans or null to some reader. */
const reserved = /^(?:y|yes|n|no|on|off|true|false|null)$/i;

/** A scalar on one line, quoted where some reader would misread it. */
export function scalarText(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  if (plain.test(value) && !reserved.test(value)) return value;
  // A block scalar would depend on the indentation around it, and control characters are unreadable in any style.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(value)) return doubleQuoted(value);
  // As keys these two have a meaning of their own in YAML 1.1, which `yaml` leaves open to its writer.
  if (value === '<<' || value === '=') return `"${value}"`;
  const text = stringify(value, options).trimEnd();
  // Alone, a text that begins like a document marker becomes a block scalar.
  return text.includes('\n') ? doubleQuoted(value) : text;
}

/** JSON's quoting is YAML's double-quoted style, as long as everything unprintable is escaped. */
function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
