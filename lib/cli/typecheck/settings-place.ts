import fs from 'node:fs';
import path from 'node:path';
import type { SourceSpan } from '../../diagnostics/finding';
import { positionAt } from '../../diagnostics/source-text';
import { resolveFrom } from '../load/own-modules';

/** Where a project says an option: in its `tsconfig.json`, or in what that extends; the nearest of several. */
export function placeOfOption(option: string, tsconfig: string): SourceSpan | undefined {
  for (const file of settingsChain(tsconfig)) {
    const text = withoutComments(readText(file));
    const found = new RegExp(`"${option}"(?=\\s*:)`).exec(text);
    if (!found) continue;
    const { line, column } = positionAt(text, found.index);
    return { file, line, column, endColumn: column + found[0].length };
  }
  return undefined;
}

/** The file, and those that it extends, in the order in which their options count. */
function settingsChain(tsconfig: string, seen: ReadonlySet<string> = new Set()): string[] {
  if (seen.has(tsconfig) || !fs.existsSync(tsconfig)) return [];
  const parents = extendsOf(tsconfig).flatMap((named) => settingsFile(named, tsconfig) ?? []);
  const below = new Set([...seen, tsconfig]);
  return [tsconfig, ...parents.reverse().flatMap((file) => settingsChain(file, below))];
}

function extendsOf(tsconfig: string): string[] {
  const value = /"extends"\s*:\s*("(?:[^"\\]|\\.)*"|\[[^\]]*\])/.exec(withoutComments(readText(tsconfig)))?.[1] ?? '';
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, named = '']) => named);
}

function settingsFile(named: string, from: string): string | undefined {
  if (!/^\.|^\//.test(named) && !path.isAbsolute(named)) {
    return (
      resolveFrom(from, named) ?? resolveFrom(from, `${named}/tsconfig.json`) ?? resolveFrom(from, `${named}.json`)
    );
  }
  const target = path.resolve(path.dirname(from), named);
  return [target, `${target}.json`].find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
}

const readText = (file: string): string => fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');

/** The same text at the same places, with spaces for comments. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/.*|\/\*[\s\S]*?\*\//g, (token) =>
    token.startsWith('"') ? token : token.replace(/[^\r\n]/g, ' '),
  );
}
