import { matchesSelectorPartly, requirementsOf, type Selector } from '../../algebra/selector';
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
  const assigned = new Set(all.flatMap(({ unknownLabels }) => unknownLabels));
  let byLabel: ReadonlyMap<string, readonly PodSet[]> | undefined;
  return {
    maySelectByController: (selector, pods) =>
      requirementsOf(selector).some(({ key }) => assigned.has(key)) && pods.some((each) => maySelect(selector, each)),
    anywhere(selector) {
      const named = requirementsOf(selector).find(({ key, operator }) => operator === 'In' && !assigned.has(key));
      if (!named) return all.filter((pods) => maySelect(selector, pods));
      byLabel ??= podsByLabel(all);
      const { key, values } = named;
      const candidates = [...new Set(values)].flatMap((value) => byLabel?.get(`${key}=${value}`) ?? []);
      return candidates.filter((pods) => maySelect(selector, pods));
    },
  };
}

function maySelect(selector: Selector, { labels, unknownLabels }: PodSet): boolean {
  const knowledge = (key: string) => (unknownLabels.includes(key) ? 'present' : 'known');
  return matchesSelectorPartly(selector, labels, knowledge) !== false;
}

function podsByLabel(all: readonly PodSet[]): ReadonlyMap<string, readonly PodSet[]> {
  const found = new Map<string, PodSet[]>();
  for (const pods of all)
    for (const [key, value] of Object.entries(pods.labels)) {
      const list = found.get(`${key}=${value}`);
      if (list) list.push(pods);
      else found.set(`${key}=${value}`, [pods]);
    }
  return found;
}
