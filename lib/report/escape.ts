import { printable, printableLines } from '../diagnostics/printable';

/** Text that Markdown shows as it is, on one line: nothing in it is markup, a link or the end of a cell. */
export function markdownText(text: string): string {
  return printable(text.replace(/\s+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~!@#()]/g, (mark) => `\\${mark}`);
}

/** Text in a code span; backticks inside of it cannot end it. */
export function markdownCode(text: string): string {
  const flat = printable(text.replace(/\s+/g, ' '));
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`;
}

/** Text in an element or a quoted attribute of HTML or XML. */
export function escapeHtml(text: string): string {
  return printableLines(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A cell as RFC 4180 quotes it. Spreadsheets run one that starts like a formula: it gets an apostrophe, which they take for "this is text". */
export function csvCell(text: string): string {
  const shown = printable(text);
  const harmless = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${shown}` : shown;
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
