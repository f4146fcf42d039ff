import { isUtf8 } from 'node:buffer';

/**
 * What a plain (unquoted) scalar means to Kubernetes: `sigs.k8s.io/yaml`, a YAML 1.1 reader with Go's number syntax
 * (docs/semantics.md 1). Whole numbers that a `number` cannot hold exactly are `bigint`.
 */
export type PlainValue = string | number | bigint | boolean | null;

const words = new Map<string, PlainValue>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Resolves a plain scalar. Dates and `1:20` stay strings, `017` and `0o17` are 15, `8_080` is 8080, `yes` is a boolean. */
export function resolvePlain(text: string): PlainValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  return startsLikeNumber(text) ? (numberOf(text)?.value ?? text) : text;
}

/** Whether a plain scalar that starts with this character can be anything but a string. */
export function mayBeOtherThanString(first: number): boolean {
  return special[first] === 1;
}
const special = new Uint8Array(128);
for (const char of '0123456789+-.~yYnNtTfFoO') special[char.charCodeAt(0)] = 1;

function startsLikeNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
}

interface WrittenNumber {
  readonly value: number | bigint;
  /** Whether Go holds it as a floating-point number, which is another key than a whole one. */
  readonly isFloat: boolean;
}

function numberOf(text: string): WrittenNumber | undefined {
  // Go's reader drops each "_" before it reads a number; where that starts with a dot, they must stand between digits.
  if (text.includes('_') && text.charCodeAt(0) === 46 && !/^(?:[^_]|(?<=[0-9])_(?=[0-9]))*$/.test(text))
    return undefined;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  const value = wholeNumberOf(digits);
  if (value !== undefined) return { value, isFloat: false };
  if (!float.test(digits)) return undefined;
  const inexact = Number(digits);
  return Number.isFinite(inexact) ? { value: inexact, isFloat: true } : undefined;
}

/** A whole number that fits in Go's: 64 bits, with a sign or without. */
function wholeNumberOf(digits: string): number | bigint | undefined {
  const match = integer.exec(digits);
  if (!match) return signedBinary(digits);
  const [, sign = '', hex, binary, octal, decimal] = match;
  if (digits.length < 16 && binary === undefined) {
    const value =
      hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : Number(decimal);
    return sign === '-' ? 0 - value : value;
  }
  const written =
    hex !== undefined
      ? `0x${hex}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : decimal;
  return exactly(sign === '-' ? -BigInt(written ?? 0) : BigInt(written ?? 0), sign !== '');
}

/** `0b-11`, which Go's reader takes for -3. */
function signedBinary(digits: string): number | bigint | undefined {
  const [, sign, bits] = /^0b([-+])([01]+)$/.exec(digits) ?? [];
  return bits === undefined ? undefined : exactly(sign === '-' ? -BigInt(`0b${bits}`) : BigInt(`0b${bits}`), true);
}

const [int64Min, int64Max, uint64Max] = [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 64n - 1n];

/** A whole number as a `number` where that is exact; undefined where Go's 64 bits do not hold it. */
export function exactly(value: bigint, isSigned = false): number | bigint | undefined {
  if (value < int64Min || value > (isSigned ? int64Max : uint64Max)) return undefined;
  const inexact = Number(value);
  return Number.isSafeInteger(inexact) ? inexact : value;
}

const standard = 'tag:yaml.org,2002:';
const typed = new Set(
  ['', 'bool', 'int', 'float', 'null', 'timestamp'].map((name) => (name === '' ? '' : standard + name)),
);

/** What a scalar with this tag says ('' for none), or why it says nothing. Tags that nobody knows make text, as in Go's reader. */
export function resolveTagged(
  text: string,
  tag: string,
): { readonly value: PlainValue } | { readonly problem: string } {
  if (tag === `${standard}binary`) return binaryText(text);
  if (!typed.has(tag)) return { value: text };
  const value = resolvePlain(text);
  if (typeof value === 'number' && !Number.isFinite(value))
    return { problem: `JSON, which Kubernetes keeps, has no ${text}` };
  if (tag === '') return { value };
  const name = tag.slice(standard.length);
  if (tagsOf(text, value).includes(name)) return { value: name === 'float' ? Number(value) : value };
  return { problem: `this value is no ${name}, although its tag says so` };
}

/** The names of the tags that may stand at a value. */
function tagsOf(text: string, value: PlainValue): readonly string[] {
  if (value === null) return ['null'];
  if (typeof value === 'boolean') return ['bool'];
  if (typeof value === 'string') return isTimestamp(text) ? ['timestamp'] : [];
  if (numberOf(text)?.isFloat) return ['float'];
  return typeof value === 'bigint' && value > int64Max ? ['int'] : ['int', 'float'];
}

const timestamp =
  /^[0-9]{4}-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt][0-9]{1,2}:[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2}))| [0-9]{1,2}:[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?)?$/;

function isTimestamp(text: string): boolean {
  const [, month, day] = timestamp.exec(text) ?? [];
  return (
    month !== undefined &&
    day !== undefined &&
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= 28
  );
}

function binaryText(text: string): { readonly value: string } | { readonly problem: string } {
  const digits = text.replace(/[\r\n]/g, '');
  const isBase64 = digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits);
  if (!isBase64) return { problem: 'this is no base64, although its tag says so' };
  const bytes = Buffer.from(digits, 'base64');
  return isUtf8(bytes) ? { value: bytes.toString('utf8') } : { problem: 'the bytes of this !!binary are no text' };
}

/** The key that a plain scalar is, as JSON has it: `on:` is `true`, `1.50:` is `1.5`; or why it is none. */
export function keyOfPlain(text: string, tag: string): string | { readonly problem: string } {
  if (tag === '' && !mayBeOtherThanString(text.charCodeAt(0)) && text !== '') return text;
  if (tag === '' || tag === `${standard}float`) {
    const word = words.get(text);
    const number =
      typeof word === 'number' ? { value: word, isFloat: true } : startsLikeNumber(text) ? numberOf(text) : undefined;
    if (number && (number.isFloat || tag !== '')) return floatKey(Number(number.value));
    if (number && typeof number.value === 'bigint' && number.value > int64Max)
      return { problem: `Kubernetes does not take the number ${number.value} as a key: quote it` };
  }
  const resolved = resolveTagged(text, tag);
  if ('problem' in resolved) return resolved;
  if (resolved.value === null) return { problem: 'a key must not be null (quote it if it is meant as text)' };
  return String(resolved.value);
}

/** As Go writes a floating-point number of 32 bits, which is what it makes of such keys: `%g`. */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let precision = 1;
  while (Math.fround(Number(single.toPrecision(precision))) !== single) precision++;
  const shortest = Number(single.toPrecision(precision));
  const [mantissa = '', exponent = ''] = shortest.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(shortest);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
