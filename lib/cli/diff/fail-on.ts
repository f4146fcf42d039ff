import type { ClusterDiff } from '../../analyze/diff/cluster-diff';

export const failOnChoices = ['widened', 'any', 'newly-isolated', 'exposed'] as const;

/** What a pipeline may stop for. */
export type FailOn = (typeof failOnChoices)[number];

/** Whether a diff holds something that the caller asked to fail on. */
export function failsOn(diff: ClusterDiff, asked: readonly FailOn[]): boolean {
  const { verdict, changes, oneSided, newlyIsolated, noLongerIsolated, exposed, exposedPods, undecided } = diff;
  // No gate passes on what is not known.
  if (undecided.length > 0) return asked.length > 0;
  const is: Readonly<Record<FailOn, boolean>> = {
    widened: verdict === 'widened' || verdict === 'mixed',
    any: [changes, oneSided, newlyIsolated, noLongerIsolated].some(({ length }) => length > 0),
    'newly-isolated': newlyIsolated.length > 0,
    exposed: exposed.length + exposedPods.length > 0,
  };
  return asked.some((each) => is[each]);
}
