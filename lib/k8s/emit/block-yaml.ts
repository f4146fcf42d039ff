import { stringify } from 'yaml';

/** Plain data as it goes into a manifest; undefined entries are left out. */
export type YamlValue = string | number | bigint | boolean | null | readonly (YamlValue | Commented)[] | YamlMap;

export interface YamlMap {
  readonly [key: string]: YamlValue | Lines | undefined;
}

/** An item of an entry's list, with a line over it. The comment holds nothing that ends a line. */
export class Commented {
  constructor(
    readonly comment: string,
    readonly value: YamlMap,
  ) {}
}

/** A text that is written line below line, so that a change of one line is read as one. */
export class Lines {
  constructor(readonly lines: readonly string[]) {}
}

/**
 * A document in block style, two spaces per level, ending in a newline: byte for byte what the package `yaml` writes for the
 * same object (text of several lines aside), four times as fast, because manifests need neither anchors nor folding.
 * Throws a RangeError for a text that is no Unicode.
 */
export function blockYaml(value: YamlMap): string {
  const lines: string[] = [];
  writeMap(value, '', lines, '');
  return `${lines.join('\n')}\n`;
}

/** `lead` stands before the first entry: the dash of the list item that the map is, else the indentation. */
function writeMap(map: YamlMap, indent: string, lines: string[], lead: string): void {
  let start = lead;
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) continue;
    const head = `${start}${scalarText(key)}:`;
    start = indent;
    if (value instanceof Lines) writeLines(head, value, `${indent}  `, lines);
    else if (!isCollection(value)) lines.push(`${head} ${scalarText(value)}`);
    else if (isEmpty(value)) lines.push(`${head} ${Array.isArray(value) ? '[]' : '{}'}`);
    else {
      lines.push(head);
      writeChild(value, `${indent}  `, lines, `${indent}  `);
    }
  }
}

/** Where a line is more than visible text, the whole is quoted: what a literal block says depends on its spaces. */
function writeLines(head: string, { lines: texts }: Lines, indent: string, lines: string[]): void {
  const isPlain = texts.every((text) => /^\S(?:.*\S)?$/u.test(text) && !unseen.test(text));
  const whole = texts.join('\n');
  if (!isPlain || isBroken(whole)) lines.push(`${head} ${scalarText(whole)}`);
  else lines.push(`${head} |-`, ...texts.map((text) => `${indent}${text}`));
}

function writeChild(value: Collection, indent: string, lines: string[], lead: string): void {
  if (!isList(value)) {
    writeMap(value, indent, lines, lead);
    return;
  }
  let start = lead;
  for (const each of value) {
    const item = each instanceof Commented ? each.value : each;
    if (each instanceof Commented) lines.push(`${indent}# ${each.comment}`);
    if (!isCollection(item)) lines.push(`${start}- ${scalarText(item)}`);
    else if (isEmpty(item)) lines.push(`${start}- ${isList(item) ? '[]' : '{}'}`);
    else writeChild(item, `${indent}  `, lines, `${start}- `);
    start = indent;
  }
}

type Collection = readonly (YamlValue | Commented)[] | YamlMap;

function isCollection(value: YamlValue): value is Collection {
  return typeof value === 'object' && value !== null;
}

function isList(value: Collection): value is readonly (YamlValue | Commented)[] {
  return Array.isArray(value);
}

function isEmpty(value: Collection): boolean {
  return isList(value) ? value.length === 0 : Object.values(value).every((entry) => entry === undefined);
}

/** `yaml` reads and writes 1.2; with these options it quotes most of what a YAML 1.1 reader (Go's, PyYAML) would take for something else. */
const options = { version: '1.1', compat: 'core', lineWidth: 0, aliasDuplicateObjects: false } as const;

/** Text that no YAML reader takes for anything but itself: begins with a letter, holds no colon, hash, bracket or quote, ends in a letter or digit. */
const plain = /^[A-Za-z](?:[A-Za-z0-9 ,()./_-]*[A-Za-z0-9])?$/;
/** Words that look plain and are booleans or null to some reader. */
const reserved = /^(?:y|yes|n|no|on|off|true|false|null)$/i;
/**
 * What no eye can tell from nothing, from a space or from a line's end, and what go-yaml refuses unescaped: control and format
 * characters, all spaces but one, and the code points that are no characters.
 */
export const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb\ufffe\uffff]/;
/**
 * Numbers to go-yaml, which `sigs.k8s.io/yaml` reads with, and to no specification: in what begins like a number it drops every
 * `_`, and then asks Go's ParseInt and ParseFloat, which know `0O17`, `0b11` and `0b-1` (go.yaml.in/yaml/v2, resolve.go).
 */
const goNumber = /^[-+]?(?:0(?:b[-+]?|[ox])[0-9a-f]+|(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?)$/i;

function isGoNumber(text: string): boolean {
  return /^[-+.\d]/.test(text) && goNumber.test(text.replaceAll('_', ''));
}

/** Whether a text holds half of a surrogate pair, which no file in UTF-8 can hold and Go's readers replace or refuse. */
export function isBroken(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** A scalar on one line, quoted where some reader would misread it. */
function scalarText(value: Exclude<YamlValue, Collection>): string {
  if (typeof value !== 'string') return String(value);
  if (plain.test(value) && !reserved.test(value)) return value;
  if (isBroken(value)) throw new RangeError(`${JSON.stringify(value)} is no text: it holds half of a character`);
  // A block scalar would depend on the indentation around it, and what is unseen is unreadable in any other style.
  if (unseen.test(value) || isGoNumber(value)) return doubleQuoted(value);
  // As keys these two have a meaning of their own in YAML 1.1, which `yaml` leaves open to its writer.
  if (value === '<<' || value === '=') return doubleQuoted(value);
  const text = stringify(value, options).slice(0, -1);
  // Alone, a text that begins like a document marker becomes a block scalar.
  return text.includes('\n') ? doubleQuoted(value) : text;
}

/** JSON's quoting is YAML's double-quoted style, as long as everything unseen is escaped. */
function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(
    new RegExp(unseen, 'g'),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
