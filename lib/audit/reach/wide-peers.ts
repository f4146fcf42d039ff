import { groupBy } from '../../algebra/keyed';
import { matchesSelector, namespaceNameLabel, type Selector, selectorKey } from '../../algebra/selector';
import { labelsOutside } from '../../analyze/possible/label-variables';
import { type DirectedRule, type SelectorPeer, selectorPeers } from '../directed-rules';
import { policyUndetermined } from '../policy-result';
import type { AuditContext, RuleResult } from '../rule';

/** Entries of a rule that together mean every pod of some namespaces. */
export interface WidePeers {
  readonly isEveryNamespace: boolean;
  readonly entries: readonly [SelectorPeer, ...SelectorPeer[]];
}

/** Label sets that no namespace has: every namespace carries its name. */
const unnamed: Selector = { matchExpressions: [{ key: namespaceNameLabel, operator: 'DoesNotExist' }] };

/** Whether a namespace selector, or several together, mean every namespace that can exist. */
export function meansEveryNamespace({ analysis }: AuditContext, selectors: readonly Selector[]): boolean | 'undecided' {
  const outside = labelsOutside([...selectors, unnamed], analysis.settings.steps);
  return outside === 'undecided' ? outside : outside === 'all';
}

/** Which namespaces a rule admits whole, by one entry or by several that complete each other; as far as that was decided. */
export function widePeersOf(
  context: AuditContext,
  { rule }: DirectedRule,
): { readonly wide: readonly WidePeers[]; readonly isUndecided: boolean } {
  // Whatever means every pod means the one without labels.
  const peers = selectorPeers(rule);
  if (!peers.some(({ pods }) => matchesSelector(pods, {}))) return { wide: [], isUndecided: false };
  let isUndecided = false;
  const isEveryNamespace = (selectors: readonly Selector[]) => {
    const answer = meansEveryNamespace(context, selectors);
    if (answer === 'undecided') isUndecided = true;
    return answer === true;
  };
  const groups = groupBy(peers, ({ namespaces }) => (namespaces ? selectorKey(namespaces) : 'own'));
  const whole = [...groups.values()].filter((entries) => {
    const selectors = entries.map(({ pods }) => pods);
    const outside = labelsOutside(selectors, context.analysis.settings.steps);
    if (outside === 'undecided') isUndecided = true;
    return outside === 'all';
  });
  const selectors = whole.flatMap(([{ namespaces }]) => (namespaces ? [namespaces] : []));
  const [first, ...others] = whole;
  if (first && selectors.length > 1 && isEveryNamespace(selectors))
    return { wide: [{ isEveryNamespace: true, entries: [...first, ...others.flat()] }], isUndecided };
  const wide = whole.map((entries): WidePeers => {
    const [{ namespaces }] = entries;
    return { isEveryNamespace: namespaces !== undefined && isEveryNamespace([namespaces]), entries };
  });
  return { wide, isUndecided };
}

/** That it was not decided whether a rule admits whole namespaces. */
export function* undecidedWidth({ rule, owner }: DirectedRule, isUndecided: boolean): Generator<RuleResult> {
  if (!isUndecided) return;
  yield policyUndetermined(
    owner.policy,
    `it could not be decided whether ${rule.path} admits whole namespaces: its selectors are too entangled`,
  );
}

/** The shortest field that makes the entries wide. */
export function fieldOfWidePeers({ entries: [first] }: WidePeers): string {
  return `${first.path}.${first.namespaces ? 'namespaceSelector' : 'podSelector'}`;
}
