import { getOrInsert } from '../../algebra/keyed';
import type { Direction, PolicyRule, PolicyRules } from '../model/policy-rules';
import type { Admission, AdmissionPool, Grant } from './admission';
import type { PodClasses } from './classes';
import type { PeerIndex } from './peers';

/** For each class (by id) the policies that isolate it in a direction, and what they let through; undefined where none does. */
export interface Selection {
  readonly selecting: readonly (readonly number[] | undefined)[];
  readonly admissions: readonly (Admission | undefined)[];
}

/** Finds whom each policy selects (docs/semantics.md 8, 9) and joins the rules for each class (docs/semantics.md 10). */
export function selectPolicies(
  direction: Direction,
  policies: readonly PolicyRules[],
  classes: PodClasses,
  peers: PeerIndex,
  pool: AdmissionPool,
): Selection {
  const selecting: (number[] | undefined)[] = new Array(classes.all.length);
  const grants = policies.map(({ policy, selector, [direction]: rules }, index) => {
    if (!rules) return [];
    const namespace = classes.namespaceId(policy.namespace);
    for (const pods of classes.select(namespace, classes.labels.select(selector))) {
      if (pods.isOfNode) continue;
      const known = selecting[pods.id];
      if (known) known.push(index);
      else selecting[pods.id] = [index];
    }
    return rules.flatMap((rule) => grantsOf(rule, namespace, peers, pool));
  });
  const admissions = new Map<string, Admission>();
  const admissionOf = (indexes: readonly number[]) =>
    getOrInsert(admissions, indexes.join(), () => pool.admission(indexes.flatMap((index) => grants[index] ?? [])));
  return { selecting, admissions: selecting.map((indexes) => indexes && admissionOf(indexes)) };
}

/** The grants of a rule of a policy in this namespace. */
export function grantsOf(rule: PolicyRule, namespace: number, peers: PeerIndex, pool: AdmissionPool): readonly Grant[] {
  if (!rule.peers) return [pool.grant(peers.everyone, rule.ports)];
  const grants = rule.peers.map((entry) => pool.grant(peers.peerOf(entry, namespace), rule.ports));
  const blocks = rule.peers.flatMap((entry) => ('block' in entry ? [entry.block] : []));
  return blocks.length > 1 && peers.hasNodes ? [...grants, pool.grant(peers.nodesOf(blocks), rule.ports)] : grants;
}
