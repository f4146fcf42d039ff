import type { IpFamily } from '../../algebra/cidr';
import { addTo, getOrInsert } from '../../algebra/keyed';
import {
  allPorts,
  formatPorts,
  intersectPorts,
  noPorts,
  type PortProtocol,
  type PortSet,
  portRange,
  unionPorts,
} from '../../algebra/port-set';
import { byCodeUnits } from '../../algebra/text-order';
import type { Analysis } from '../analysis';
import { type ReachedRange, rangesOfReach } from '../engine/address-reach';
import type { PodGroup } from '../engine/pod-groups';
import type { Direction } from '../model/policy-rules';
import type { PodSet } from '../model/universe';

/** Which part of the connectivity is asked for. */
export interface ConnectivityFilter {
  /** Names of workloads (`shop/web[Deployment]`): only rows with one of them at an end. */
  readonly focus?: ReadonlySet<string>;
  /** Seen from the focus: `ingress` keeps what reaches it. Without a focus, `ingress` leaves out rows to addresses, `egress` rows from them. */
  readonly direction?: Direction;
  readonly protocol?: PortProtocol;
  /** A port number; of every protocol unless `protocol` names one. */
  readonly port?: number;
  /** @default [4] */
  readonly families?: readonly IpFamily[];
}

/** Whether a filter leaves out rows that would be there without it. */
export function isPartial({ focus, direction, protocol, port }: ConnectivityFilter): boolean {
  return [focus, direction, protocol, port].some((each) => each !== undefined);
}

/** Who reaches whom: a row of the JSON contract, with its ports. */
export interface ConnectivityRow {
  /** `shop/web[Deployment]`, or a range of addresses. */
  readonly src: string;
  readonly dst: string;
  /** `All Connections`, or `TCP 80,443-445,UDP 53`. */
  readonly conn: string;
  readonly ports: PortSet;
}

interface Target {
  readonly name: string;
  /** Index into `universe.pods`; -1 for a range. */
  readonly pods: number;
  readonly ports: PortSet;
}

/** How many targets are kept for sources that behave like an earlier one. */
const keptTargets = 500_000;

/**
 * All rows, sorted by source, then destination, one at a time: pairs without a connection and a workload with itself are
 * left out, ranges are maximal.
 */
export function* connectivityRows(analysis: Analysis, filter: ConnectivityFilter = {}): Generator<ConnectivityRow> {
  const { pods } = analysis.universe;
  const targetsOf = targetLists(analysis, filter);
  const ranges = sourceRanges(analysis, filter);
  let nextRange = 0;
  for (const [index, source] of pods.entries()) {
    for (let range = ranges[nextRange]; range && range.name < source.name; range = ranges[++nextRange])
      yield* rowsFromRange(range, pods);
    for (const { name, pods: target, ports } of targetsOf(index))
      if (target !== index) yield { src: source.name, dst: name, conn: formatPorts(ports), ports };
  }
  for (const range of ranges.slice(nextRange)) yield* rowsFromRange(range, pods);
}

/** For each source the sorted targets; sources of one group share one list. */
function targetLists(analysis: Analysis, filter: ConnectivityFilter): (source: number) => readonly Target[] {
  const { universe, engine } = analysis;
  const mask = portsOfFilter(filter);
  const lists = new Map<PodGroup, readonly Target[]>();
  let kept = 0;
  const focused = universe.pods.flatMap((pods, index) => (keepsRowsTo(filter, pods.name) ? [index] : []));
  return (index) => {
    const source = universe.pods[index];
    if (!source) return [];
    if (!keepsRowsFrom(filter, source.name))
      return focused.flatMap((target) => targetIfReached(analysis, source, target, mask));
    const group = analysis.reachability().sources.groupOf(engine.classes.classOf(source));
    let list = lists.get(group);
    if (!list) {
      list = targetsOfGroup(analysis, filter, group, mask);
      if (kept + list.length > keptTargets) {
        lists.clear();
        kept = 0;
      }
      kept += list.length;
      lists.set(group, list);
    }
    return list;
  };
}

function targetIfReached(analysis: Analysis, source: PodSet, target: number, mask: PortSet): readonly Target[] {
  const pods = analysis.universe.pods[target];
  const ports = pods ? intersectPorts(analysis.between(source, pods), mask) : noPorts;
  return pods && ports !== noPorts ? [{ name: pods.name, pods: target, ports }] : [];
}

function targetsOfGroup(
  analysis: Analysis,
  filter: ConnectivityFilter,
  group: PodGroup,
  mask: PortSet,
): readonly Target[] {
  const { pods } = analysis.universe;
  const targets: Target[] = [];
  for (const { groups, ports } of analysis.reachability().reachedFrom(group)) {
    const left = intersectPorts(ports, mask);
    if (left === noPorts) continue;
    for (const alike of groups.flatMap((reached) => reached.classes))
      for (const member of analysis.engine.classes.membersOf(alike))
        targets.push({ name: pods[member]?.name ?? '', pods: member, ports: left });
  }
  targets.sort((a, b) => a.pods - b.pods);
  if (!filter.focus && filter.direction === 'ingress') return targets;
  const ranges = rangesOf(analysis, 'egress', group.example.pods, filter);
  return mergeByName(
    targets,
    ranges.map(({ range, ports }) => ({ name: range, pods: -1, ports })),
  );
}

function rangesOf(
  analysis: Analysis,
  direction: Direction,
  pods: PodSet,
  filter: ConnectivityFilter,
): readonly ReachedRange[] {
  return rangesOfReach(analysis.addresses(direction, pods), filter.families ?? [4], portsOfFilter(filter));
}

/** Ranges start with a digit or a colon: they may stand anywhere among names. */
function mergeByName(targets: readonly Target[], ranges: readonly Target[]): readonly Target[] {
  if (ranges.length === 0) return targets;
  return [...targets, ...ranges].sort((a, b) => byCodeUnits(a.name, b.name));
}

interface SourceRange {
  readonly name: string;
  readonly targets: readonly (readonly [pods: number, ports: PortSet])[];
}

function sourceRanges(analysis: Analysis, filter: ConnectivityFilter): readonly SourceRange[] {
  if (filter.direction === 'egress') return [];
  const byRange = new Map<string, [number, PortSet][]>();
  const known = new Map<unknown, readonly ReachedRange[]>();
  for (const [index, pods] of analysis.universe.pods.entries()) {
    if (!keepsRowsTo(filter, pods.name)) continue;
    const reach = analysis.addresses('ingress', pods);
    const ranges = getOrInsert(known, reach, () => rangesOf(analysis, 'ingress', pods, filter));
    for (const { range, ports } of ranges) addTo(byRange, range, [index, ports]);
  }
  return [...byRange].map(([name, targets]) => ({ name, targets })).sort((a, b) => byCodeUnits(a.name, b.name));
}

function* rowsFromRange(range: SourceRange, pods: readonly PodSet[]): Generator<ConnectivityRow> {
  for (const [index, ports] of range.targets)
    yield { src: range.name, dst: pods[index]?.name ?? '', conn: formatPorts(ports), ports };
}

/** The ports that a filter leaves. */
export function portsOfFilter({ protocol, port }: ConnectivityFilter): PortSet {
  if (protocol === undefined && port === undefined) return allPorts;
  const protocols: readonly PortProtocol[] = protocol ? [protocol] : ['SCTP', 'TCP', 'UDP'];
  return protocols.map((each) => portRange(each, port, port)).reduce(unionPorts);
}

/** Whether rows from this workload to anyone are asked for. */
export function keepsRowsFrom(filter: ConnectivityFilter, name: string): boolean {
  return !filter.focus || (filter.direction !== 'ingress' && filter.focus.has(name));
}

/** Whether rows to this workload from anyone are asked for. */
export function keepsRowsTo(filter: ConnectivityFilter, name: string): boolean {
  return !filter.focus || (filter.direction !== 'egress' && filter.focus.has(name));
}
