import { once } from '../../algebra/once';
import { matchesSelectorPartly, requirementsOf, type Selector } from '../../algebra/selector';
import { assignedTo } from '../../analyze/judge/assigned';
import { podsByLabel } from '../../analyze/labels/label-vocabulary';
import type { PodSet } from '../../analyze/model/universe';

/** Finds workloads that a selector may mean, without asking all of them. */
export interface PodSearch {
  /** Whether a selector may select one of these pods by a label that a controller assigns. */
  maySelectByController(selector: Selector, pods: readonly PodSet[]): boolean;
  /** Workloads of any namespace that a selector selects, or may select. */
  anywhere(selector: Selector): readonly PodSet[];
}

/** A search in all workloads of an audit. */
export function podSearchIn(all: readonly PodSet[]): PodSearch {
  const assigned = new Set(all.flatMap(({ assignedLabels }) => assignedLabels.map(({ key }) => key)));
  const byLabel = once(() => podsByLabel(all));
  return {
    maySelectByController: (selector, pods) =>
      requirementsOf(selector).some(({ key }) => assigned.has(key)) && pods.some((each) => maySelect(selector, each)),
    anywhere(selector) {
      const named = requirementsOf(selector).find(({ key, operator }) => operator === 'In' && !assigned.has(key));
      if (!named) return all.filter((pods) => maySelect(selector, pods));
      const { key, values } = named;
      const candidates = [...new Set(values)].flatMap((value) => byLabel().get(`${key}=${value}`) ?? []);
      return candidates.filter((pods) => maySelect(selector, pods));
    },
  };
}

function maySelect(selector: Selector, pods: PodSet): boolean {
  return matchesSelectorPartly(selector, pods.labels, assignedTo(pods)) !== false;
}
