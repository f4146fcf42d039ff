import type { ClassChange } from './change';
import { changesSome, type PossibleChanges } from './possible-changes';

/** Whether the new side allows the same, less, more, or some more and some less; or that not all of it is known. */
export type Verdict = 'equal' | 'narrowed' | 'widened' | 'mixed' | 'undecided';

/** The verdict over everyone who exists or could exist on both sides; a new workload is no widening by itself. */
export function verdictOf(rows: readonly ClassChange[], undecided: PossibleChanges['undecided']): Verdict {
  const [widens, narrows] = [changesSome(rows, 'opened'), changesSome(rows, 'closed')];
  // That more is opened than what is shown changes nothing; that something may be closed besides does.
  if ((!widens && undecided.has('opened')) || (!narrows && undecided.has('closed'))) return 'undecided';
  return widens ? (narrows ? 'mixed' : 'widened') : narrows ? 'narrowed' : 'equal';
}
