import { printable } from '../diagnostics/printable';

/** Text that Markdown shows as it is: nothing in it is markup, a link or the end of a cell. */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~!@#()]/g, (mark) => `\\${mark}`);
}
