/** Numbers that one seed repeats exactly (mulberry32), so that a failing cluster can be made again. */
export interface Random {
  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** One of the items, which may be undefined. */
  pick<Item>(items: readonly Item[]): Item;
  /** Between `least` and `most` items made one after the other. */
  list<Item>(least: number, most: number, make: () => Item): Item[];
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick(items) {
      if (items.length === 0) throw new RangeError('nothing to pick from');
      return items[below(items.length)] as (typeof items)[number];
    },
    list: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, make),
  };
}
