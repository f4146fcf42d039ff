import { byCodeUnits } from '../../algebra/text-order';
import type { Direction } from '../model/policy-rules';
import type { PodSet } from '../model/universe';
import type { Sides } from './common-universe';
import { type PodPair, sideOfPair } from './pod-pairs';

/** Pods that became isolated in a direction, or stopped to be. */
export interface IsolationChange {
  readonly pods: PodSet;
  readonly direction: Direction;
}

/** Who is newly isolated and who no longer; of those who exist on both sides, in the order of their names. */
export function isolationChanges(
  sides: Sides,
  pairs: readonly PodPair[],
): { readonly newlyIsolated: readonly IsolationChange[]; readonly noLongerIsolated: readonly IsolationChange[] } {
  const newlyIsolated: IsolationChange[] = [];
  const noLongerIsolated: IsolationChange[] = [];
  for (const pair of pairs) {
    const { before, after } = pair;
    if (!before || !after || sideOfPair(pair)) continue;
    for (const direction of ['ingress', 'egress'] as const) {
      const was = sides.before.isIsolated(direction, before);
      const is = sides.after.isIsolated(direction, after);
      if (is && !was) newlyIsolated.push({ pods: after, direction });
      if (was && !is) noLongerIsolated.push({ pods: after, direction });
    }
  }
  return { newlyIsolated, noLongerIsolated };
}

/** In the order of their names, ingress first. */
export function byPods(a: IsolationChange, b: IsolationChange): number {
  return byCodeUnits(a.pods.name, b.pods.name) || byCodeUnits(b.direction, a.direction);
}
