import { noPorts, portRange, subtractPorts, unionAllPorts } from '../algebra/port-set';
import { matchesSelector, type Selector } from '../algebra/selector';
import { labelsOutside } from '../algebra/selector-cover';
import { selectorKey } from '../analyze/label-index';
import type { RulePeer } from '../analyze/policy-rules';
import { namespaceNameLabel } from '../analyze/universe';
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
export function meansEveryNamespace(selectors: readonly Selector[]): boolean {
  return labelsOutside([...selectors, unnamed]) === undefined;
}

/** Which namespaces a rule admits whole, by one entry or by several that complete each other. */
export function widePeersOf(effective: EffectiveRule): readonly WidePeers[] {
  // Whatever means every pod means the one without labels.
  if (!selectorPeers(effective).some(({ pods }) => matchesSelector(pods, {}))) return [];
  const groups = new Map<string, SelectorPeer[]>();
  for (const peer of selectorPeers(effective)) {
    const key = peer.namespaces ? selectorKey(peer.namespaces) : 'own';
    const group = groups.get(key);
    if (group) group.push(peer);
    else groups.set(key, [peer]);
  }
  const whole = [...groups.values()].filter((entries) => labelsOutside(entries.map(({ pods }) => pods)) === undefined);
  const selectors = whole.flatMap(([first]) => (first?.namespaces ? [first.namespaces] : []));
  if (selectors.length > 1 && meansEveryNamespace(selectors))
    return [{ namespaces: {}, isEveryNamespace: true, entries: whole.flat() }];
  return whole.map((entries) => {
    const namespaces = entries[0]?.namespaces;
    return { namespaces, isEveryNamespace: namespaces !== undefined && meansEveryNamespace([namespaces]), entries };
  });
}

/** The shortest field that makes the entries wide. */
export function fieldOfWidePeers({ entries }: WidePeers): string {
  const [first] = entries;
  if (!first) return '';
  return `${first.path}.${first.namespaces ? 'namespaceSelector' : 'podSelector'}`;
}

const dnsPorts = unionAllPorts(
  [53, 5353].flatMap((port) => [portRange('UDP', port, port), portRange('TCP', port, port)]),
);

/** Whether a rule only lets pods ask for names: to whom is commonly said by namespace. */
export function isDnsOnly({ direction, rule }: EffectiveRule): boolean {
  const isNamedDns = rule.ports.named.every(({ name }) => name === 'dns' || name === 'dns-tcp');
  return direction === 'egress' && isNamedDns && subtractPorts(rule.ports.fixed, dnsPorts) === noPorts;
}
