import type { SourceSpan } from '../../../diagnostics/finding';
import { linesOf } from '../../../diagnostics/source-text';

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The arguments of the call at a place, as they are written; texts in them are blank. */
export function argumentsAt(source: string, { line, column }: SourceSpan): readonly string[] {
  const text = linesOf(source)
    .slice(line - 1)
    .join('\n')
    .slice(column - 1)
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (hidden) =>
      ' '.repeat(hidden.length),
    );
  const open: string[] = [];
  const found: string[] = [];
  let start = text.indexOf('(') + 1;
  for (let at = start; start > 0 && at < text.length; at++) {
    const character = text[at] ?? '';
    const isEnd = open.length === 0 && character === ')';
    if (open.length === 0 && (character === ',' || isEnd)) {
      found.push(text.slice(start, at).trim());
      start = at + 1;
    }
    if (isEnd) break;
    if (closing[character]) open.push(closing[character]);
    else if (character === open.at(-1)) open.pop();
  }
  return found.filter((each) => each !== '');
}

/** The values that a text names: `flow` and `shop.web` in `{ flows: [flow(shop.web)] }`; no keys and no members of calls. */
export function namesIn(text: string): readonly string[] {
  const words = text.matchAll(/(?<![\w$])(?<!(?<!\.\.)\.)[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*/g);
  return [...words].flatMap(({ 0: word, index }) => {
    const isKey = /[{,]\s*$/.test(text.slice(0, index)) && /^\s*:/.test(text.slice(index + word.length));
    return isKey ? [] : [word];
  });
}
