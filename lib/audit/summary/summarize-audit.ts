import { isCalendarDay } from '../../algebra/calendar';
import { getOrInsert } from '../../algebra/keyed';
import { type LabelRequirement, namespaceNameLabel, requirementsOf } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { Direction, PolicyRules } from '../../analyze/model/policy-rules';
import type { PolicyResource } from '../../k8s/resources';
import { requirementText } from '../../wording/selectors';
import { directedRules, selectorPeers } from '../directed-rules';
import { defaultDenyOf } from '../reach/default-deny';
import type { AuditContext } from '../rule';
import { isOver } from '../suppressions/suppression';
import { type ReachCount, type ReachCounts, reachCounts } from './reach-counts';

/** What a reviewer asks of one namespace. */
export interface NamespaceSummary {
  readonly namespace: string;
  /** From `netpact.dev/owner` of the namespace or its policies, else from its labels `owner` and `team`; sorted. */
  readonly owners: readonly string[];
  readonly workloads: number;
  readonly policies: number;
  /** Whether every pod that could run there is isolated. */
  readonly defaultDeny: Readonly<Record<Direction, boolean>>;
  /** Workloads that nothing isolates in a direction. */
  readonly notIsolated: Readonly<Record<Direction, readonly string[]>>;
  /** The workload that reaches most, and the one that most reach; undefined without workloads. */
  readonly widest: Readonly<Record<Direction, WorkloadReach | undefined>>;
  /** What each workload could reach if it were taken over. */
  readonly blastRadius: readonly WorkloadReach[];
  readonly exceptions: readonly ExceptionSummary[];
  readonly grantingLabels: readonly GrantingLabel[];
}

export interface WorkloadReach extends ReachCount {
  readonly workload: string;
}

export interface ExceptionSummary {
  readonly policy: string;
  readonly owner?: string;
  readonly ticket?: string;
  /** The last day as it is written. */
  readonly until: string;
  /** Whether it is over, or ends on what is no day of the calendar. */
  readonly isExpired: boolean;
}

/** A label that lets its bearer in, or be reached. */
export interface GrantingLabel {
  readonly of: 'namespace' | 'pods';
  /** `team=storefront`, `tier in (a, b)`, `team exists`. */
  readonly label: string;
  /** Whether the owners of the peer's namespace can set it: every label but the one that the API server writes. */
  readonly canBeSetByOwners: boolean;
  /** Whether bearers in other namespaces are meant too. */
  readonly crossesNamespaces: boolean;
  /** Names of the policies that grant by it, sorted. */
  readonly policies: readonly string[];
}

/** Answers the questions of a reviewer for every namespace that has a workload or a policy. */
export function summarizeAudit(context: AuditContext): readonly NamespaceSummary[] {
  const { analysis } = context;
  const counts = reachCounts(analysis);
  const names = new Set(
    [...analysis.resources.workloads, ...analysis.resources.policies].map((each) => each.namespace),
  );
  return [...names].sort().map((name) => namespaceSummary(name, context, counts));
}

function namespaceSummary(namespace: string, context: AuditContext, counts: ReachCounts): NamespaceSummary {
  const { analysis, facts, now } = context;
  const pods = facts.workloadsIn(namespace);
  const policies = facts.policiesIn(namespace);
  const reach = (direction: Direction) =>
    pods.flatMap((each) => {
      const count = counts.get(each)?.[direction];
      return count ? [{ workload: each.name, ...count }] : [];
    });
  const open = (direction: Direction) =>
    pods.filter((each) => !analysis.isIsolated(direction, each)).map((each) => each.name);
  const isDenied = (direction: Direction) => defaultDenyOf(context, namespace, direction).outside === 'all';
  const blastRadius = reach('egress');
  return {
    namespace,
    owners: ownersOf(namespace, context),
    workloads: pods.length,
    policies: policies.length,
    defaultDeny: { ingress: isDenied('ingress'), egress: isDenied('egress') },
    notIsolated: { ingress: open('ingress'), egress: open('egress') },
    widest: { ingress: widestOf(reach('ingress')), egress: widestOf(blastRadius) },
    blastRadius,
    exceptions: policies.flatMap(({ policy }) => exceptionOf(policy, now) ?? []),
    grantingLabels: grantingLabels(policies),
  };
}

function ownersOf(name: string, { analysis, facts }: AuditContext): readonly string[] {
  const object = analysis.resources.namespaces.find((each) => each.name === name);
  const owner = object?.annotations?.['netpact.dev/owner'];
  if (owner) return [owner];
  // An exception has an owner of its own, who need not own the namespace.
  const plain = facts.policiesIn(name).filter(({ policy }) => policy.annotations['netpact.dev/expires'] === undefined);
  const ofPolicies = plain.flatMap(({ policy }) => policy.annotations['netpact.dev/owner'] ?? []);
  const label = object?.labels.owner ?? object?.labels.team;
  const owners = ofPolicies.length > 0 ? ofPolicies : label ? [label] : [];
  return [...new Set(owners)].sort();
}

function widestOf(reach: readonly WorkloadReach[]): WorkloadReach | undefined {
  const size = ({ isAnywhere, workloads, ranges }: WorkloadReach) => [Number(isAnywhere), workloads, ranges];
  const compare = (a: WorkloadReach, b: WorkloadReach) => {
    const [left, right] = [size(a), size(b)];
    const index = left.findIndex((value, position) => value !== right[position]);
    return (left[index] ?? 0) - (right[index] ?? 0);
  };
  return reach.reduce<WorkloadReach | undefined>(
    (best, each) => (best && compare(each, best) <= 0 ? best : each),
    undefined,
  );
}

function exceptionOf({ name, annotations }: PolicyResource, now: Date): ExceptionSummary | undefined {
  const until = annotations['netpact.dev/expires'];
  if (until === undefined) return undefined;
  const owner = annotations['netpact.dev/owner'];
  const ticket = annotations['netpact.dev/ticket'];
  return {
    policy: name,
    ...(owner !== undefined && { owner }),
    ...(ticket !== undefined && { ticket }),
    until,
    isExpired: !isCalendarDay(until) || isOver(until, now),
  };
}

/** The labels in `from` and `to` of some policies, sorted. */
function grantingLabels(policies: readonly PolicyRules[]): readonly GrantingLabel[] {
  const found = new Map<string, { label: Omit<GrantingLabel, 'policies'>; policies: Set<string> }>();
  const add = (label: Omit<GrantingLabel, 'policies'>, { policy }: PolicyRules) => {
    const key = JSON.stringify([label.of, label.crossesNamespaces, label.label]);
    getOrInsert(found, key, () => ({ label, policies: new Set() })).policies.add(policy.name);
  };
  for (const { owner, rule } of directedRules(policies))
    for (const { namespaces, pods } of selectorPeers(rule)) {
      const crossesNamespaces = namespaces !== undefined;
      for (const each of requirementsOf(namespaces ?? {})) {
        const canBeSetByOwners = each.key !== namespaceNameLabel;
        add({ of: 'namespace', label: written(each), canBeSetByOwners, crossesNamespaces }, owner);
      }
      for (const each of requirementsOf(pods))
        add({ of: 'pods', label: written(each), canBeSetByOwners: true, crossesNamespaces }, owner);
    }
  return [...found]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([, { label, policies: names }]) => ({ ...label, policies: [...names].sort() }));
}

function written(requirement: LabelRequirement): string {
  if (requirement.operator === 'Exists') return `${requirement.key} exists`;
  if (requirement.operator === 'DoesNotExist') return `${requirement.key} does not exist`;
  return requirementText(requirement);
}
