import { namespaceNameLabel, requirementsOf, type Selector } from '../algebra/selector';
import {
  type AddressBlock,
  type Direction,
  directions,
  type PolicyRule,
  type PolicyRules,
  type RulePeer,
} from '../analyze/model/policy-rules';
import type { PodSet } from '../analyze/model/universe';
import type { AuditFacts } from './facts';

/** A rule of a policy, in a direction that the policy isolates. */
export interface DirectedRule {
  readonly owner: PolicyRules;
  readonly direction: Direction;
  readonly rule: PolicyRule;
}

/**
 * The rules of policies, in their order; of one direction where one is named. What policies say is asked of `facts.policies()`,
 * what is in force of `analysis.engine.policies`: it has none where the plugin enforces none.
 */
export function* directedRules(policies: Iterable<PolicyRules>, only?: Direction): Generator<DirectedRule> {
  for (const owner of policies)
    for (const direction of directions)
      if (only === undefined || only === direction)
        for (const rule of owner[direction] ?? []) yield { owner, direction, rule };
}

export type BlockPeer = Extract<RulePeer, { readonly block: AddressBlock }>;
export type SelectorPeer = Exclude<RulePeer, BlockPeer>;

/** The entries of a rule that are blocks of addresses. */
export function blockPeers({ peers = [] }: PolicyRule): readonly BlockPeer[] {
  return peers.filter((peer): peer is BlockPeer => 'block' in peer);
}

/** The entries of a rule that select pods. */
export function selectorPeers({ peers = [] }: PolicyRule): readonly SelectorPeer[] {
  return peers.filter((peer): peer is SelectorPeer => !('block' in peer));
}

/** An item of `ports` as written, and its field. */
export interface PortEntry {
  readonly field: string;
  readonly item: PolicyRule['portItems'][number];
}

/** The items of `ports` of a rule. */
export function portEntries({ path, portItems }: PolicyRule): readonly PortEntry[] {
  return portItems.map((item, index) => ({ field: `${path}.ports[${index}]`, item }));
}

/** Whether a namespace selector asks for names, so that it means no namespace that nobody knows. */
export function isNamed(selector: Selector): boolean {
  return requirementsOf(selector).some(({ key, operator }) => key === namespaceNameLabel && operator === 'In');
}

/** The pods of the input on which the ports of a rule are looked up (docs/semantics.md 15). */
export interface RuleDestinations {
  readonly pods: readonly PodSet[];
  /** Whether nobody else is meant: no addresses, and no namespaces that may be outside the input. */
  readonly isComplete: boolean;
  /** Whether the rule speaks of addresses only. */
  readonly isAddresses: boolean;
}

/** Where connections of a rule arrive: at the selected pods, or at those that the entries of `to` mean. */
export function destinationsOf(facts: AuditFacts, { owner, direction, rule }: DirectedRule): RuleDestinations {
  if (direction === 'ingress') return { pods: facts.selectedBy(owner), isComplete: true, isAddresses: false };
  const entries = selectorPeers(rule);
  const found = entries.map((peer) => ({ peer, pods: facts.podsOfPeer(peer, owner.policy.namespace) }));
  const isComplete =
    rule.peers?.length === entries.length &&
    found.every(({ peer, pods }) => pods.length > 0 && (!peer.namespaces || isNamed(peer.namespaces)));
  const [first, ...others] = found;
  return {
    // One list stays the same object: what its pods serve is known by it.
    pods: others.length === 0 ? (first?.pods ?? []) : found.flatMap(({ pods }) => pods),
    isComplete,
    isAddresses: rule.peers !== undefined && entries.length === 0,
  };
}
