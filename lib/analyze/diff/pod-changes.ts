import { noPorts, type PortSet } from '../../algebra/port-set';
import { byCodeUnits } from '../../algebra/text-order';
import type { ClassEnd } from '../connectivity/class-rows';
import type { Reachability } from '../engine/reach';
import { type ChangeKind, type ClassChange, kindOf } from './change';
import type { Sides } from './common-universe';
import { type JointGroup, type JointGroups, jointGroups } from './joint-groups';
import type { PodPair } from './pod-pairs';
import { type Rectangle, rectanglesOf } from './rectangles';

interface PortChange {
  readonly kind: ChangeKind;
  readonly before: PortSet;
  readonly after: PortSet;
}

/** What changed between pods, everyone who changed alike in one. */
export function podChanges({ before, after }: Sides, pairs: readonly PodPair[]): readonly ClassChange[] {
  const [old, now] = [before.reachability(), after.reachability()];
  const sources = jointGroups(pairs, [before, old.sources], [after, now.sources]);
  const targets = jointGroups(pairs, [before, old.destinations], [after, now.destinations]);
  const cells = new Map<string, { readonly change: PortChange; readonly rows: Map<number, number[]> }>();
  const compare = comparison(old, now, targets);
  for (const source of sources.all)
    compare(source, (target, change) => {
      const key = `${change.kind} ${change.before.id} ${change.after.id}`;
      const cell = cells.get(key) ?? { change, rows: new Map() };
      cells.set(key, cell);
      const row = cell.rows.get(source.id);
      if (row) row.push(target.id);
      else cell.rows.set(source.id, [target.id]);
    });
  return [...cells.values()].flatMap(({ change, rows }) =>
    rectanglesOf(rows).map((rectangle) => ({ ...change, ...endsOf(rectangle, sources, targets, pairs.length) })),
  );
}

type Report = (target: JointGroup, change: PortChange) => void;

/** Compares what one source reached with what it reaches, without asking for targets that neither side names. */
function comparison(
  old: Reachability,
  now: Reachability,
  targets: JointGroups,
): (source: JointGroup, report: Report) => void {
  const blank = (): (PortSet | undefined)[] => new Array(targets.all.length).fill(undefined);
  const ports = { before: blank(), after: blank() };
  return (source, report) => {
    const touched = new Set<JointGroup>();
    const note = (side: 'before' | 'after', reach: Reachability) => {
      const group = source[side];
      if (!group) return;
      for (const reached of reach.reachedFrom(group))
        for (const target of reached.groups)
          for (const joint of targets.within(side, target)) {
            ports[side][joint.id] = reached.ports;
            touched.add(joint);
          }
    };
    note('before', old);
    note('after', now);
    for (const target of touched) {
      const [before, after] = [ports.before[target.id] ?? noPorts, ports.after[target.id] ?? noPorts];
      ports.before[target.id] = undefined;
      ports.after[target.id] = undefined;
      if (before === after) continue;
      report(target, { kind: sidedKind(source, target) ?? kindOf(before, after), before, after });
    }
  };
}

/** Connections of pods that are on one side only are no change of what was there. */
function sidedKind(source: JointGroup, target: JointGroup): 'added' | 'removed' | undefined {
  const sides = [source.side, target.side];
  return sides.includes('added') ? 'added' : sides.includes('removed') ? 'removed' : undefined;
}

function endsOf(
  { rows, columns }: Rectangle,
  sources: JointGroups,
  targets: JointGroups,
  everyone: number,
): { readonly src: ClassEnd; readonly dst: ClassEnd } {
  return { src: endOf(sources, rows, everyone), dst: endOf(targets, columns, everyone) };
}

function endOf({ all }: JointGroups, ids: readonly number[], everyone: number): ClassEnd {
  return endOfPairs(
    ids.flatMap((id) => all[id]?.members ?? []),
    everyone,
  );
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
