import { isSubsetOfPorts } from '../../algebra/port-set';
import type { ClassChange } from './change';

/** Whether the new side allows the same, less, more, or some more and some less. */
export type Verdict = 'equal' | 'narrowed' | 'widened' | 'mixed';

/** The verdict over everyone who exists on both sides; a new workload is no widening by itself. */
export function verdictOf(changes: readonly ClassChange[]): Verdict {
  const compared = changes.filter(({ kind }) => kind !== 'added' && kind !== 'removed');
  const widens = compared.some(({ before, after }) => !isSubsetOfPorts(after, before));
  const narrows = compared.some(({ before, after }) => !isSubsetOfPorts(before, after));
  return widens ? (narrows ? 'mixed' : 'widened') : narrows ? 'narrowed' : 'equal';
}
