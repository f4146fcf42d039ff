import { eachId, type IdSet } from './id-set';

/**
 * A partition of the ids below a limit, made finer set by set: two ids stay together exactly while every set holds both
 * or neither.
 */
export interface Partition {
  /** The part of each id; parts are numbered without meaning, possibly with gaps. */
  readonly partOf: Int32Array;
  /** Splits each part into what the set holds and what it does not. Costs as much as the set is large. */
  refine(set: IdSet): void;
}

/** The partition of `size` ids with a single part. */
export function coarsestPartition(size: number): Partition {
  const partOf = new Int32Array(size);
  let next = 1;
  return {
    partOf,
    refine(set) {
      const renamed = new Map<number, number>();
      eachId(set, (id) => {
        const before = partOf[id] ?? 0;
        let after = renamed.get(before);
        if (after === undefined) {
          after = next++;
          renamed.set(before, after);
        }
        partOf[id] = after;
      });
    },
  };
}
