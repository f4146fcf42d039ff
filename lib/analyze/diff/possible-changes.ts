import { parseRange, readAddress } from '../../algebra/cidr';
import { containsPort, noPorts, type PortSet } from '../../algebra/port-set';
import type { Analysis } from '../analysis';
import { type ClassEnd, endsOfReach } from '../connectivity/class-rows';
import { type EndReader, endReader } from '../connectivity/shown-ends';
import { portsBetween, reachOfPods } from '../judge/judge';
import type { End } from '../model/end';
import { type Direction, directions } from '../model/policy-rules';
import type { NamedPort } from '../model/port-rule';
import type { PodSet } from '../model/universe';
import { compareReach } from './address-changes';
import { keysAsked } from './asked-labels';
import {
  type BothSides,
  type ClassChange,
  changesSome,
  type IsolationChange,
  type IsolationChanges,
  isCompared,
  kindOf,
  type OpenedOrClosed,
  portsOfChange,
  type SideName,
} from './change';
import type { DiffWorld } from './diff-world';
import type { PodPair } from './pod-pairs';
import type { FoundConnection, FoundEnd, PossibleDifferences, ShownChange } from './possible-differences';
import { findWorkloadDifference, isKnownByAddress, isRelabelled } from './workload-differences';

/** What may be more than the rows and lists show. */
export type Unlisted = OpenedOrClosed | 'newlyIsolated' | 'noLongerIsolated';

/** What may not be found out: whether there is (more) of it, or whose own pods are (`ownPods`). */
export type Undecided = Unlisted | 'exposed' | 'ownPods';

/** What changes for pods that could exist, beyond the rows that are there already. */
export interface PossibleChanges extends IsolationChanges {
  readonly changes: readonly ClassChange[];
  /** The ends of these rows by their names: they are in no analysis. */
  readonly ends: ReadonlyMap<string, FoundEnd>;
  /** Of these there are more than the rows and lists show. */
  readonly unlisted: ReadonlySet<Unlisted>;
  /** Of these it is not known whether there are any (more). */
  readonly undecided: ReadonlySet<Undecided>;
}

export const noPossibleChanges: PossibleChanges = {
  changes: [],
  newlyIsolated: [],
  noLongerIsolated: [],
  ends: new Map(),
  unlisted: new Set(),
  undecided: new Set(),
};

/** As many rows as a reader takes in beside those of known pods; that there are more is said. */
const mostFound = 12;

/** Looks for whatever the rows do not show: each find is a row of its own, until there are no more, or too many. */
export function possibleChanges(
  diff: DiffWorld,
  differences: PossibleDifferences,
  sides: BothSides<Analysis>,
  pairs: readonly PodPair[],
  known: IsolationChanges & { readonly rows: readonly ClassChange[] },
): PossibleChanges {
  const ends = new Map<string, FoundEnd>();
  const reader = endReader(sides.after, diff.world.vocabulary, {
    isPlain: (pods) => isAlike(pods, sides),
    namespaceLabelsOf(pods) {
      const end = ends.get(pods.name)?.after;
      return end?.kind === 'pods' ? end.namespace.labels : undefined;
    },
  });
  const changes: ClassChange[] = [];
  const unlisted = new Set<Unlisted>();
  const undecided = new Set<Undecided>();
  const note = (found: FoundConnection, change: OpenedOrClosed): readonly ClassChange[] => {
    for (const end of [found.source, found.target]) ends.set(end.after.name, end);
    const rows = rowsOf(found, sides).filter(({ before, after }) => before !== after);
    changes.push(...rows);
    // A find that the rules themselves do not confirm would be a mistake of netpact: then nothing is known.
    if (!changesSome(rows, change)) undecided.add(change);
    return rows;
  };
  for (const change of ['opened', 'closed'] as const) {
    const shown = shownChanges([...known.rows, ...changes], change, reader);
    if (shown === 'too many') undecided.add(change);
    for (let count = 0; shown !== 'too many'; count++) {
      const found = differences.find(change, shown);
      if (found === 'none') break;
      if (found === 'undecided') undecided.add(change);
      else if (count === mostFound) unlisted.add(change);
      else {
        const rows = note(found, change);
        const others = shownChanges(rows, change, reader);
        if (others !== 'too many') shown.push(...others);
        if (changesSome(rows, change)) continue;
      }
      break;
    }
  }
  const asked = keysAsked({ before: sides.before.resources, after: sides.after.resources });
  // All other workloads are like pods that could exist.
  const special = pairs.filter((pair) => isRelabelled(pair, asked) || isKnownByAddress(pair, sides.after.settings));
  for (const change of ['opened', 'closed'] as const)
    for (const pair of special) {
      if (changesSome([...known.rows, ...changes], change)) break;
      const found = findWorkloadDifference(diff, pair, change);
      if (found === 'undecided') undecided.add(change);
      else if (found !== 'none') note(found, change);
    }
  const isolations = (direction: Direction, change: OpenedOrClosed, rows: readonly IsolationChange[]) => {
    const shown = rows.filter((row) => row.direction === direction).map(({ pods }) => reader.somePods(pods));
    const found: IsolationChange[] = [];
    const list = change === 'closed' ? 'newlyIsolated' : 'noLongerIsolated';
    for (;;) {
      const end = differences.findIsolation(direction, change, shown);
      if (end === 'undecided') undecided.add(list);
      if (end === 'undecided' || end === 'none' || end.after.kind !== 'pods') break;
      if (found.length === mostFound) {
        unlisted.add(list);
        break;
      }
      ends.set(end.after.name, end);
      found.push({ pods: end.after.pods, direction });
      shown.push(reader.somePods(end.after.pods));
    }
    return found;
  };
  const newlyIsolated = directions.flatMap((each) => isolations(each, 'closed', known.newlyIsolated));
  const noLongerIsolated = directions.flatMap((each) => isolations(each, 'opened', known.noLongerIsolated));
  return { changes, newlyIsolated, noLongerIsolated, ends, unlisted, undecided };
}

/** Whether pods have the same labels on both sides. */
function isAlike({ name, workload }: PodSet, { before, after }: BothSides<Analysis>): boolean {
  return !workload || JSON.stringify(before.pods(name)?.labels) === JSON.stringify(after.pods(name)?.labels);
}

/** How many pods and blocks at the ends of rows are compared with what could exist. */
const mostParts = 100_000;

/** What rows show of what opens, or closes; what so many rows leave out is not worth the time, and is said not to be known. */
function shownChanges(
  rows: readonly ClassChange[],
  change: OpenedOrClosed,
  reader: EndReader,
): ShownChange[] | 'too many' {
  const shown: ShownChange[] = [];
  let parts = 0;
  for (const each of rows) {
    const ports = isCompared(each) ? portsOfChange(each, change) : noPorts;
    if (ports === noPorts) continue;
    const [source, target] = [reader.shownAt(each.src), reader.shownAt(each.dst)];
    parts += source.length + target.length;
    if (parts > mostParts) return 'too many';
    shown.push({ source, target, ports, names: namesIn(each.dst, ports) });
  }
  return shown;
}

/** Under which names a pod that could exist has these ports: it has them because the change depends on them. */
function namesIn(end: ClassEnd, changed: PortSet): readonly NamedPort[] {
  const imagined = end.kind === 'pods' ? end.pods.filter(({ workload }) => !workload) : [];
  return imagined.flatMap(({ ports }) =>
    ports.flatMap(({ name, protocol, port }) =>
      name && containsPort(changed, protocol, port) ? [{ name, protocol }] : [],
    ),
  );
}

/** What a connection that was found is on each side, exactly; an address with all that changed like it for these pods. */
function rowsOf({ source, target }: FoundConnection, sides: BothSides<Analysis>): readonly ClassChange[] {
  const pods = source.after.kind === 'pods' ? source : target;
  if (source.after.kind === 'pods' && target.after.kind === 'pods') {
    const before = portsBetween(sides.before.book, source.before, target.before);
    const after = portsBetween(sides.after.book, source.after, target.after);
    return [{ kind: kindOf(before, after), before, after, src: endOf(source.after), dst: endOf(target.after) }];
  }
  if (pods.before.kind !== 'pods' || pods.after.kind !== 'pods') return [];
  const direction = pods === source ? 'egress' : 'ingress';
  const reach = (name: SideName, end: End) =>
    end.kind === 'pods' ? reachOfPods(sides[name].book, direction, end.pods) : undefined;
  const own = endOf(pods.after);
  const changed = compareReach(reach('before', pods.before), reach('after', pods.after));
  const address = (pods === source ? target : source).after.name;
  return changed
    .filter(({ ranges }) => holdAddress(ranges, address))
    .map(({ before, after, ranges }) => {
      const ends = endsOfReach(direction, own, ranges);
      return { kind: kindOf(before, after), before, after, ...ends };
    });
}

function holdAddress(ranges: readonly string[], text: string): boolean {
  const address = readAddress(text);
  return ranges.some((range) => {
    const bounds = parseRange(range);
    if (!address || bounds?.family !== address.family) return false;
    return bounds.first <= address.value && address.value <= bounds.last;
  });
}

function endOf(end: End): ClassEnd {
  return { kind: 'pods', pods: end.kind === 'pods' ? [end.pods] : [], isEveryone: false };
}
