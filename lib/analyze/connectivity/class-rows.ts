import { formatRange, ipv4, ipv6 } from '../../algebra/address-space';
import type { IpFamily } from '../../algebra/cidr';
import { addTo, getOrInsert } from '../../algebra/keyed';
import { intersectPorts, noPorts, type PortSet } from '../../algebra/port-set';
import type { Analysis } from '../analysis';
import { rangesOfReach } from '../engine/address-reach';
import type { PodGroup } from '../engine/pod-groups';
import type { Direction } from '../model/policy-rules';
import { isOnePod, type PodSet } from '../model/universe';
import { type ConnectivityFilter, keepsRowsFrom, keepsRowsTo, portsOfFilter } from './connectivity';

/** Pods that are alike at one end of a row, or address ranges. */
export type ClassEnd =
  | { readonly kind: 'pods'; readonly pods: readonly PodSet[]; readonly isEveryone: boolean }
  | { readonly kind: 'addresses'; readonly ranges: readonly string[]; readonly isEverywhere: boolean };

/** All of `src` reach all of `dst` on `ports`; where both hold one workload, other replicas are meant. */
export interface ClassRow {
  readonly src: ClassEnd;
  readonly dst: ClassEnd;
  readonly ports: PortSet;
}

/** The connectivity with everyone who is alike in one row, in the order of the first source's name. */
export function* connectivityByClass(analysis: Analysis, filter: ConnectivityFilter = {}): Generator<ClassRow> {
  for (const row of wholeConnectivity(analysis, filter))
    for (const focused of focusRow(row, filter)) {
      const left = withoutItself(focused);
      if (left) yield left;
    }
}

/** One pod has no other replicas: that it reaches itself is no row. */
function withoutItself(row: ClassRow): ClassRow | undefined {
  const { src, dst } = row;
  if (src.kind !== 'pods' || dst.kind !== 'pods') return row;
  const [source] = src.pods.length === 1 ? src.pods : [];
  const [target] = dst.pods.length === 1 ? dst.pods : [];
  if (source && !dst.isEveryone && isOnePod(source)) {
    const others = only(dst, (pods) => pods !== source);
    return others && { ...row, dst: others };
  }
  if (target && !src.isEveryone && isOnePod(target)) {
    const others = only(src, (pods) => pods !== target);
    return others && { ...row, src: others };
  }
  return row;
}

function* wholeConnectivity(analysis: Analysis, filter: ConnectivityFilter): Generator<ClassRow> {
  const mask = portsOfFilter(filter);
  const families = filter.families ?? [4];
  for (const { sources, targets } of sourcesByTargets(analysis, mask)) {
    const src = podsOf(analysis, sources);
    for (const [ports, groups] of targets) yield { src, dst: podsOf(analysis, groups), ports };
  }
  if (filter.direction !== 'ingress') yield* addressRows(analysis, 'egress', mask, families);
  if (filter.direction !== 'egress') yield* addressRows(analysis, 'ingress', mask, families);
}

/** The parts of a row that have the focus at an end: what leaves it, then what reaches it from others. */
function* focusRow(row: ClassRow, filter: ConnectivityFilter): Generator<ClassRow> {
  const { focus } = filter;
  if (!focus) {
    yield row;
    return;
  }
  const isLeaving = (pods: PodSet) => keepsRowsFrom(filter, pods.name);
  const from = only(row.src, isLeaving);
  if (from) yield { ...row, src: from };
  const to = only(row.dst, (pods) => keepsRowsTo(filter, pods.name));
  const others = row.src.kind === 'addresses' ? row.src : only(row.src, (pods) => !isLeaving(pods));
  if (to && others) yield { ...row, src: others, dst: to };
}

function only(end: ClassEnd, test: (pods: PodSet) => boolean): ClassEnd | undefined {
  const pods = end.kind === 'pods' ? end.pods.filter(test) : [];
  if (end.kind !== 'pods' || pods.length === 0) return undefined;
  return { kind: 'pods', pods, isEveryone: end.isEveryone && pods.length === end.pods.length };
}

interface AlikeSources {
  readonly sources: PodGroup[];
  readonly targets: ReadonlyMap<PortSet, readonly PodGroup[]>;
}

/** Sources that reach the same on the same ports are one, whatever tells them apart otherwise. */
function sourcesByTargets(analysis: Analysis, mask: PortSet): Iterable<AlikeSources> {
  const { sources, reachedFrom } = analysis.reachability();
  const alike = new Map<string, AlikeSources>();
  for (const source of sources.all) {
    const targets = new Map<PortSet, PodGroup[]>();
    for (const { groups, ports } of reachedFrom(source)) {
      const left = intersectPorts(ports, mask);
      if (left !== noPorts) for (const group of groups) addTo(targets, left, group);
    }
    const key = [...targets]
      .map(([ports, groups]) => `${ports.id}:${groups.map((group) => group.id).sort((a, b) => a - b)}`)
      .sort()
      .join(';');
    getOrInsert(alike, key, () => ({ sources: [], targets })).sources.push(source);
  }
  return alike.values();
}

function* addressRows(
  analysis: Analysis,
  direction: Direction,
  mask: PortSet,
  families: readonly IpFamily[],
): Generator<ClassRow> {
  const byReach = new Map<string, { pods: PodSet[]; ranges: Map<PortSet, string[]> }>();
  for (const pods of analysis.universe.pods) {
    const ranges = new Map<PortSet, string[]>();
    for (const { range, ports } of rangesOfReach(analysis.addresses(direction, pods), families, mask))
      addTo(ranges, ports, range);
    const key = [...ranges].map(([ports, texts]) => `${ports.id}:${texts}`).join(';');
    getOrInsert(byReach, key, () => ({ pods: [], ranges })).pods.push(pods);
  }
  for (const { pods, ranges } of byReach.values())
    for (const [ports, texts] of ranges) {
      const everyone: ClassEnd = { kind: 'pods', pods, isEveryone: pods.length === analysis.universe.pods.length };
      yield { ...endsOfReach(direction, everyone, texts, families), ports };
    }
}

const wholeFamilies = { 4: formatRange(ipv4, ipv4), 6: formatRange(ipv6, ipv6) };

/** The ends of what pods exchange with ranges of addresses, of these families. */
export function endsOfReach(
  direction: Direction,
  pods: ClassEnd,
  ranges: readonly string[],
  families: readonly IpFamily[] = [4, 6],
): Pick<ClassRow, 'src' | 'dst'> {
  const isEverywhere = families.every((family) => ranges.includes(wholeFamilies[family]));
  const addresses: ClassEnd = { kind: 'addresses', ranges, isEverywhere };
  return direction === 'egress' ? { src: pods, dst: addresses } : { src: addresses, dst: pods };
}

function podsOf(analysis: Analysis, groups: readonly PodGroup[]): ClassEnd {
  const { pods: all } = analysis.universe;
  const { classes } = analysis.engine;
  const members = Int32Array.from(groups.flatMap((group) => group.classes.flatMap(classes.membersOf))).sort();
  const pods = Array.from(members).flatMap((index) => all[index] ?? []);
  return { kind: 'pods', pods, isEveryone: pods.length === all.length };
}
