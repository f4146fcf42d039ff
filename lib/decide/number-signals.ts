import { always, type Circuit, choose, never, type Signal } from './circuit';

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
