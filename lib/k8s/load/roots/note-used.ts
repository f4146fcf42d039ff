import type { Exclusions } from '../files/exclusions';
import type { LeftOut } from '../files/left-out';
import type { SurveyPlace } from './survey-roots';

/** What a root is made of cannot be left out of it: without a file it would be something that nobody applies. */
export function noteUsed(
  given: string,
  used: readonly string[],
  { exclusions, leftOut, nameOf }: { exclusions: Exclusions; leftOut: LeftOut; nameOf: SurveyPlace['nameOf'] },
): void {
  for (const file of used) if (exclusions.excludesBelow(given, file)) leftOut.add('used', nameOf?.(file) ?? file);
}
