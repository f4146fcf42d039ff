/** A quoted string; a backslash would start one of Graphviz's escapes. */
export function dotString(text: string): string {
  return `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/\r\n|\r|\n/g, '\\n')}"`;
}
