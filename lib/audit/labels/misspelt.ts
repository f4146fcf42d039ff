import { isCommonWord } from '../../analyze/labels/common-words';
import { editDistance } from '../../diagnostics/suggest';

/** How a value is another one misspelt. */
export interface Misspelling {
  /**
   * `form`: the same words in another number, case or with other separators (`cart` for `carts`), a mistake that is made
   * wherever the value is written. `slip`: one or two letters of a word are wrong (`frontned`), which happens once.
   */
  readonly kind: 'form' | 'slip';
  /** What is misspelt, in lower case: the value, or a word of it. */
  readonly word: string;
}

/**
 * How `written` is a misspelt `meant`, so near that it is hardly another name; undefined where it may be. Strict: what is told
 * apart by a digit or a version is two things, and so are two words that services are called by (`shipping`, `shopping`).
 */
export function misspellingOf(written: string, meant: string): Misspelling | undefined {
  // Asked of many values: what is another one for sure is told at once.
  if (written === meant || Math.abs(written.length - meant.length) > 4) return undefined;
  if (written.charAt(0).toLowerCase() !== meant.charAt(0).toLowerCase()) return undefined;
  const words = written.toLowerCase().split(/[^a-z0-9]+/);
  const others = meant.toLowerCase().split(/[^a-z0-9]+/);
  if (words.join('') === others.join(''))
    return areSeparatedAlike(words, others) ? { kind: 'form', word: written } : undefined;
  if (words.length !== others.length) return undefined;
  const [first, ...more] = words.flatMap((word, index) =>
    word === others[index] ? [] : [[word, others[index] ?? '']],
  );
  const [word, other] = first ?? [];
  if (word === undefined || other === undefined || more.length > 0 || /\d/.test(word + other)) return undefined;
  if (differsInNumber(word, other)) return { kind: 'form', word };
  return isSlipOf(word, other) ? { kind: 'slip', word } : undefined;
}

/** Where a separator is missing beside a digit, another number is written: `v1-2` and `v12`. */
function areSeparatedAlike(words: readonly string[], others: readonly string[]): boolean {
  return words.length === others.length || !/\d/.test(words.join(''));
}

/** `cart` and `carts`; not `http` and `https`, nor `acces` and `access`, nor two programs (`mongo`, `mongos`). */
function differsInNumber(a: string, b: string): boolean {
  const [one, many] = a.length < b.length ? [a, b] : [b, a];
  if (one.length < 4 || one.endsWith('s') || ofTheirOwn.test(one)) return false;
  return many === `${one}s` || many === `${one}es`;
}

/** What is something else with an `s`: a protocol that is encrypted, the router of a sharded MongoDB, duties on imports. */
const ofTheirOwn = /^(?:amqp|coap|custom|grpc|http|imap|ldap|mongo|mqtt|rtmp|smtp)$/;

/**
 * Whether one word is the other with a slip of the pen: neighbours swapped, a letter too many, missing or wrong, and two letters
 * of a long word. The first letter is rarely mistaken (`ingress`, `egress`), and another end makes another word (`route`,
 * `router`).
 */
function isSlipOf(written: string, meant: string): boolean {
  if (isCommonWord(written) || written[0] !== meant[0]) return false;
  const [short, long] = written.length <= meant.length ? [written, meant] : [meant, written];
  if (short.length < 5 || (long.startsWith(short) && ending.test(long.slice(short.length)))) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  let end = 0;
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end++;
  const [left, right] = [short.slice(start, short.length - end), long.slice(start, long.length - end)];
  if (left.length === 2 && right === `${left[1]}${left[0]}`) return true;
  if (left.length === 0 && right.length === 1) return long.length >= 6;
  if (left.length === 1 && right.length === 1) return long.length >= 7 && end > 0;
  return short.length >= 10 && end > 0 && editDistance(short, long) <= 2;
}

/** Ends that make another word of one. */
const ending = /^(?:al|d|ed|en|er|ly|n|or|r|s|t|x|y|z)$/;
