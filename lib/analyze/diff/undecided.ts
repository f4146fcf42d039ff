import type { Undecided } from './possible-changes';

/** What was not found out, one sentence each. */
export function undecidedReasons(undecided: ReadonlySet<Undecided>): readonly string[] {
  return [...undecided].map((what) => `${sentences[what]}: ${why}`);
}

const why = 'the labels that the policies select by are too entangled to decide it within the steps of one command';

const sentences = {
  opened: 'it is not known whether (more) connections open for pods that could exist',
  closed: 'it is not known whether (more) connections close for pods that could exist',
  newlyIsolated: 'it is not known whether (more) pods that could exist become isolated',
  noLongerIsolated: 'it is not known whether (more) pods that could exist stop being isolated',
  exposed: 'it is not known whether (more) new workloads are reached from other namespaces',
  ownPods:
    'it is not known whether pods with labels of a new or removed workload are its own, so that they count in the verdict',
} as const;
