import type { Severity } from '../../diagnostics/finding';

/** How many findings there are of each severity; all three keys are always there. */
export function severityCounts(findings: readonly { readonly severity: Severity }[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}
