import type { Analysis } from '../analysis';
import type { PodGroup, PodGroups } from '../engine/pod-groups';
import { type PodPair, sideOfPair } from './pod-pairs';

/** Pods that behave alike at one end of connections on both sides; a side is missing where they do not exist. */
export interface JointGroup {
  readonly id: number;
  readonly before: PodGroup | undefined;
  readonly after: PodGroup | undefined;
  /** Of one side alone, or counted as that (`sideOfPair`). */
  readonly side: ReturnType<typeof sideOfPair>;
  readonly members: readonly PodPair[];
}

/** All joint groups, and those that a group of one side is part of. */
export interface JointGroups {
  readonly all: readonly JointGroup[];
  within(side: 'before' | 'after', group: PodGroup): readonly JointGroup[];
}

/** Joins the groups of both sides: the coarsest parts that neither side tells apart. */
export function jointGroups(
  pairs: readonly PodPair[],
  before: readonly [Analysis, PodGroups],
  after: readonly [Analysis, PodGroups],
): JointGroups {
  const [oldGroupOf, newGroupOf] = [groupFinder(...before), groupFinder(...after)];
  const all: (JointGroup & { members: PodPair[] })[] = [];
  const byKey = new Map<string, JointGroup & { members: PodPair[] }>();
  const bySide = { before: new Map<PodGroup, JointGroup[]>(), after: new Map<PodGroup, JointGroup[]>() };
  for (const pair of pairs) {
    const [old, now] = [pair.before && oldGroupOf(pair.before.name), pair.after && newGroupOf(pair.after.name)];
    const side = sideOfPair(pair);
    const key = `${old?.id} ${now?.id} ${side}`;
    const known = byKey.get(key);
    if (known) {
      known.members.push(pair);
      continue;
    }
    const made = { id: all.length, before: old, after: now, side, members: [pair] };
    all.push(made);
    byKey.set(key, made);
    if (old) addTo(bySide.before, old, made);
    if (now) addTo(bySide.after, now, made);
  }
  return { all, within: (side, group) => bySide[side].get(group) ?? [] };
}

function groupFinder({ universe, engine }: Analysis, groups: PodGroups): (name: string) => PodGroup | undefined {
  const found = new Map<string, PodGroup>();
  for (const [index, { name }] of universe.pods.entries()) {
    const pods = engine.classes.all[engine.classes.classOf[index] ?? -1];
    if (pods) found.set(name, groups.groupOf(pods));
  }
  return (name) => found.get(name);
}

function addTo(map: Map<PodGroup, JointGroup[]>, key: PodGroup, value: JointGroup): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
