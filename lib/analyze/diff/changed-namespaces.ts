import { namespaceNameLabel, requirementsOf } from '../../algebra/selector';
import type { Labels, PolicyResource } from '../../k8s/resources';
import { type Direction, type PolicyRules, rulesOf } from '../model/policy-rules';
import { type Side, sideOf } from '../possible/connection-signals';
import type { Sides } from './common-universe';
import type { PolicyChanges } from './policy-changes';

/** By direction the namespaces in which something may pass that did not, or the other way round, for some pod. */
type ChangedNamespaces = Readonly<Record<Direction, ReadonlySet<string>>>;

/** Both sides of a diff, and where their policies differ. */
export interface DifferingSides {
  readonly before: Side;
  readonly after: Side;
  readonly changed: ChangedNamespaces;
}

/** Finds where two sides differ. */
export function differingSides({ before: old, after: now }: Sides, changes: PolicyChanges): DifferingSides {
  const [before, after] = [sideOf(old), sideOf(now)];
  return { before, after, changed: changedNamespaces(changes, before, after) };
}

/**
 * Where policies of a direction differ; and where their peers ask for labels of namespaces, if the sides do not know the
 * same of namespaces. Everywhere else both sides say the same of every pod.
 */
function changedNamespaces(changes: PolicyChanges, before: Side, after: Side): ChangedNamespaces {
  const differing = [
    ...changes.added,
    ...changes.removed,
    ...changes.changed.flatMap((pair) => [pair.before, pair.after]),
  ].map((policy: PolicyResource) => rulesOf(policy, after.settings.cni));
  const asking = sameKnowledge(before, after) ? [] : [...before.policies, ...after.policies];
  const namespacesOf = (direction: Direction) =>
    new Set([
      ...differing.filter((policy) => policy[direction]).map(({ policy }) => policy.namespace),
      ...asking.filter((policy) => asksForLabels(policy, direction)).map(({ policy }) => policy.namespace),
    ]);
  return { ingress: namespacesOf('ingress'), egress: namespacesOf('egress') };
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
