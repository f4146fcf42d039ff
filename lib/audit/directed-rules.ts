import { namespaceNameLabel, requirementsOf } from '../algebra/selector';
import type { Direction, PolicyRule, PolicyRules } from '../analyze/model/policy-rules';
import type { PodSet } from '../analyze/model/universe';
import type { AuditFacts } from './facts';

/** A rule that is in force, with the direction it belongs to. */
export interface DirectedRule {
  readonly direction: Direction;
  readonly rule: PolicyRule;
}

/** The rules of a policy in the directions that it isolates. */
export function* directedRules({ ingress, egress }: PolicyRules): Generator<DirectedRule> {
  for (const rule of ingress ?? []) yield { direction: 'ingress', rule };
  for (const rule of egress ?? []) yield { direction: 'egress', rule };
}

/** The pods of the input on which the ports of a rule are looked up (SEMANTICS 15). */
export interface RuleDestinations {
  readonly pods: readonly PodSet[];
  /** Whether nobody else is meant: no addresses, and no namespaces that may be outside the input. */
  readonly isComplete: boolean;
  /** Whether the rule speaks of addresses only. */
  readonly isAddresses: boolean;
}

/** Where connections of a rule arrive: at the selected pods, or at those that the entries of `to` mean. */
export function destinationsOf(
  facts: AuditFacts,
  policy: PolicyRules,
  { direction, rule }: DirectedRule,
): RuleDestinations {
  if (direction === 'ingress') return { pods: facts.selectedBy(policy), isComplete: true, isAddresses: false };
  const { namespace } = policy.policy;
  const entries = (rule.peers ?? []).flatMap((peer) => ('block' in peer ? [] : [peer]));
  const found = entries.map((peer) => ({ peer, pods: facts.podsOfPeer(peer, namespace) }));
  const isComplete =
    rule.peers?.length === entries.length &&
    found.every(({ peer, pods }) => pods.length > 0 && (!peer.namespaces || isNamed(peer.namespaces)));
  const [first, ...others] = found;
  return {
    pods: others.length === 0 ? (first?.pods ?? []) : found.flatMap(({ pods }) => pods),
    isComplete,
    isAddresses: rule.peers !== undefined && entries.length === 0,
  };
}

/** Whether a namespace selector asks for names, so that it means no namespace that nobody knows. */
export function isNamed(selector: Parameters<typeof requirementsOf>[0]): boolean {
  return requirementsOf(selector).some(({ key, operator }) => key === namespaceNameLabel && operator === 'In');
}
