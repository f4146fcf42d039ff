import fc from 'fast-check';
import {
  coarsestPartition,
  eachId,
  everyId,
  filterIds,
  hasId,
  type IdSet,
  idSetOf,
  idSetOfBits,
  unionIds,
} from '../../lib/algebra/id-set';

const universe = 400;

function idsOf(set: IdSet): readonly number[] {
  const found: number[] = [];
  eachId(set, (id) => found.push(id));
  return found;
}

const ids = fc
  .oneof(
    fc.uniqueArray(fc.nat({ max: universe - 1 }), { maxLength: 12 }),
    fc.uniqueArray(fc.nat({ max: universe - 1 }), { minLength: 100, maxLength: 200 }),
  )
  .map((list) => list.sort((a, b) => a - b));

describe('sets of ids', () => {
  test('sparse and dense sets hold what they were made of', () => {
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const [setA, setB] = [idSetOf(a, universe), idSetOf(b, universe)];
        expect(idsOf(setA)).toEqual(a);
        expect(a.every((id) => hasId(setA, id))).toBe(true);
        expect(idsOf(filterIds(setA, (id) => hasId(setB, id)))).toEqual(a.filter((id) => b.includes(id)));
        const union = unionIds([setA, setB], universe);
        expect(idsOf(union)).toEqual([...new Set([...a, ...b])].sort((x, y) => x - y));
        expect(union.size).toBe(idsOf(union).length);
      }),
    );
  });

  test('bits beyond a small set become a list, and every id is in the full set', () => {
    const set = idSetOfBits(new Uint32Array(13).fill(0).with(3, 0x80000001), universe);
    expect(idsOf(set)).toEqual([96, 127]);
    expect(everyId(universe).size).toBe(universe);
    expect(hasId(everyId(universe), universe - 1)).toBe(true);
  });

  test('a partition keeps two ids together exactly while every set holds both or neither', () => {
    fc.assert(
      fc.property(
        fc.array(ids, { maxLength: 4 }),
        fc.nat({ max: universe - 1 }),
        fc.nat({ max: universe - 1 }),
        (sets, a, b) => {
          const partition = coarsestPartition(universe);
          for (const set of sets) partition.refine(idSetOf(set, universe));
          const alike = sets.every((set) => set.includes(a) === set.includes(b));
          expect(partition.partOf[a] === partition.partOf[b]).toBe(alike);
        },
      ),
    );
  });
});
