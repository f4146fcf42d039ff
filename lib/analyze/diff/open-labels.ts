import { requirementsOf, type Selector } from '../../algebra/selector';
import { assignedLabelText } from '../../wording/labels';
import type { Analysis } from '../analysis';
import { openLabelsOf } from '../judge/assigned';
import { type PodSet, workloadName } from '../model/universe';
import { assignedText, selectorsOf } from './asked-labels';
import type { BothSides } from './change';
import type { PodPair, WorkloadChanges } from './pod-pairs';

/**
 * Why it is not known whether workloads are selected as before, one sentence each: they changed, and a policy asks for a label
 * that others give them. Where nothing of them changed it is the same label on both sides.
 */
export function openChanges(sides: BothSides<Analysis>, pairs: readonly PodPair[]): readonly string[] {
  const selectors = askingIn(sides.before, sides.after);
  if (selectors.length === 0) return [];
  return pairs.flatMap(({ before, after }) => {
    if (!before?.workload || !after?.workload) return [];
    const label = firstOf(selectors, (selector) => {
      const [old, now] = [openLabelsOf(selector, before), openLabelsOf(selector, after)];
      const open = [...(old || []), ...(now || [])];
      return open.length > 0 && seenBy(selector, before) !== seenBy(selector, after) ? open[0] : undefined;
    });
    return label
      ? [`it is not known what changes for ${after.name}: it depends on ${assignedLabelText(label, after.name)}`]
      : [];
  });
}

/** Why it is not known who reaches added workloads, one sentence each. */
export function openAdditions({ after }: BothSides<Analysis>, { added }: WorkloadChanges): readonly string[] {
  const selectors = askingIn(after);
  if (selectors.length === 0) return [];
  return added.flatMap((workload) => {
    const pods = after.pods(workloadName(workload));
    const label = pods && firstOf(selectors, (selector) => (openLabelsOf(selector, pods) || [])[0]);
    return label
      ? [`it is not known who reaches ${pods.name}, new here: it depends on ${assignedLabelText(label, pods.name)}`]
      : [];
  });
}

/** The selectors that ask for a label that others assign to some pods: few of all. */
function askingIn(...sides: readonly Analysis[]): readonly Selector[] {
  const assigned = new Set(
    sides.flatMap(({ universe }) =>
      universe.pods.flatMap(({ assignedLabels }) => assignedLabels.map(({ key }) => key)),
    ),
  );
  return selectorsOf(...sides.map(({ resources }) => resources)).filter((selector) =>
    requirementsOf(selector).some(({ key }) => assigned.has(key)),
  );
}

/** What a selector looks at: labels as they are written, and those that others assign. */
function seenBy(selector: Selector, { labels, assignedLabels }: PodSet): string {
  const keys = new Set(requirementsOf(selector).map(({ key }) => key));
  const written = Object.entries(labels).filter(([key]) => keys.has(key));
  return `${JSON.stringify(written.sort())} ${assignedText(assignedLabels, keys)}`;
}

function firstOf<Value, Found>(values: readonly Value[], find: (value: Value) => Found | undefined): Found | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
