import { commandOf } from '../../wording/shell';

/**
 * The command line that runs, about another path: for people to copy. `asked` are the paths as they were written, where
 * `given` is one that was found among them.
 */
export function commandLine(
  given: string,
  instead: string,
  asked: readonly string[] = [],
  words: readonly string[] = process.argv.slice(2),
): string {
  const kept = instead === '-' ? withoutValues(words) : words;
  const at = kept.lastIndexOf(kept.includes(given) ? given : (asked[0] ?? given));
  const others = new Set(kept.includes(given) ? [] : asked.slice(1));
  const isKept = (word: string, index: number) => word !== '--each' && (index === at || !others.has(word));
  return commandOf(['netpact', ...kept.filter(isKept).map((word) => (word === kept[at] ? instead : word))]);
}

/** The command line that runs, for each root on its own. */
export function commandForEach(words: readonly string[] = process.argv.slice(2)): string {
  const end = words.indexOf('--');
  const at = end < 0 ? words.length : end;
  return commandOf(['netpact', ...words.slice(0, at), '--each', ...words.slice(at)]);
}

/** The command line of a comparison, about one path inside both sides. */
export function comparisonOf(instead: string, words: readonly string[] = process.argv.slice(2)): string {
  const end = words.indexOf('--');
  const sides = (end < 0 ? words : words.slice(0, end)).filter((word) => word !== '--each');
  return commandOf(['netpact', ...sides, '--', instead]);
}

/** What is rendered already has no values any more. */
function withoutValues(words: readonly string[]): readonly string[] {
  const options = ['--values', '--set', '--release'];
  return words.filter(
    (word, index) =>
      !options.some((option) => word === option || word.startsWith(`${option}=`)) &&
      !options.includes(words[index - 1] ?? ''),
  );
}
