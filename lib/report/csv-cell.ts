/** A cell as RFC 4180 quotes it. Spreadsheets run one that starts like a formula: it gets an apostrophe, which they take for "this is text". */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
