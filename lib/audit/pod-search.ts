import { matchesSelectorPartly, type Selector } from '../algebra/selector';
import type { PodSet } from '../analyze/universe';

/** Whether a selector may select one of these pods by a label that a controller assigns. */
export function maySelect(selector: Selector, pods: readonly PodSet[]): boolean {
  return pods.some(
    ({ labels, unknownLabels }) =>
      matchesSelectorPartly(selector, labels, (key) => (unknownLabels.includes(key) ? 'present' : 'known')) !== false,
  );
}
