import type { AddressRange, AddressSpace } from './address-space';

/** A value for a run of addresses. */
export interface AddressPiece<A extends number | bigint, Value> extends AddressRange<A> {
  readonly value: Value;
}

/** Ranges that all carry one value. */
export interface AddressLayer<A extends number | bigint, Value> {
  readonly ranges: readonly AddressRange<A>[];
  readonly value: Value;
}

/**
 * Lays layers over a whole family: disjoint pieces, ascending, without a gap. Where layers lie over each other their
 * values are joined, where none lies the value is `base`; neighbours with one value (by `===`) are one piece.
 */
export function layAddresses<A extends number | bigint, Value>(
  space: AddressSpace<A>,
  base: Value,
  layers: readonly AddressLayer<A, Value>[],
  join: (a: Value, b: Value) => Value,
): readonly AddressPiece<A, Value>[] {
  const changes = layers.flatMap((layer) =>
    layer.ranges.flatMap((range) => [
      { at: range.first, layer, starts: true },
      ...(range.last < space.last ? [{ at: space.after(range.last), layer, starts: false }] : []),
    ]),
  );
  changes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const pieces: AddressPiece<A, Value>[] = [];
  const active = new Map<AddressLayer<A, Value>, number>();
  let from = space.first;
  let value = base;
  for (let index = 0; index < changes.length; ) {
    const at = changes[index]?.at ?? space.last;
    for (; index < changes.length && changes[index]?.at === at; index++) {
      const change = changes[index];
      if (!change) continue;
      const count = (active.get(change.layer) ?? 0) + (change.starts ? 1 : -1);
      if (count > 0) active.set(change.layer, count);
      else active.delete(change.layer);
    }
    let next = base;
    for (const layer of active.keys()) next = join(next, layer.value);
    if (next === value) continue;
    if (at > from) pieces.push({ first: from, last: space.before(at), value });
    [from, value] = [at, next];
  }
  pieces.push({ first: from, last: space.last, value });
  return pieces;
}

/** The index of the first of ascending pieces that ends at or after an address; of the last piece where none does. */
export function firstPieceFrom<A extends number | bigint>(
  pieces: readonly AddressPiece<A, unknown>[],
  address: A,
): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece && piece.last < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
