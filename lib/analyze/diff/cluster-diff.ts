import { once } from '../../algebra/once';
import { formatPorts } from '../../algebra/port-set';
import type { ClusterResources, WorkloadResource } from '../../k8s/resources';
import { counted, listed } from '../../wording/words';
import type { Analysis } from '../analysis';
import { type AnalyzeOptions, settingsOf } from '../model/options';
import { workloadName } from '../model/universe';
import { namesIn } from '../possible/vocabulary';
import { addressChanges } from './address-changes';
import { keysAsked } from './asked-labels';
import { type Cause, causesOf } from './causes';
import {
  type BothSides,
  byPods,
  byRisk,
  type ClassChange,
  changesSome,
  type IsolationChanges,
  isCompared,
  type Risk,
  riskOf,
} from './change';
import { analyzeSides } from './common-universe';
import { diffWorldOf } from './diff-world';
import { differingSides, newLabels } from './differing-sides';
import { doubtfulConnections } from './doubtful-nodes';
import { type ExceptionChange, exceptionChanges } from './exceptions';
import { exposedPods } from './exposed-pods';
import { exposedWorkloads } from './exposed-workloads';
import { openAdditions, openChanges } from './open-labels';
import { oneSidedLabels, ownershipOf } from './own-pods';
import { isolationChanges, podChanges } from './pod-changes';
import { podPairs, type WorkloadChanges, workloadChanges, workloadContent } from './pod-pairs';
import { type PolicyChanges, policyChanges, type Takeover, takeovers } from './policy-changes';
import {
  noPossibleChanges,
  type PossibleChanges,
  possibleChanges,
  type Undecided,
  type Unlisted,
} from './possible-changes';
import { possibleDifferences } from './possible-differences';
import { unevaluatedChanges, unevaluatedExposure, unevaluatedIsolation } from './unevaluated-changes';
import { isRelabelled } from './workload-differences';

/** What differs between two clusters in meaning, exactly. */
export interface ClusterDiff extends IsolationChanges {
  readonly verdict: Verdict;
  /** Connections of everyone who exists on both sides, representatives included; riskiest first. */
  readonly changes: readonly JudgedChange[];
  /** Connections of workloads that exist on one side only; outside the verdict. */
  readonly oneSided: readonly JudgedChange[];
  readonly workloads: WorkloadChanges;
  readonly policies: PolicyChanges;
  readonly exceptions: readonly ExceptionChange[];
  readonly takeovers: readonly Takeover[];
  /** Added workloads that the internet, anyone, or another namespace reaches. */
  readonly exposed: readonly string[];
  /** Pods that could exist, may be a new service's, and are reached so: `shop/[app=pay]`. */
  readonly exposedPods: readonly string[];
  /** What is not known: not decided within the steps of a command, or up to kinds of policy that are not evaluated; no gate may pass on it. */
  readonly undecided: readonly string[];
  /** More connections of pods that could exist are opened or closed, or more such pods isolated or not, than are shown. */
  readonly unlisted: readonly Unlisted[];
  /** With policies alone: labels (`app=pay`) that policies of the new side name and none of the old side did. */
  readonly newLabels: readonly string[];
  /** Missing where both say the same word for word, so that nothing had to be computed. */
  readonly sides?: BothSides<Analysis>;
}

/** Compares two clusters over one common universe: their workloads, and the pods that policies of either can tell apart. */
export function diffClusters(
  before: ClusterResources,
  after: ClusterResources,
  options: AnalyzeOptions = {},
): ClusterDiff {
  const policies = policyChanges(before.policies, after.policies);
  const asked = keysAsked({ before, after });
  const workloads = workloadChanges(before.workloads, after.workloads, asked);
  const unevaluated = unevaluatedChanges(before, after, workloads);
  const listed = { workloads, policies, exceptions: exceptionChanges(policies), takeovers: takeovers(policies) };
  if (saySame(before, after, policies, workloads, asked))
    return {
      ...listed,
      verdict: unevaluated.length > 0 ? 'undecided' : 'equal',
      changes: [],
      oneSided: [],
      newlyIsolated: [],
      noLongerIsolated: [],
      exposed: [],
      exposedPods: [],
      undecided: unevaluated,
      unlisted: [],
      newLabels: [],
    };

  const settings = settingsOf(options);
  const sides = analyzeSides(before, after, settings);
  const differing = differingSides(sides, policies);
  const isOfPolicies = holdsPoliciesOnly(before) || holdsPoliciesOnly(after);
  const oneSided = isOfPolicies
    ? []
    : [...oneSidedLabels(workloads.added, before), ...oneSidedLabels(workloads.removed, after)];
  const world = once(() => diffWorldOf(differing, oneSided, namesOf(sides), settings.steps));
  const differences = once(() => possibleDifferences(world()));
  const unclear = new Set<Undecided>();
  const ownership = ownershipOf(oneSided, workloads, ({ namespace, labels }) => {
    const isOwn = differences().isOwn(namespace, labels);
    if (isOwn === 'undecided') unclear.add('ownPods');
    return isOwn;
  });
  const pairs = podPairs(sides.before, sides.after, workloads, ownership);
  const known = [...podChanges(sides, pairs), ...addressChanges(sides, pairs)];
  const isolation = isolationChanges(sides, pairs);
  const mayDiffer =
    differing.changed.ingress.size + differing.changed.egress.size > 0 ||
    pairs.some((pair) => isRelabelled(pair, asked));
  const found = mayDiffer
    ? possibleChanges(world(), differences(), sides, pairs, { rows: known, ...isolation })
    : noPossibleChanges;
  const all = [...known, ...found.changes].map(
    (change): JudgedChange => ({
      ...change,
      risk: riskOf(change),
      was: formatPorts(change.before),
      is: formatPorts(change.after),
      causes: () => causesOf(change, sides, policies, found.ends),
    }),
  );
  all.sort(byRisk);
  const open = openChanges(sides, pairs);
  const doubtful = doubtfulConnections(sides, pairs, all, found.ends);
  const exposed = exposedWorkloads(all, workloads, sides, world);
  const pods = exposedPods(all, {
    resources: { before, after },
    sides,
    differing,
    isOfPolicies,
    hasUnlisted: found.unlisted.has('opened'),
    world,
  });
  if (exposed.isUndecided || pods.isUndecided) unclear.add('exposed');
  const labels = isOfPolicies ? newLabels(differing.before.policies, differing.after.policies) : [];
  const newlyIsolated = [...isolation.newlyIsolated, ...found.newlyIsolated].sort(byPods);
  const unlisted = found.unlisted.has('newlyIsolated') || found.undecided.has('newlyIsolated');
  const isolatedBefore = unevaluatedIsolation(sides.after, newlyIsolated, unlisted);
  return {
    ...listed,
    newlyIsolated,
    noLongerIsolated: [...isolation.noLongerIsolated, ...found.noLongerIsolated].sort(byPods),
    verdict:
      doubtful.length + open.length > 0
        ? 'undecided'
        : verdictOf(all, found.undecided, { unevaluated, isolatedBefore }),
    changes: all.filter(isCompared),
    oneSided: all.filter((change) => !isCompared(change)),
    exposed: exposed.names,
    exposedPods: pods.names,
    undecided: [
      ...unevaluated,
      ...isolatedBefore,
      ...undecidedReasons([...found.undecided, ...unclear]),
      ...nodeReasons(doubtful, exposed.perhapsFromNodes),
      ...open,
      ...openAdditions(sides, workloads),
      ...unevaluatedExposure(sides.after, workloads, exposed.names, labels),
    ],
    unlisted: [...found.unlisted],
    newLabels: labels,
    sides,
  };
}

/** A folder without any workload is one of policies: its pods are known by their labels alone. */
const holdsPoliciesOnly = ({ workloads }: ClusterResources): boolean => workloads.length === 0;

const namesOf = ({ before, after }: BothSides<Analysis>): readonly string[] =>
  [before, after].flatMap(({ universe }) => namesIn(universe));

/** Whether nothing differs but names and order: most diffs in a pipeline end here, before anything is analyzed. */
function saySame(
  before: ClusterResources,
  after: ClusterResources,
  { added, removed, changed }: PolicyChanges,
  workloads: WorkloadChanges,
  asked: ReadonlySet<string>,
): boolean {
  if (added.length + removed.length + changed.length > 0) return false;
  if (workloads.added.length + workloads.removed.length > 0) return false;
  const renamed = new Map(workloads.renamed.map((pair) => [pair.before, pair.after]));
  return contentsOf(before, renamed, asked) === contentsOf(after, new Map(), asked);
}

/** What is said of everybody; a renamed workload has its new name. */
function contentsOf(
  { namespaces, workloads, policies }: ClusterResources,
  renamed: ReadonlyMap<WorkloadResource, WorkloadResource>,
  asked: ReadonlySet<string>,
): string {
  const spaces = namespaces.map(({ name, labels, linkerdInjection }) =>
    JSON.stringify([name, Object.entries(labels).sort(), linkerdInjection]),
  );

  const names = new Set([
    ...workloads.map(({ namespace }) => namespace),
    ...policies.map(({ namespace }) => namespace),
  ]);
  const pods = workloads.map((each) => `${workloadName(renamed.get(each) ?? each)} ${workloadContent(each, asked)}`);
  return [...spaces.sort(), ...pods.sort(), ...[...names].sort()].join('\n');
}

/** Whether the new side allows the same, less, more, or some more and some less; or that not all of it is known. */
type Verdict = 'equal' | 'narrowed' | 'widened' | 'mixed' | 'undecided';

/** The verdict over everyone who exists or could exist on both sides; a new workload is no widening by itself. */
function verdictOf(
  rows: readonly ClassChange[],
  undecided: PossibleChanges['undecided'],
  { unevaluated, isolatedBefore }: Record<'unevaluated' | 'isolatedBefore', readonly string[]>,
): Verdict {
  if (unevaluated.length > 0) return 'undecided';
  const [widens, narrows] = [changesSome(rows, 'opened'), changesSome(rows, 'closed')];
  // That more is opened than what is shown changes nothing; that something may be closed besides does.
  if (!widens && isolatedBefore.length > 0) return 'undecided';
  if ((!widens && undecided.has('opened')) || (!narrows && undecided.has('closed'))) return 'undecided';
  return widens ? (narrows ? 'mixed' : 'widened') : narrows ? 'narrowed' : 'equal';
}

/** That something hangs on the addresses of nodes: connections that may change, or new workloads that may be reached. */
function nodeReasons(connections: readonly string[], exposed: readonly string[]): readonly string[] {
  const why = 'hold the addresses of the nodes in part, or these are not known (nodeCidrs of --cluster)';
  const [first, ...others] = connections;
  const more = others.length > 0 ? ` (and ${counted(others.length, 'more connection')})` : '';
  return [
    ...(first === undefined
      ? []
      : [`it is not known whether ${first}${more}, on the host network, opens or closes: blocks that change ${why}`]),
    ...(exposed.length === 0
      ? []
      : [
          `it is not known whether pods on the host network of other namespaces reach ${listed(exposed)}, new here: blocks of its ingress ${why}`,
        ]),
  ];
}

/** What was not found out, one sentence each. */
function undecidedReasons(undecided: readonly Undecided[]): readonly string[] {
  return undecided.map((what) => `${sentences[what]}: ${why}`);
}

const why = 'the labels that the policies select by are too entangled to decide it within the steps of one command';

const sentences = {
  opened: 'it is not known whether (more) connections open for pods that could exist',
  closed: 'it is not known whether (more) connections close for pods that could exist',
  newlyIsolated: 'it is not known whether (more) pods that could exist become isolated',
  noLongerIsolated: 'it is not known whether (more) pods that could exist stop being isolated',
  exposed:
    'it is not known whether (more) new workloads, or pods that may be new, are reached from the internet or other namespaces',
  ownPods:
    'it is not known whether pods with labels of a new or removed workload are its own, so that they count in the verdict',
} as const;

/** A change that a reviewer reads: how far it reaches, and which policies make it. */
export interface JudgedChange extends ClassChange {
  readonly risk: Risk;
  /** `before` and `after` as outputs write them: `TCP 80`, `No Connections`. */
  readonly was: string;
  readonly is: string;
  /** Worked out when asked for: positions take reading the source again. */
  readonly causes: () => readonly Cause[];
}
