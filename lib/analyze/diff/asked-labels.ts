import { requirementsOf, type Selector } from '../../algebra/selector';
import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import type { ClusterResources } from '../../k8s/resources';
import { conditionsOf } from '../possible/representatives';
import type { BothSides } from './change';

/** The keys of pod labels that policies of either side ask for: what others assign to pods matters by them alone. */
export function keysAsked({ before, after }: BothSides<Pick<ClusterResources, 'policies'>>): ReadonlySet<string> {
  return new Set(selectorsOf(before, after).flatMap((selector) => requirementsOf(selector).map(({ key }) => key)));
}

/** What policies of all of these ask of pods. */
export const selectorsOf = (...sides: readonly Pick<ClusterResources, 'policies'>[]): readonly Selector[] =>
  sides.flatMap((side) => conditionsOf(side).map(({ pods }) => pods));

/** What others assign to pods, as far as policies ask for it; equal texts for what they cannot tell apart. */
export function assignedText(assigned: readonly AssignedLabel[], asked: ReadonlySet<string>): string {
  const seen = assigned.filter(({ key }) => asked.has(key));
  return JSON.stringify(seen.map(({ key, presence, values }) => [key, presence, values]).sort());
}
