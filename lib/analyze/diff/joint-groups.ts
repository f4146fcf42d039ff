import type { Analysis } from '../analysis';
import type { Block, Blocks } from '../engine/pod-groups';
import { type PodPair, sideOfPair } from './pod-pairs';

/** Pods that behave alike at one end of connections on both sides; a side is missing where they do not exist. */
export interface JointBlock {
  readonly id: number;
  readonly before: Block | undefined;
  readonly after: Block | undefined;
  /** Of one side alone, or counted as that (`sideOfPair`). */
  readonly side: ReturnType<typeof sideOfPair>;
  readonly members: readonly PodPair[];
}

/** All joint blocks, and those that a block of one side is part of. */
export interface JointBlocks {
  readonly all: readonly JointBlock[];
  within(side: 'before' | 'after', block: Block): readonly JointBlock[];
}

/** Joins the blocks of both sides: the coarsest parts that neither side tells apart. */
export function jointBlocks(
  pairs: readonly PodPair[],
  before: readonly [Analysis, Blocks],
  after: readonly [Analysis, Blocks],
): JointBlocks {
  const [oldBlockOf, newBlockOf] = [blockFinder(...before), blockFinder(...after)];
  const all: (JointBlock & { members: PodPair[] })[] = [];
  const byKey = new Map<string, JointBlock & { members: PodPair[] }>();
  const bySide = { before: new Map<Block, JointBlock[]>(), after: new Map<Block, JointBlock[]>() };
  for (const pair of pairs) {
    const [old, now] = [pair.before && oldBlockOf(pair.before.name), pair.after && newBlockOf(pair.after.name)];
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
  return { all, within: (side, block) => bySide[side].get(block) ?? [] };
}

function blockFinder({ universe, engine }: Analysis, blocks: Blocks): (name: string) => Block | undefined {
  const found = new Map<string, Block>();
  for (const [index, { name }] of universe.pods.entries()) {
    const pods = engine.classes.all[engine.classes.classOf[index] ?? -1];
    if (pods) found.set(name, blocks.blockOf(pods));
  }
  return (name) => found.get(name);
}

function addTo(map: Map<Block, JointBlock[]>, key: Block, value: JointBlock): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
