import { formatPorts } from '../../algebra/port-set';
import type { ClusterResources } from '../../k8s/resources';
import type { AnalyzeOptions } from '../options';
import { workloadName } from '../universe';
import { addressChanges } from './address-changes';
import { causesOf } from './causes';
import type { ClassChange } from './change';
import { analyzeSides, type Sides } from './common-universe';
import { type ExceptionChange, exceptionChanges } from './exceptions';
import { exposedWorkloads } from './exposed-workloads';
import { type IsolationChange, isolationChanges } from './isolation-changes';
import type { JudgedChange } from './judged-change';
import { podChanges } from './pod-changes';
import { podPairs, type WorkloadChanges, workloadChanges, workloadContent } from './pod-pairs';
import { type PolicyChanges, policyChanges } from './policy-changes';
import { byRisk, riskOf } from './risk';
import { type Takeover, takeovers } from './takeovers';
import { type Verdict, verdictOf } from './verdict';

/** What differs between two clusters in meaning, exactly. */
export interface ClusterDiff {
  readonly verdict: Verdict;
  /** Connections of everyone who exists on both sides, representatives included; riskiest first. */
  readonly changes: readonly JudgedChange[];
  /** Connections of workloads that exist on one side only; outside the verdict. */
  readonly oneSided: readonly JudgedChange[];
  readonly newlyIsolated: readonly IsolationChange[];
  readonly noLongerIsolated: readonly IsolationChange[];
  readonly workloads: WorkloadChanges;
  readonly policies: PolicyChanges;
  readonly exceptions: readonly ExceptionChange[];
  readonly takeovers: readonly Takeover[];
  /** Added workloads that the internet, anyone, or another namespace reaches. */
  readonly exposed: readonly string[];
  /** Missing where both say the same word for word, so that nothing had to be computed. */
  readonly sides?: Sides;
}

/** Compares two clusters over one common universe: their workloads, and the pods that policies of either can tell apart. */
export function diffClusters(
  before: ClusterResources,
  after: ClusterResources,
  options: AnalyzeOptions = {},
): ClusterDiff {
  const policies = policyChanges(before.policies, after.policies);
  const workloads = workloadChanges(before.workloads, after.workloads);
  const listed = { workloads, policies, exceptions: exceptionChanges(policies), takeovers: takeovers(policies) };
  if (saySame(before, after, policies, workloads))
    return {
      ...listed,
      verdict: 'equal',
      changes: [],
      oneSided: [],
      newlyIsolated: [],
      noLongerIsolated: [],
      exposed: [],
    };

  const sides = analyzeSides(before, after, workloads, options);
  const pairs = podPairs(sides.before, sides.after, workloads);
  const all = [...podChanges(sides, pairs), ...addressChanges(sides, pairs)].map(
    (change): JudgedChange => ({
      ...change,
      risk: riskOf(change),
      was: formatPorts(change.before),
      is: formatPorts(change.after),
      causes: () => causesOf(change, sides, policies),
    }),
  );
  all.sort(byRisk);
  const isCompared = ({ kind }: ClassChange) => kind !== 'added' && kind !== 'removed';
  return {
    ...listed,
    ...isolationChanges(sides, pairs),
    verdict: verdictOf(all),
    changes: all.filter(isCompared),
    oneSided: all.filter((change) => !isCompared(change)),
    exposed: exposedWorkloads(all, new Set(workloads.added.map(workloadName))),
    sides,
  };
}

/** Whether nothing differs but names and order: most diffs in a pipeline end here, before anything is analyzed. */
function saySame(
  before: ClusterResources,
  after: ClusterResources,
  { added, removed, changed }: PolicyChanges,
  workloads: WorkloadChanges,
): boolean {
  if (added.length + removed.length + changed.length > 0) return false;
  if (workloads.added.length + workloads.removed.length > 0) return false;
  return contentsOf(before) === contentsOf(after);
}

function contentsOf({ namespaces, workloads, policies }: ClusterResources): string {
  const spaces = namespaces.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()]));

  const names = new Set([
    ...workloads.map(({ namespace }) => namespace),
    ...policies.map(({ namespace }) => namespace),
  ]);
  return [...spaces.sort(), ...workloads.map(workloadContent).sort(), ...[...names].sort()].join('\n');
}
