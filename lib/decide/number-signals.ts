import { always, type Circuit, choose, never, type Signal } from './circuit';
import type { Example } from './question';

/** A number that nobody knows yet, as its bits, highest first. */
export type Bits = readonly Signal[];

/** First and last, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** A number of so many bits. */
export function newBits(circuit: Circuit, count: number): Bits {
  return Array.from({ length: count }, () => circuit.input());
}

/** Whether a number lies in one of some ranges, which ascend and do not overlap. Up to 31 bits. */
export function isWithin(circuit: Circuit, bits: Bits, ranges: readonly NumberRange[]): Signal {
  /** Of the numbers whose bits before `at` make `first`, from the range `from` on. */
  const within = (at: number, first: number, from: number): Signal => {
    const last = first + 2 ** (bits.length - at) - 1;
    let next = from;
    while ((ranges[next]?.last ?? Number.POSITIVE_INFINITY) < first) next++;
    const range = ranges[next];
    if (!range || range.first > last) return never;
    if (range.first <= first && range.last >= last) return always;
    const half = 2 ** (bits.length - at - 1);
    return choose(circuit, bits[at] ?? never, within(at + 1, first + half, next), within(at + 1, first, next));
  };
  return within(0, 0, 0);
}

/** Whether the first bits of a number are those of another one of the same length: whether an address is in a block. */
export function hasPrefix(circuit: Circuit, bits: Bits, value: bigint, length: number): Signal {
  let signal: Signal = always;
  for (let at = 0; at < length; at++) {
    const isSet = (value >> BigInt(bits.length - 1 - at)) & 1n;
    const bit = bits[at] ?? never;
    signal = circuit.all([signal, isSet ? bit : -bit]);
  }
  return signal;
}

/** The number that its bits make. */
export function numberOf(bits: Bits, isTrue: (signal: Signal) => boolean): bigint {
  return bits.reduce((sum, bit) => sum * 2n + (isTrue(bit) ? 1n : 0n), 0n);
}

/** One of `size` codes that nobody knows yet; by itself a search tries 0 first. */
export interface CodedVariable {
  readonly bits: Bits;
  /** Whether the code is in one of some ranges, which ascend. */
  isIn(ranges: readonly NumberRange[]): Signal;
  codeIn(example: Example): number;
}

/** A variable of its own inputs. Bit patterns beyond the last code mean a code too, the one without their first bit. */
export function newCodedVariable(circuit: Circuit, size: number): CodedVariable {
  const count = Math.ceil(Math.log2(Math.max(size, 1)));
  const bits = newBits(circuit, count);
  const half = count > 0 ? 2 ** (count - 1) : 0;
  return {
    bits,
    isIn(ranges) {
      const beyond = ranges.flatMap(({ first, last }) => {
        const [low, high] = [Math.max(first + half, size), Math.min(last + half, 2 * half - 1)];
        return low <= high ? [{ first: low, last: high }] : [];
      });
      return isWithin(circuit, bits, [...ranges, ...beyond]);
    },
    codeIn(example) {
      const code = Number(numberOf(bits, example));
      return code < size ? code : code - half;
    },
  };
}
