/**
 * An immutable set of small integers below `universe`: a sorted list while it is sparse, bits once it is dense, so that
 * neither ten thousand tiny sets nor a few huge ones cost much.
 */
export interface IdSet {
  readonly universe: number;
  readonly size: number;
  readonly list: Int32Array | undefined;
  readonly bits: Uint32Array | undefined;
}

/** A set from ids that ascend without repeats. */
export function idSetOf(ascending: readonly number[] | Int32Array, universe: number): IdSet {
  const size = ascending.length;
  if (size * 32 <= universe + 128) return { universe, size, list: Int32Array.from(ascending), bits: undefined };
  const bits = new Uint32Array((universe + 31) >>> 5);
  for (const id of ascending) bits[id >>> 5] = (bits[id >>> 5] ?? 0) | (1 << (id & 31));
  return { universe, size, list: undefined, bits };
}

/** A set from bits that nobody changes afterwards; bit `i` of word `w` is the id `32 w + i`. */
export function idSetOfBits(bits: Uint32Array, universe: number): IdSet {
  let size = 0;
  for (const word of bits) for (let rest = word; rest !== 0; rest &= rest - 1) size++;
  const set: IdSet = { universe, size, list: undefined, bits };
  return size * 32 <= universe + 128 ? idSetOf(idsOf(set), universe) : set;
}

/** Every id below `universe`. */
export function everyId(universe: number): IdSet {
  return idSetOf(
    Int32Array.from({ length: universe }, (_, id) => id),
    universe,
  );
}

/** Whether the set has this id. */
export function hasId(set: IdSet, id: number): boolean {
  if (set.bits) return (((set.bits[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
  const list = set.list;
  if (!list) return false;
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = list[middle] ?? 0;
    if (found === id) return true;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** Calls `visit` with each id, ascending. */
export function eachId(set: IdSet, visit: (id: number) => void): void {
  if (set.list) {
    for (const id of set.list) visit(id);
    return;
  }
  const bits = set.bits ?? new Uint32Array();
  for (let word = 0; word < bits.length; word++)
    for (let rest = bits[word] ?? 0; rest !== 0; rest &= rest - 1) visit(word * 32 + 31 - Math.clz32(rest & -rest));
}

/** The ids, ascending. */
function idsOf(set: IdSet): readonly number[] {
  const ids: number[] = [];
  eachId(set, (id) => ids.push(id));
  return ids;
}

/** Ids that pass a test. */
export function filterIds(set: IdSet, test: (id: number) => boolean): IdSet {
  const ids: number[] = [];
  eachId(set, (id) => {
    if (test(id)) ids.push(id);
  });
  return idSetOf(ids, set.universe);
}

/** Ids that are in any of the sets. */
export function unionIds(sets: readonly IdSet[], universe: number): IdSet {
  if (sets.length === 1 && sets[0]) return sets[0];
  const isSparse = sets.every((set) => set.list) && sets.reduce((sum, set) => sum + set.size, 0) * 32 < universe;
  if (isSparse) return idSetOf(Int32Array.from(new Set(sets.flatMap(idsOf))).sort(), universe);
  const bits = new Uint32Array((universe + 31) >>> 5);
  for (const set of sets)
    if (set.bits) for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) | (set.bits[word] ?? 0);
    else for (const id of set.list ?? []) bits[id >>> 5] = (bits[id >>> 5] ?? 0) | (1 << (id & 31));
  return idSetOfBits(bits, universe);
}

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
