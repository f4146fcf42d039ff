import { namespaceNameLabel, requirementsOf, type Selector, selectorKey } from '../../algebra/selector';
import { byCodeUnits } from '../../algebra/text-order';
import type { Labels } from '../../k8s/resources';
import type { Analysis } from '../analysis';
import type { Direction, PolicyRules } from '../model/policy-rules';
import { type Side, sideOf } from '../possible/connection-signals';
import { spokenIn } from '../possible/vocabulary';
import type { BothSides } from './change';
import type { PolicyChanges } from './policy-changes';

/** By direction the namespaces in which something may pass that did not, or the other way round, for some pod. */
type ChangedNamespaces = Readonly<Record<Direction, ReadonlySet<string>>>;

type ChangedPartners = Readonly<Record<Direction, ReadonlySet<string> | undefined>>;

/** Both sides of a diff, and where their policies differ. */
export interface DifferingSides extends BothSides<Side> {
  readonly changed: ChangedNamespaces;
  /**
   * The namespaces of all pods with whom something may pass more in a direction than on the other side; undefined where they
   * can be any. Only the policies of these decide about the other end.
   */
  readonly partners: BothSides<ChangedPartners>;
  /** All policies that say something of their own: those of the old side, and those of the new one that are not among them. */
  readonly policies: readonly PolicyRules[];
}

/** Finds where two sides differ. */
export function differingSides(
  { before: old, after: now }: BothSides<Analysis>,
  changes: PolicyChanges,
): DifferingSides {
  const [before, other] = [sideOf(old), sideOf(now)];
  const isSame = sameKnowledge(before, other);
  // What is known of the same namespaces is one thing, about which nothing is worked out twice.
  const after = isSame ? { ...other, namespaces: before.namespaces } : other;
  const newer = new Set([...changes.added, ...changes.changed.map((pair) => pair.after)]);
  const older = new Set([...changes.removed, ...changes.changed.map((pair) => pair.before)]);
  const added = after.policies.filter(({ policy }) => newer.has(policy));
  const removed = before.policies.filter(({ policy }) => older.has(policy));
  const differing = [...added, ...removed];
  const asking = isSame ? [] : [...before.policies, ...after.policies];
  return {
    before,
    after,
    changed: changedNamespaces(differing, asking),
    partners: {
      before: partnersOf(removed, isSame ? added : undefined),
      after: partnersOf(added, isSame ? removed : undefined),
    },
    policies: [...before.policies, ...added],
  };
}

/**
 * Where policies of a direction differ; and where their peers ask for labels of namespaces, if the sides do not know the
 * same of namespaces. Everywhere else both sides say the same of every pod.
 */
function changedNamespaces(differing: readonly PolicyRules[], asking: readonly PolicyRules[]): ChangedNamespaces {
  const namespacesOf = (direction: Direction) =>
    new Set([
      ...differing.filter((policy) => policy[direction]).map(({ policy }) => policy.namespace),
      ...asking.filter((policy) => asksForLabels(policy, direction)).map(({ policy }) => policy.namespace),
    ]);
  return { ingress: namespacesOf('ingress'), egress: namespacesOf('egress') };
}

/**
 * With whom policies let something pass that other policies in their place do not, if all others and what is known of
 * namespaces are the same on both sides: whom a rule of theirs means, and anyone where one of the others isolates somebody
 * whom none of them does.
 */
function partnersOf(more: readonly PolicyRules[], less: readonly PolicyRules[] | undefined): ChangedPartners {
  const of = (direction: Direction): ReadonlySet<string> | undefined => {
    const isolation = ({ policy, selector }: PolicyRules) => `${policy.namespace} ${selectorKey(selector)}`;
    const isolated = new Set(more.filter((policy) => policy[direction]).map(isolation));
    if (!less?.every((policy) => !policy[direction] || isolated.has(isolation(policy)))) return undefined;
    const namespaces = new Set<string>();
    for (const { policy, [direction]: rules } of more)
      for (const { peers } of rules ?? []) {
        if (!peers) return undefined;
        for (const peer of peers) {
          // Whether a block means pods is no question of namespaces.
          const names = 'block' in peer ? undefined : peer.namespaces ? namedBy(peer.namespaces) : [policy.namespace];
          if (!names) return undefined;
          for (const name of names) namespaces.add(name);
        }
      }
    return namespaces;
  };
  return { ingress: of('ingress'), egress: of('egress') };
}

/** The names of which a selector asks for one. */
function namedBy(selector: Selector): readonly string[] | undefined {
  const byName = requirementsOf(selector).find(({ key, operator }) => key === namespaceNameLabel && operator === 'In');
  return byName && (byName.values ?? []);
}

function sameKnowledge({ namespaces: old }: Side, { namespaces: now }: Side): boolean {
  if (old.size !== now.size) return false;
  return [...old].every(([name, labels]) => {
    const other = now.get(name);
    return other !== undefined && labelsKey(labels) === labelsKey(other);
  });
}

const labelsKey = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort());

function asksForLabels(policy: PolicyRules, direction: Direction): boolean {
  return (policy[direction] ?? []).some(({ peers }) =>
    peers?.some(
      (peer) =>
        !('block' in peer) && requirementsOf(peer.namespaces ?? {}).some(({ key }) => key !== namespaceNameLabel),
    ),
  );
}

/** Labels of pods (`app=pay`) that policies of the new side name and none of the old side did, sorted. */
export function newLabels(before: readonly PolicyRules[], after: readonly PolicyRules[]): readonly string[] {
  const old = labelsNamedBy(before);
  return [...labelsNamedBy(after)].filter((label) => !old.has(label)).sort(byCodeUnits);
}

function labelsNamedBy(policies: readonly PolicyRules[]): ReadonlySet<string> {
  const requirements = [...spokenIn(policies).pods].flatMap(requirementsOf);
  return new Set(requirements.flatMap(({ key, values }) => (values ?? []).map((value) => `${key}=${value}`)));
}
