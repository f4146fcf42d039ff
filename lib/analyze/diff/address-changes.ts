import type { AddressPiece } from '../../algebra/address-map';
import { type AddressSpace, formatRange, ipv4, ipv6 } from '../../algebra/address-space';
import { getOrInsert } from '../../algebra/keyed';
import { noPorts, type PortSet } from '../../algebra/port-set';
import type { Analysis } from '../analysis';
import { endsOfReach } from '../connectivity/class-rows';
import type { AddressReach } from '../engine/address-reach';
import type { Direction } from '../model/policy-rules';
import { type BothSides, type ChangeKind, type ClassChange, kindOf } from './change';
import { endOfPairs } from './pod-changes';
import { type PodPair, sideOfPair } from './pod-pairs';

/** Maximal runs of addresses that changed alike. */
export interface RangeChange {
  readonly before: PortSet;
  readonly after: PortSet;
  readonly ranges: readonly string[];
}

/** What changed between pods and addresses outside the cluster, both families; pods that changed alike are one. */
export function addressChanges(sides: BothSides<Analysis>, pairs: readonly PodPair[]): readonly ClassChange[] {
  return (['egress', 'ingress'] as const).flatMap((direction) => changesIn(direction, sides, pairs));
}

function changesIn(
  direction: Direction,
  sides: BothSides<Analysis>,
  pairs: readonly PodPair[],
): readonly ClassChange[] {
  const groups = new Map<string, { kind: ChangeKind; range: RangeChange; members: PodPair[] }>();
  const compare = comparison();
  for (const pair of pairs) {
    const before = pair.before && sides.before.addresses(direction, pair.before);
    const after = pair.after && sides.after.addresses(direction, pair.after);
    for (const range of compare(before, after)) {
      const kind = sideOfPair(pair) ?? kindOf(range.before, range.after);
      const key = `${kind} ${range.before.id} ${range.after.id} ${range.ranges.join()}`;
      getOrInsert(groups, key, () => ({ kind, range, members: [] })).members.push(pair);
    }
  }
  return [...groups.values()].map(({ kind, range, members }) => {
    const { before, after, ranges } = range;
    const pods = endOfPairs(members, pairs.length);
    return { kind, before, after, ...endsOfReach(direction, pods, ranges) };
  });
}

/** Many pods share one reach: each pair of them is compared once. */
function comparison(): (before: AddressReach | undefined, after: AddressReach | undefined) => readonly RangeChange[] {
  const known = new Map<AddressReach | undefined, Map<AddressReach | undefined, readonly RangeChange[]>>();
  return (before, after) => {
    const ofBefore = getOrInsert(known, before, () => new Map<AddressReach | undefined, readonly RangeChange[]>());
    return getOrInsert(ofBefore, after, () => compareReach(before, after));
  };
}

/** What differs between two reaches. */
export function compareReach(
  before: AddressReach | undefined,
  after: AddressReach | undefined,
): readonly RangeChange[] {
  const changes = new Map<string, { before: PortSet; after: PortSet; ranges: string[] }>();
  const add = (old: PortSet, now: PortSet, range: string) => {
    const key = `${old.id} ${now.id}`;
    getOrInsert(changes, key, () => ({ before: old, after: now, ranges: [] })).ranges.push(range);
  };
  compareFamily(ipv4, before?.ipv4, after?.ipv4, add);
  compareFamily(ipv6, before?.ipv6, after?.ipv6, add);
  return [...changes.values()];
}

/** Walks both families piece by piece; neighbours that changed alike are one run. */
function compareFamily<A extends number | bigint>(
  space: AddressSpace<A>,
  before: readonly AddressPiece<A, PortSet>[] | undefined,
  after: readonly AddressPiece<A, PortSet>[] | undefined,
  add: (before: PortSet, after: PortSet, range: string) => void,
): void {
  const nothing = [{ first: space.first, last: space.last, value: noPorts }];
  const [olds, news] = [before ?? nothing, after ?? nothing];
  let run: { readonly first: A; readonly before: PortSet; readonly after: PortSet } | undefined;
  const end = (last: A) => {
    if (run && run.before !== run.after) add(run.before, run.after, formatRange(space, { first: run.first, last }));
  };
  let at = space.first;
  for (let i = 0, j = 0; i < olds.length && j < news.length; ) {
    const [old, now] = [olds[i], news[j]];
    if (!old || !now) break;
    if (!run || run.before !== old.value || run.after !== now.value) {
      if (run) end(space.before(at));
      run = { first: at, before: old.value, after: now.value };
    }
    // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint
    const last = old.last < now.last ? old.last : now.last;
    if (old.last === last) i++;
    if (now.last === last) j++;
    if (last < space.last) at = space.after(last);
  }
  end(space.last);
}
