import { matchesSelector, namespaceNameLabel, type Selector, selectorKey } from '../../algebra/selector';
import type { RulePeer } from '../../analyze/model/policy-rules';
import { labelsOutside } from '../../analyze/possible/label-cover';
import { policyUndetermined } from '../policy-result';
import type { AuditContext, RuleResult } from '../rule';
import type { EffectiveRule } from './effective-rules';

export type SelectorPeer = Exclude<RulePeer, { readonly block: unknown }>;

/** Entries of a rule that together mean every pod of some namespaces. */
export interface WidePeers {
  /** Undefined for the policy's own namespace. */
  readonly namespaces: Selector | undefined;
  readonly isEveryNamespace: boolean;
  readonly entries: readonly SelectorPeer[];
}

/** Label sets that no namespace has: every namespace carries its name. */
const unnamed: Selector = { matchExpressions: [{ key: namespaceNameLabel, operator: 'DoesNotExist' }] };

/** The entries of a rule that are selectors. */
export function selectorPeers({ rule }: EffectiveRule): readonly SelectorPeer[] {
  return (rule.peers ?? []).filter((peer): peer is SelectorPeer => !('block' in peer));
}

/** Whether a namespace selector, or several together, mean every namespace that can exist. */
export function meansEveryNamespace({ analysis }: AuditContext, selectors: readonly Selector[]): boolean | 'undecided' {
  const outside = labelsOutside([...selectors, unnamed], analysis.settings.steps);
  return outside === 'undecided' ? outside : outside === 'all';
}

/** Which namespaces a rule admits whole, by one entry or by several that complete each other; as far as that was decided. */
export function widePeersOf(
  context: AuditContext,
  effective: EffectiveRule,
): { readonly wide: readonly WidePeers[]; readonly isUndecided: boolean } {
  // Whatever means every pod means the one without labels.
  if (!selectorPeers(effective).some(({ pods }) => matchesSelector(pods, {}))) return { wide: [], isUndecided: false };
  let isUndecided = false;
  const isEveryNamespace = (selectors: readonly Selector[]) => {
    const answer = meansEveryNamespace(context, selectors);
    if (answer === 'undecided') isUndecided = true;
    return answer === true;
  };
  const groups = new Map<string, SelectorPeer[]>();
  for (const peer of selectorPeers(effective)) {
    const key = peer.namespaces ? selectorKey(peer.namespaces) : 'own';
    const group = groups.get(key);
    if (group) group.push(peer);
    else groups.set(key, [peer]);
  }
  const whole = [...groups.values()].filter((entries) => {
    const selectors = entries.map(({ pods }) => pods);
    const outside = labelsOutside(selectors, context.analysis.settings.steps);
    if (outside === 'undecided') isUndecided = true;
    return outside === 'all';
  });
  const selectors = whole.flatMap(([first]) => (first?.namespaces ? [first.namespaces] : []));
  if (selectors.length > 1 && isEveryNamespace(selectors))
    return { wide: [{ namespaces: {}, isEveryNamespace: true, entries: whole.flat() }], isUndecided };
  const wide = whole.map((entries): WidePeers => {
    const namespaces = entries[0]?.namespaces;
    return { namespaces, isEveryNamespace: namespaces !== undefined && isEveryNamespace([namespaces]), entries };
  });
  return { wide, isUndecided };
}

/** That it was not decided whether a rule admits whole namespaces. */
export function* undecidedWidth(effective: EffectiveRule, isUndecided: boolean): Generator<RuleResult> {
  if (!isUndecided) return;
  const { rule, owner } = effective;
  yield policyUndetermined(
    owner.policy,
    `it could not be decided whether ${rule.path} admits whole namespaces: its selectors are too entangled`,
  );
}

/** The shortest field that makes the entries wide. */
export function fieldOfWidePeers({ entries }: WidePeers): string {
  const [first] = entries;
  if (!first) return '';
  return `${first.path}.${first.namespaces ? 'namespaceSelector' : 'podSelector'}`;
}
