/** What a plain (unquoted) scalar means to Kubernetes: `sigs.k8s.io/yaml`, a YAML 1.1 reader with Go's number syntax (docs/semantics.md 1). */
export type PlainValue = string | number | boolean | null;

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
  const first = text.charCodeAt(0);
  const isNumeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  return isNumeric ? resolveNumber(text) : text;
}

/** Whether a plain scalar that starts with this character can be anything but a string. */
export function mayBeOtherThanString(first: number): boolean {
  return special[first] === 1;
}
const special = new Uint8Array(128);
for (const char of '0123456789+-.~yYnNtTfFoO') special[char.charCodeAt(0)] = 1;

function resolveNumber(text: string): PlainValue {
  // Go's reader drops "_" before it reads a number, but not where the number starts with a dot.
  const digits = text.charCodeAt(0) === 46 ? text : text.replaceAll('_', '');
  const match = integer.exec(digits);
  if (match) {
    const [, sign, hex, binary, octal, decimal] = match;
    const value =
      hex !== undefined
        ? Number.parseInt(hex, 16)
        : binary !== undefined
          ? Number.parseInt(binary, 2)
          : octal !== undefined
            ? Number.parseInt(octal, 8)
            : Number(decimal);
    return sign === '-' ? 0 - value : value;
  }
  if (!float.test(digits)) return text;
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}
