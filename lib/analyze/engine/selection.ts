import type { Direction, PolicyRules } from '../model/policy-rules';
import type { Universe } from '../model/universe';
import type { Admission, AdmissionPool, Grant } from './admission';
import type { PodClasses } from './classes';
import type { PeerIndex } from './peers';

/** For each class (by id) and direction: the policies that isolate it, and what they let through together. */
export interface Selection {
  readonly selecting: Readonly<Record<Direction, readonly (readonly number[] | undefined)[]>>;
  /** Undefined for a class that is not isolated. */
  readonly admissions: Readonly<Record<Direction, readonly (Admission | undefined)[]>>;
}

/** Finds whom each policy selects (docs/semantics.md 8, 9) and joins the rules for each class (docs/semantics.md 10). */
export function selectPolicies(
  policies: readonly PolicyRules[],
  universe: Universe,
  classes: PodClasses,
  peers: PeerIndex,
  pool: AdmissionPool,
): Selection {
  const namespaceIds = new Map(universe.namespaces.map((namespace, id) => [namespace.name, id]));
  const direction = (which: Direction) => {
    const selecting: (number[] | undefined)[] = new Array(classes.all.length);
    const grants = policies.map((policy) =>
      policy[which]?.flatMap((rule) => grantsOf(rule, namespaceIds.get(policy.policy.namespace) ?? -1, peers, pool)),
    );
    for (const [index, policy] of policies.entries()) {
      const namespace = namespaceIds.get(policy.policy.namespace);
      if (namespace === undefined || !policy[which]) continue;
      for (const pods of classes.select(namespace, classes.labels.select(policy.selector))) {
        if (pods.isOfNode) continue;
        const known = selecting[pods.id];
        if (known) known.push(index);
        else selecting[pods.id] = [index];
      }
    }
    return { selecting, admissions: selecting.map((indexes) => indexes && admissionOf(indexes, grants, pool)) };
  };
  const ingress = direction('ingress');
  const egress = direction('egress');
  return {
    selecting: { ingress: ingress.selecting, egress: egress.selecting },
    admissions: { ingress: ingress.admissions, egress: egress.admissions },
  };
}

/** The grants of a rule of a policy in this namespace. */
export function grantsOf(
  rule: NonNullable<PolicyRules['ingress']>[number],
  namespace: number,
  peers: PeerIndex,
  pool: AdmissionPool,
): readonly Grant[] {
  if (!rule.peers) return [pool.grant(peers.everyone, rule.ports)];
  return rule.peers.map((entry) => pool.grant(peers.peerOf(entry, namespace), rule.ports));
}

function admissionOf(
  policies: readonly number[],
  grants: readonly (readonly Grant[] | undefined)[],
  pool: AdmissionPool,
): Admission {
  const given = new Set<Grant>();
  for (const policy of policies) for (const grant of grants[policy] ?? []) given.add(grant);
  return pool.admission([...given]);
}
