/** The first line of every file that netpact writes; only files that begin with it are ever replaced or removed. */
export const marker = '# Written by netpact. Change the TypeScript source, not this file.';

/** Whether a file's text says that netpact wrote it, also after a checkout with Windows line ends. */
export function hasMarker(text: string): boolean {
  return text.startsWith(`${marker}\n`) || text.startsWith(`${marker}\r\n`);
}
