import { isBlank, isBreak, isBreakOrEnd, isGap, isWordCharacter, type TextCursor, YamlRefusal } from './yaml-text';

/** The handle and the rest of a tag: `!!str` is `!!` and `str`; `!<x>` has no handle. */
export interface ScannedTag {
  readonly handle: string;
  readonly suffix: string;
}

/** A line `%YAML 1.1` or `%TAG !x! prefix`. */
export type Directive =
  | { readonly name: 'YAML'; readonly version: string }
  | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string };

/** The name of an anchor (`&name`) or an alias (`*name`). */
export function scanAnchor(cursor: TextCursor): string {
  const start = cursor.at;
  cursor.at++;
  const name = takeWord(cursor);
  if (name === '' || !(isGap(cursor.code) || '?:,]}%@`'.includes(cursor.text.charAt(cursor.at))))
    throw new YamlRefusal('the name of an anchor or an alias is made of letters, digits, "-" and "_"', start);
  return name;
}

export function scanTag(cursor: TextCursor): ScannedTag {
  const start = cursor.at;
  const tag = cursor.text.charAt(start + 1) === '<' ? takeVerbatimTag(cursor) : takeShortTag(cursor);
  if (!isGap(cursor.code)) throw new YamlRefusal('a blank is missing behind this tag', start);
  return tag;
}

function takeVerbatimTag(cursor: TextCursor): ScannedTag {
  const start = cursor.at;
  cursor.at += 2;
  const suffix = takeUri(cursor, start);
  if (cursor.text.charAt(cursor.at) !== '>') throw new YamlRefusal('this tag is not closed with ">"', start);
  cursor.at++;
  return { handle: '', suffix };
}

function takeShortTag(cursor: TextCursor): ScannedTag {
  const start = cursor.at;
  const handle = takeHandle(cursor);
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: takeUri(cursor, start) };
  const suffix = takeUri(cursor, start, handle);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

/** `!`, `!!`, `!name!`, or the beginning of a tag without a handle. */
function takeHandle(cursor: TextCursor): string {
  const start = cursor.at;
  if (cursor.text.charAt(start) !== '!') throw new YamlRefusal('here a tag handle ("!") is expected', start);
  cursor.at++;
  takeWord(cursor);
  if (cursor.text.charAt(cursor.at) === '!') cursor.at++;
  return cursor.text.slice(start, cursor.at);
}

const uriCharacters = ";/?:@&=+$,.!~*'()[]%";

/** The rest of a tag, with what of it (`!` and more) is read already. */
function takeUri(cursor: TextCursor, start: number, head = ''): string {
  const from = cursor.at;
  while (
    isWordCharacter(cursor.code) ||
    (!Number.isNaN(cursor.code) && uriCharacters.includes(cursor.text.charAt(cursor.at)))
  )
    cursor.at++;
  if (head === '' && cursor.at === from) throw new YamlRefusal('this tag has no name', start);
  const text = head.slice(1) + cursor.text.slice(from, cursor.at);
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    throw new YamlRefusal('this tag holds a "%" that is no escape', start);
  }
}

function takeWord(cursor: TextCursor): string {
  const from = cursor.at;
  while (isWordCharacter(cursor.code)) cursor.at++;
  return cursor.text.slice(from, cursor.at);
}

export function scanDirective(cursor: TextCursor): Directive {
  const start = cursor.at;
  cursor.at++;
  const name = takeWord(cursor);
  const directive = isGap(cursor.code) ? takeDirective(cursor, name) : undefined;
  if (!directive) throw new YamlRefusal('a line that begins with "%" is "%YAML 1.1", "%TAG …", or a mistake', start);
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.code)) throw new YamlRefusal('this line says more than a directive', cursor.at);
  if (isBreak(cursor.code)) cursor.takeBreak();
  return directive;
}

function takeDirective(cursor: TextCursor, name: string): Directive | undefined {
  cursor.skipBlanks();
  if (name === 'YAML') {
    const [version] = /^[0-9]{1,2}\.[0-9]{1,2}(?![0-9])/.exec(cursor.text.slice(cursor.at, cursor.at + 8)) ?? [];
    if (version === undefined) return undefined;
    cursor.at += version.length;
    return { name, version: version.split('.').map(Number).join('.') };
  }
  if (name !== 'TAG') return undefined;
  const start = cursor.at;
  const handle = takeHandle(cursor);
  if ((handle !== '!' && !(handle.length > 1 && handle.endsWith('!'))) || !isBlank(cursor.code)) return undefined;
  cursor.skipBlanks();
  const prefix = takeUri(cursor, start);
  return isGap(cursor.code) ? { name, handle, prefix } : undefined;
}
