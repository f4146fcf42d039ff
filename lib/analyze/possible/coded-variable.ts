import type { Circuit, Signal } from '../../decide/circuit';
import { type Bits, isWithin, type NumberRange, newBits, numberOf } from '../../decide/number-signals';
import type { Example } from '../../decide/question';

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
