/** The command line that runs, about another path: for people to copy. */
export function commandLine(given: string, instead: string, words: readonly string[] = process.argv.slice(2)): string {
  const at = words.lastIndexOf(given);
  return inShell([
    'netpact',
    ...words.map((word, index) => (index === at ? instead : word)).filter((word) => word !== '--each'),
  ]);
}

/** The command line of a comparison, about one path inside both sides. */
export function comparisonOf(instead: string, words: readonly string[] = process.argv.slice(2)): string {
  const end = words.indexOf('--');
  const sides = (end < 0 ? words : words.slice(0, end)).filter((word) => word !== '--each');
  return inShell(['netpact', ...sides, '--', instead]);
}

export function inShell(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
