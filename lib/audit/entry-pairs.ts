import { requirementsOf, type Selector } from '../algebra/selector';
import type { PolicyRules, RulePeer } from '../analyze/model/policy-rules';
import { isOfCluster } from '../cluster/own-namespaces';
import { type DirectedRule, isNamed, type SelectorPeer } from './directed-rules';
import type { AuditFacts } from './facts';
import { flowYaml } from './wording/flow-yaml';

/** Neighbouring entries of `from` or `to`: one has only a namespaceSelector, the other only a podSelector that asks for labels. */
export interface EntryPair {
  readonly first: SelectorPeer;
  readonly second: SelectorPeer;
  /** The one that has only a namespaceSelector. */
  readonly namespaces: SelectorPeer & { readonly namespaces: Selector };
  readonly pods: SelectorPeer;
}

/** The pairs of a rule, in their order; an entry may be part of two. */
export function* entryPairs({ owner, rule: { peers = [] } }: DirectedRule): Generator<EntryPair> {
  for (const [index, second] of peers.entries()) {
    const pair = pairOf(owner, peers[index - 1], second);
    if (pair) yield pair;
  }
}

function pairOf({ policy }: PolicyRules, first: RulePeer | undefined, second: RulePeer): EntryPair | undefined {
  if (!first || 'block' in first || 'block' in second) return undefined;
  const [wide, pods] = first.namespaces ? [first, second] : [second, first];
  const { namespaces } = wide;
  if (!namespaces || pods.namespaces || requirementsOf(pods.pods).length === 0) return undefined;
  return hasPodSelector(policy, wide.path) ? undefined : { first, second, namespaces: { ...wide, namespaces }, pods };
}

/** An entry with `podSelector: {}` beside its namespaceSelector says on purpose that it means all pods. */
function hasPodSelector({ spec }: PolicyRules['policy'], path: string): boolean {
  const [, direction, rule, peer] = /^spec\.(\w+)\[(\d+)\]\.\w+\[(\d+)\]$/.exec(path) ?? [];
  const entries = direction === 'ingress' ? spec.ingress?.[Number(rule)]?.from : spec.egress?.[Number(rule)]?.to;
  return entries?.[Number(peer)]?.podSelector !== undefined;
}

/** What both entries say as one: pods of these namespaces that have these labels. */
export function oneEntry({ namespaces, pods }: EntryPair): SelectorPeer {
  return { ...pods, namespaces: namespaces.namespaces };
}

/** Whether one entry could mean somebody: not where every namespace that it names is in the input, and nobody there has the labels. */
export function mayMeanSomebody(facts: AuditFacts, pair: EntryPair, policyNamespace: string): boolean {
  const { namespaces } = pair.namespaces;
  if (facts.podsOfPeer(oneEntry(pair), policyNamespace).length > 0 || !isNamed(namespaces)) return true;
  const known = facts.namespacesOfPeer(pair.namespaces, policyNamespace);
  return known.length === 0 || known.some((each) => isOfCluster(each) || facts.workloadsIn(each.name).length === 0);
}

/** The change that makes them one entry. */
export function dashHelp({ namespaces, pods }: EntryPair): string {
  const entry = { namespaceSelector: namespaces.namespaces, podSelector: pods.pods };
  return `remove the dash before the second selector: - ${flowYaml(entry)}`;
}
