import { assumedValue } from '../../algebra/possible-label';
import { type LabelKnowledge, type LabelMap, openKeysOf, type Selector } from '../../algebra/selector';
import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import type { PodSet } from '../model/universe';

type Labelled = Pick<PodSet, 'labels' | 'assignedLabels'>;

/** What is known of labels that are not in the template of pods. */
export function assignedTo({ assignedLabels }: Pick<PodSet, 'assignedLabels'>): LabelKnowledge {
  return (key) => assignedLabels.find((label) => label.key === key);
}

/** The assigned labels on which it depends whether a selector selects pods; false where it surely does not. */
export function openLabelsOf(selector: Selector, pods: Labelled): false | readonly AssignedLabel[] {
  const open = openKeysOf(selector, pods.labels, assignedTo(pods));
  return open && (open.length === 0 ? none : pods.assignedLabels.filter(({ key }) => open.includes(key)));
}

const none: readonly AssignedLabel[] = [];

/** The labels of pods where one answer is needed (docs/semantics.md 18). */
export function assumedLabels({ labels, assignedLabels }: Labelled): LabelMap {
  const assumed: Record<string, string> = {};
  for (const label of assignedLabels) {
    const value = assumedValue(label);
    if (value !== undefined) assumed[label.key] = value;
  }
  return { ...assumed, ...labels };
}
