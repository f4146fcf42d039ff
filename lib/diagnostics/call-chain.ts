/** `shop`, `foreignNamespace('shop')`, or nothing: what a method may be called on, and no operator. */
export function isChain(text: string): boolean {
  const rest = withoutArguments([text]);
  return rest !== undefined && /^[\p{L}\p{N}_$.()]*$/u.test(rest);
}

/** Whether no method is called on what a call returns. */
export function isLastCall(lines: readonly string[]): boolean {
  const rest = withoutArguments(lines, true);
  return rest !== undefined && !/^[\p{L}\p{N}_$]+\(\)\s*(?:\?\.|\.)/u.test(rest);
}

/** How much is read of a call: no one writes longer ones by hand. */
const mostLines = 200;

/**
 * Code with nothing between its brackets, strings and comments left out; undefined where a bracket is not closed. With
 * `untilClosed` as much as shows what follows the first call.
 */
function withoutArguments(lines: readonly string[], untilClosed = false): string | undefined {
  let rest = '';
  let depth = 0;
  const text = lines.slice(0, mostLines).join('\n');
  for (const [token] of text.matchAll(
    /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[\s\S]/gu,
  )) {
    const isText = token.length > 1 && /^['"`/]/.test(token);
    if (/^[([{]$/.test(token)) depth++;
    if (depth <= 1 && /^[()]$/.test(token)) rest += token;
    else if (depth === 0 && !isText) rest += token;
    if (/^[)\]}]$/.test(token)) depth--;
    if (depth < 0) return untilClosed ? rest : undefined;
    if (untilClosed && depth === 0 && /\)\s*[^\s)]/u.test(rest)) return rest;
  }
  return depth === 0 ? rest : undefined;
}
