import { addTo, getOrInsert } from '../../algebra/keyed';
import { noPorts, type PortSet } from '../../algebra/port-set';
import { byCodeUnits } from '../../algebra/text-order';
import type { Analysis } from '../analysis';
import type { ClassEnd } from '../connectivity/class-rows';
import type { PodGroup, PodGroups } from '../engine/pod-groups';
import type { Reachability } from '../engine/reach';
import { directions } from '../model/policy-rules';
import {
  type BothSides,
  type ChangeKind,
  type ClassChange,
  type IsolationChange,
  type IsolationChanges,
  kindOf,
  type SideName,
} from './change';
import { type PodPair, sideOfPair } from './pod-pairs';

interface PortChange {
  readonly kind: ChangeKind;
  readonly before: PortSet;
  readonly after: PortSet;
}

/** What changed between pods, everyone who changed alike in one. */
export function podChanges({ before, after }: BothSides<Analysis>, pairs: readonly PodPair[]): readonly ClassChange[] {
  const reach = { before: before.reachability(), after: after.reachability() };
  const sources = jointGroups(pairs, [before, reach.before.sources], [after, reach.after.sources]);
  const targets = jointGroups(pairs, [before, reach.before.destinations], [after, reach.after.destinations]);
  const cells = new Map<string, { readonly change: PortChange; readonly rows: Map<number, number[]> }>();
  for (const source of sources.all)
    for (const [target, ports] of reachedOnSides(source, reach, targets)) {
      if (ports.before === ports.after) continue;
      const kind = sidedKind(source, target) ?? kindOf(ports.before, ports.after);
      const key = `${kind} ${ports.before.id} ${ports.after.id}`;
      const cell = getOrInsert(cells, key, () => ({ change: { kind, ...ports }, rows: new Map() }));
      addTo(cell.rows, source.id, target.id);
    }
  const endOf = ({ all }: JointGroups, ids: readonly number[]) =>
    endOfPairs(
      ids.flatMap((id) => all[id]?.members ?? []),
      pairs.length,
    );
  return [...cells.values()].flatMap(({ change, rows }) =>
    rectanglesOf(rows).map((each) => ({
      ...change,
      src: endOf(sources, each.rows),
      dst: endOf(targets, each.columns),
    })),
  );
}

/** What one source reached and reaches, without asking for targets that neither side names. */
function reachedOnSides(
  source: JointGroup,
  reach: BothSides<Reachability>,
  targets: JointGroups,
): Iterable<readonly [target: JointGroup, ports: BothSides<PortSet>]> {
  const found = new Map<JointGroup, { before: PortSet; after: PortSet }>();
  for (const side of ['before', 'after'] as const) {
    const group = source[side];
    for (const { groups, ports } of group ? reach[side].reachedFrom(group) : [])
      for (const target of groups)
        for (const joint of targets.within(side, target))
          getOrInsert(found, joint, () => ({ before: noPorts, after: noPorts }))[side] = ports;
  }
  return found;
}

/** Connections of pods that are on one side only are no change of what was there. */
function sidedKind(source: JointGroup, target: JointGroup): 'added' | 'removed' | undefined {
  const sides = [source.side, target.side];
  return sides.includes('added') ? 'added' : sides.includes('removed') ? 'removed' : undefined;
}

/** An end of a change from the pods at it; named as the new side names them. */
export function endOfPairs(members: readonly PodPair[], everyone: number): ClassEnd {
  const pods = members.flatMap((pair) => {
    const known = pair.after ?? pair.before;
    return known ? [known] : [];
  });
  pods.sort((a, b) => byCodeUnits(a.name, b.name));
  return { kind: 'pods', pods, isEveryone: pods.length === everyone };
}

/** Rows and columns of a table that are all filled. */
interface Rectangle {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/**
 * Covers the filled cells of a table with rectangles, each cell once: rows with the same columns are one, or columns
 * with the same rows, whichever gives fewer.
 */
function rectanglesOf(filled: ReadonlyMap<number, readonly number[]>): readonly Rectangle[] {
  const byRows = groupAlike(filled);
  if (byRows.length <= 1) return byRows;
  const byColumns = groupAlike(transposed(filled));
  if (byRows.length <= byColumns.length) return byRows;
  return byColumns.map(({ rows, columns }) => ({ rows: columns, columns: rows }));
}

function groupAlike(filled: ReadonlyMap<number, readonly number[]>): readonly Rectangle[] {
  const groups = new Map<string, { rows: number[]; columns: readonly number[] }>();
  for (const [row, given] of filled) {
    const columns = [...given].sort((a, b) => a - b);
    const key = columns.join();
    getOrInsert(groups, key, () => ({ rows: [], columns })).rows.push(row);
  }
  return [...groups.values()];
}

function transposed(filled: ReadonlyMap<number, readonly number[]>): ReadonlyMap<number, readonly number[]> {
  const turned = new Map<number, number[]>();
  for (const [row, columns] of filled) for (const column of columns) addTo(turned, column, row);
  return turned;
}

/** Pods that behave alike at one end of connections on both sides; a side is missing where they do not exist. */
interface JointGroup {
  readonly id: number;
  readonly before: PodGroup | undefined;
  readonly after: PodGroup | undefined;
  /** Of one side alone, or counted as that (`sideOfPair`). */
  readonly side: ReturnType<typeof sideOfPair>;
  readonly members: readonly PodPair[];
}

/** All joint groups, and those that a group of one side is part of. */
interface JointGroups {
  readonly all: readonly JointGroup[];
  within(side: SideName, group: PodGroup): readonly JointGroup[];
}

/** Joins the groups of both sides: the coarsest parts that neither side tells apart. */
function jointGroups(
  pairs: readonly PodPair[],
  before: readonly [Analysis, PodGroups],
  after: readonly [Analysis, PodGroups],
): JointGroups {
  const [oldGroupOf, newGroupOf] = [groupFinder(...before), groupFinder(...after)];
  const byKey = new Map<string, JointGroup & { members: PodPair[] }>();
  const bySide = { before: new Map<PodGroup, JointGroup[]>(), after: new Map<PodGroup, JointGroup[]>() };
  for (const pair of pairs) {
    const [old, now] = [pair.before && oldGroupOf(pair.before.name), pair.after && newGroupOf(pair.after.name)];
    const side = sideOfPair(pair);
    const key = `${old?.id} ${now?.id} ${side}`;
    getOrInsert(byKey, key, () => {
      const made = { id: byKey.size, before: old, after: now, side, members: [] };
      if (old) addTo(bySide.before, old, made);
      if (now) addTo(bySide.after, now, made);
      return made;
    }).members.push(pair);
  }
  return { all: [...byKey.values()], within: (side, group) => bySide[side].get(group) ?? [] };
}

function groupFinder({ universe, engine }: Analysis, groups: PodGroups): (name: string) => PodGroup | undefined {
  const found = new Map<string, PodGroup>();
  for (const pods of universe.pods) found.set(pods.name, groups.groupOf(engine.classes.classOf(pods)));
  return (name) => found.get(name);
}

/** Who is newly isolated and who no longer; of those who exist on both sides, in the order of their names. */
export function isolationChanges(sides: BothSides<Analysis>, pairs: readonly PodPair[]): IsolationChanges {
  const newlyIsolated: IsolationChange[] = [];
  const noLongerIsolated: IsolationChange[] = [];
  for (const pair of pairs) {
    const { before, after } = pair;
    if (!before || !after || sideOfPair(pair)) continue;
    for (const direction of directions) {
      const was = sides.before.isIsolated(direction, before);
      const is = sides.after.isIsolated(direction, after);
      if (is && !was) newlyIsolated.push({ pods: after, direction });
      if (was && !is) noLongerIsolated.push({ pods: after, direction });
    }
  }
  return { newlyIsolated, noLongerIsolated };
}
