import { type Analysis, analyze } from '../../analyze/analysis';
import { assumptionsOf } from '../../analyze/assumptions';
import { unshownConnection } from '../../analyze/connectivity/unshown-connection';
import type { AnalyzeOptions } from '../../analyze/model/options';
import { withRepresentatives } from '../../analyze/possible/representatives';
import { type Assumption, assumedLine } from '../../diagnostics/assumption';
import type { LoadResult } from '../../k8s/load';
import type { ClusterResources } from '../../k8s/resources';

/** What was analyzed, and what of it is shown. */
export interface ShownAnalysis {
  /** The workloads of the input. */
  readonly base: Analysis;
  /** The same, or with representatives of other pods. */
  readonly shown: Analysis;
  /** Whether representatives are shown because there is nobody else. */
  readonly isUnasked: boolean;
}

/** Analyzes an input; where its policies apply to no workload of it, the pods that they describe are shown. */
export function shownAnalysis(
  resources: ClusterResources,
  options: AnalyzeOptions,
  isAsked: boolean | undefined,
): ShownAnalysis {
  const base = analyze(resources, options);
  const isUnasked = !isAsked && appliesToNobody(resources);
  const shown = isAsked || isUnasked ? withRepresentatives(base, { everySelector: true }) : base;
  return { base, shown, isUnasked };
}

export const noteOfRepresentatives =
  'note: no workload of the input is in a namespace of its policies; shown are the pods that the policies describe, as shop/[app=web]';

/** What rows with representatives do not show: pods that several selectors select at once, or it is not known; undefined for nothing. */
export function noteOfUnshown(exposed: Analysis): string | undefined {
  const found = unshownConnection(exposed);
  if (found === 'none') return undefined;
  if (found === 'undecided')
    return 'undecided: whether pods that several selectors select at once have connections beyond these rows was not found out';
  return `note: pods that several selectors select at once have connections beyond these rows: ${found.src} to ${found.dst}, for instance (netpact explain tells which)`;
}

/** Whether there are policies, and no workload lives where they apply. */
function appliesToNobody({ policies, workloads }: ClusterResources): boolean {
  const populated = new Set(workloads.map(({ namespace }) => namespace));
  return policies.length > 0 && policies.every(({ namespace }) => !populated.has(namespace));
}

/** What was taken for granted: while the inputs were read, and where a default changed an answer (docs/semantics.md 18). */
export function assumptionsMade(inputs: readonly LoadResult[], analyses: readonly Analysis[]): readonly Assumption[] {
  const all = [...inputs.flatMap(({ assumptions }) => assumptions), ...analyses.flatMap(assumptionsOf)];
  return [...new Map(all.map((each) => [assumedLine(each), each])).values()];
}
