import { getOrInsert } from '../algebra/keyed';

/** Reads a source file for its frame; undefined where it cannot be read. Given by the caller: this layer touches no files. */
export type ReadSource = (file: string) => string | undefined;

const lineEnd = /\r\n|\n|\r/;

/** How many texts are remembered: frames are printed file by file. */
const rememberedTexts = 8;
const remembered = new Map<string, readonly string[]>();

/** The lines of a text, whatever ends them; the byte order mark is dropped, as editors and compilers count columns without it. */
export function linesOf(text: string): readonly string[] {
  if (remembered.size >= rememberedTexts && !remembered.has(text)) remembered.clear();
  return getOrInsert(remembered, text, () => text.replace(/^\uFEFF/, '').split(lineEnd));
}

/** The line and column of a place in a text, from 1. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(lineEnd);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** A path as it is printed: relative to `cwd` where it is inside of it, always with `/`. */
export function displayPath(file: string, cwd: string): string {
  const slashed = file.replaceAll('\\', '/');
  const folder = cwd.replaceAll('\\', '/').replace(/\/*$/, '/');
  return slashed.startsWith(folder) ? slashed.slice(folder.length) : slashed;
}
