import { getOrInsert } from './keyed';

export type PortProtocol = 'SCTP' | 'TCP' | 'UDP';

/** A run of ports of one protocol, both ends included. */
export interface PortRange {
  readonly protocol: PortProtocol;
  readonly first: number;
  readonly last: number;
}

/**
 * An immutable set of TCP, UDP and SCTP ports. There is one object for each set, so that `===` is equality and `id` may
 * key a cache.
 */
export interface PortSet {
  readonly id: number;
  /**
   * First and last of each run, ascending and never touching. A port is counted as 65,536 × its protocol's place in
   * SCTP, TCP, UDP, plus its number; there is no port 0, so that runs of two protocols never touch either.
   */
  readonly bounds: readonly number[];
}

const firstPort = 1;
const lastPort = 65535;

const protocols: readonly PortProtocol[] = ['SCTP', 'TCP', 'UDP'];
const protocolSpan = 65536;
const interned = new Map<string, PortSet>();

/** The empty set. */
export const noPorts: PortSet = intern([]);

/** Every port of every protocol. */
export const allPorts: PortSet = intern(
  protocols.flatMap((_, index) => [index * protocolSpan + firstPort, index * protocolSpan + lastPort]),
);

/** The ports `first` to `last` of a protocol; all of its ports without them. Empty where `last` is before `first`. */
export function portRange(protocol: PortProtocol, first = firstPort, last = lastPort): PortSet {
  const base = protocols.indexOf(protocol) * protocolSpan;
  return first > last ? noPorts : intern([base + first, base + last]);
}

/** Ports that are in either set. */
export const unionPorts = cached((a, b) => {
  if (a === b || b === noPorts) return a;
  if (a === noPorts) return b;
  return combine(a, b, (inA, inB) => inA || inB);
});

/** Ports that are in any of the sets, at once: a chain of unions would make and keep every set on the way. */
export function unionAllPorts(sets: readonly PortSet[]): PortSet {
  if (sets.length <= 2) return unionPorts(sets[0] ?? noPorts, sets[1] ?? noPorts);
  const runs: [first: number, last: number][] = [];
  for (const { bounds } of sets)
    for (let index = 0; index < bounds.length; index += 2) runs.push([bounds[index] ?? 0, bounds[index + 1] ?? 0]);
  runs.sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [first, last] of runs) {
    const end = merged.at(-1);
    if (end === undefined || first > end + 1) merged.push(first, last);
    else if (last > end) merged[merged.length - 1] = last;
  }
  return intern(merged);
}

/** Ports that are in both sets. */
export const intersectPorts = cached((a, b) => {
  if (a === b || b === allPorts) return a;
  if (a === allPorts) return b;
  return combine(a, b, (inA, inB) => inA && inB);
});

/** Ports of `a` that are not in `b`. */
export const subtractPorts = cached((a, b) => {
  if (b === noPorts) return a;
  if (a === b || b === allPorts) return noPorts;
  return combine(a, b, (inA, inB) => inA && !inB);
});

/** Whether every port of `inner` is in `outer`. */
export function isSubsetOfPorts(inner: PortSet, outer: PortSet): boolean {
  if (inner === outer) return true;
  let at = 0;
  for (let index = 0; index < inner.bounds.length; index += 2) {
    const [first = 0, last = 0] = [inner.bounds[index], inner.bounds[index + 1]];
    // Runs do not touch, so that one of the other set has to hold the whole of this one.
    while (at < outer.bounds.length && (outer.bounds[at + 1] ?? 0) < last) at += 2;
    if (at >= outer.bounds.length || (outer.bounds[at] ?? 0) > first) return false;
  }
  return true;
}

/** Whether the set has this port. */
export function containsPort(set: PortSet, protocol: PortProtocol, port: number): boolean {
  const point = protocols.indexOf(protocol) * protocolSpan + port;
  for (let index = 0; index < set.bounds.length; index += 2)
    if ((set.bounds[index] ?? 0) <= point && point <= (set.bounds[index + 1] ?? 0)) return true;
  return false;
}

/** How many ports the set has. */
export function countPorts(set: PortSet): number {
  return rangesOfPorts(set).reduce((sum, range) => sum + range.last - range.first + 1, 0);
}

/** The runs of a set: SCTP, TCP, UDP, each ascending. */
export function rangesOfPorts(set: PortSet): readonly PortRange[] {
  return runsOfPorts(set).map(({ first, last }) => ({
    protocol: protocols[Math.floor(first / protocolSpan)] ?? 'SCTP',
    first: first % protocolSpan,
    last: last % protocolSpan,
  }));
}

/** The runs of a set as numbers: 65,536 × the protocol's place in SCTP, TCP, UDP, plus the port. */
export function runsOfPorts({ bounds }: PortSet): readonly { readonly first: number; readonly last: number }[] {
  return Array.from({ length: bounds.length / 2 }, (_, index) => ({
    first: bounds[2 * index] ?? 0,
    last: bounds[2 * index + 1] ?? 0,
  }));
}

/** The set of the one port that is counted so by `runsOfPorts`. */
export const portOfPoint = (point: number): PortSet => intern([point, point]);

const texts = new Map<PortSet, string>();

/** `All Connections`, `No Connections`, or the runs by protocol: `TCP 80,443-445,UDP 53`. */
export function formatPorts(set: PortSet): string {
  return getOrInsert(texts, set, () => {
    if (set === allPorts) return 'All Connections';
    return set === noPorts ? 'No Connections' : formatRanges(set);
  });
}

function formatRanges(set: PortSet): string {
  let before: PortProtocol | undefined;
  const parts = rangesOfPorts(set).map(({ protocol, first, last }) => {
    const run = first === last ? `${first}` : `${first}-${last}`;
    const part = protocol === before ? run : `${protocol} ${run}`;
    before = protocol;
    return part;
  });
  return parts.join(',');
}

function intern(bounds: readonly number[]): PortSet {
  return getOrInsert(interned, bounds.join(), () =>
    Object.freeze({ id: interned.size, bounds: Object.freeze([...bounds]) }),
  );
}

/** Walks both sets once; `decide` says for each stretch whether it belongs to the result. */
function combine(a: PortSet, b: PortSet, decide: (inA: boolean, inB: boolean) => boolean): PortSet {
  const result: number[] = [];
  let i = 0;
  let j = 0;
  let inResult = false;
  while (i < a.bounds.length || j < b.bounds.length) {
    const point = Math.min(edge(a, i), edge(b, j));
    if (edge(a, i) === point) i++;
    if (edge(b, j) === point) j++;
    const now = decide(i % 2 === 1, j % 2 === 1);
    if (now !== inResult) result.push(now ? point : point - 1);
    inResult = now;
  }
  return intern(result);
}

/** Where the set starts or stops at its `index`th bound, as the first point after the change. */
function edge(set: PortSet, index: number): number {
  const bound = set.bounds[index];
  if (bound === undefined) return Number.POSITIVE_INFINITY;
  return index % 2 === 0 ? bound : bound + 1;
}

const cacheLimit = 200_000;

/** Remembers results by the ids of both operands; forgets all at once when full, because a miss is cheap. */
function cached(operation: (a: PortSet, b: PortSet) => PortSet): (a: PortSet, b: PortSet) => PortSet {
  const results = new Map<number, PortSet>();
  return (a, b) => {
    const key = a.id * 0x4000000 + b.id;
    let result = results.get(key);
    if (!result) {
      result = operation(a, b);
      if (results.size >= cacheLimit) results.clear();
      results.set(key, result);
    }
    return result;
  };
}

/** Ports, and everything that gave them. */
export interface CoveredPorts<Giver> {
  readonly ports: PortSet;
  readonly givers: readonly Giver[];
}

/** Splits what several givers give into disjoint pieces that each remember all of their givers, in the order given. */
export function coverPorts<Giver>(given: Iterable<readonly [Giver, PortSet]>): readonly CoveredPorts<Giver>[] {
  const changes = [...given].flatMap(([giver, { bounds }], number) =>
    bounds.map((bound, index) => ({ number, giver, at: bound + (index % 2) })),
  );
  changes.sort((a, b) => a.at - b.at);
  const active = new Map<number, Giver>();
  const pieces = new Map<string, { readonly numbers: readonly number[]; givers: readonly Giver[]; bounds: number[] }>();
  for (let index = 0; index < changes.length; ) {
    const first = changes[index]?.at ?? 0;
    for (let change = changes[index]; change?.at === first; change = changes[++index])
      if (!active.delete(change.number)) active.set(change.number, change.giver);
    if (active.size === 0) continue;
    const sorted = [...active].sort(([a], [b]) => a - b);
    const numbers = sorted.map(([number]) => number);
    const { bounds } = getOrInsert(pieces, numbers.join(), () => ({
      numbers,
      givers: sorted.map(([, giver]) => giver),
      bounds: [],
    }));
    if (bounds.at(-1) === first - 1) bounds.pop();
    else bounds.push(first);
    bounds.push((changes[index]?.at ?? first) - 1);
  }
  return [...pieces.values()]
    .sort((a, b) => byFirstDifference(a.numbers, b.numbers))
    .map(({ givers, bounds }) => ({ ports: intern(bounds), givers }));
}

/** What has the first number that only one of both has comes first. */
function byFirstDifference(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length || at < b.length; at++) {
    const difference = (a[at] ?? Number.POSITIVE_INFINITY) - (b[at] ?? Number.POSITIVE_INFINITY);
    if (difference !== 0) return difference;
  }
  return 0;
}
