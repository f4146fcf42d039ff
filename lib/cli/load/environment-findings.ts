import { groupBy } from '../../algebra/keyed';
import type { ResolvedFinding } from '../../diagnostics/resolved-finding';
import { listed, oneOrMany } from '../../wording/words';

/** What was found in one environment. */
export interface FoundIn {
  readonly env: string;
  readonly findings: readonly ResolvedFinding[];
}

/** Each finding once, with the environments in which it was made. */
export function findingsByEnvironment(found: readonly FoundIn[]): readonly ResolvedFinding[] {
  const made = found.flatMap(({ env, findings }) => findings.map((finding) => ({ env, finding })));
  return [...groupBy(made, ({ finding }) => JSON.stringify(finding)).values()].map((same) => {
    const names = [...new Set(same.map(({ env }) => env))];
    const [{ finding }] = same;
    const note = `in the ${oneOrMany(names.length, 'environment')} ${listed(names, 8)}`;
    return { ...finding, notes: [...(finding.notes ?? []), note] };
  });
}
