import { getOrInsert } from '../algebra/keyed';

/** Reads a source file for its frame; undefined where it cannot be read. Given by the caller: this layer touches no files. */
export type ReadSource = (file: string) => string | undefined;

/** How many texts are remembered: frames are printed file by file. */
const rememberedTexts = 8;
const remembered = new Map<string, readonly string[]>();

/** The lines of a text, whatever ends them; the byte order mark is dropped, as editors and compilers count columns without it. */
export function linesOf(text: string): readonly string[] {
  if (remembered.size >= rememberedTexts && !remembered.has(text)) remembered.clear();
  return getOrInsert(remembered, text, () => text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/));
}

/** A path as it is printed: relative to `cwd` where it is inside of it, always with `/`. */
export function displayPath(file: string, cwd: string): string {
  const slashed = file.replaceAll('\\', '/');
  const folder = cwd.replaceAll('\\', '/').replace(/\/*$/, '/');
  return slashed.startsWith(folder) ? slashed.slice(folder.length) : slashed;
}
