import { containsCidr, overlapsCidr } from '../../algebra/cidr';
import { getOrInsert } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { isSubsetOfPorts, portRange } from '../../algebra/port-set';
import type { AddressBlock, Direction, PolicyRule, PolicyRules, RulePeer } from '../../analyze/model/policy-rules';
import type { PortRule } from '../../analyze/model/port-rule';
import type { EndSignals } from '../../analyze/possible/connection-signals';
import { always, type Circuit, never, type Signal } from '../../decide/circuit';

/** What can be read off two policies without a search. "No" says nothing: they may cover one another all the same. */
export interface PlainContainment {
  /** Whether one policy selects all pods that another one isolates, and isolates them too. */
  isolatesAllOf(outer: PolicyRules, inner: PolicyRules, direction: Direction): boolean;
  /** Whether a rule means everyone, on every port, that another one means. Whose pods these are is another question. */
  meansAllOf(outer: OwnedRule, inner: OwnedRule, direction: Direction): boolean;
}

interface OwnedRule {
  readonly owner: PolicyRules;
  readonly rule: PolicyRule;
}

/** The end of a direction that policies select, and what may be at the other one. */
export interface DirectionEnds {
  readonly subject: EndSignals;
  readonly peer: EndSignals;
}

/** Compares what policies say of the ends of a connection. */
export function plainContainment(circuit: Circuit, ends: (direction: Direction) => DirectionEnds): PlainContainment {
  const demandsOf = new Map<Signal, ReadonlySet<Signal>>();
  /** All that has to hold for a signal, the signal itself among it. */
  const demands = (signal: Signal): ReadonlySet<Signal> =>
    getOrInsert(demandsOf, signal, () => {
      const parts = signal < 0 ? circuit.partsOf(signal) : undefined;
      return new Set([signal, ...(parts ?? []).flatMap((part) => [...demands(-part)])]);
    });
  const implies = (inner: Signal, outer: Signal): boolean => {
    if (inner === outer || inner === never || outer === always) return true;
    const [own, asked] = [demands(inner), demands(outer)];
    if (own.has(outer)) return true;
    for (const each of asked) if (each !== outer && !own.has(each)) return false;
    return asked.size > 1;
  };
  const signals = (direction: Direction) => {
    const { subject, peer } = ends(direction);
    return {
      selected: onceForEach((owner: PolicyRules) => (owner[direction] ? subject.isSelectedBy(owner) : never)),
      // An entry is an object of one rule, so that its namespace is always the same.
      meant: (entry: RulePeer, namespace: string) => meantBy(entry, namespace, peer),
    };
  };
  const known = new Map<RulePeer, Signal>();
  const meantBy = (entry: RulePeer, namespace: string, peer: EndSignals): Signal =>
    getOrInsert(known, entry, () => peer.isMeantBy(entry, namespace));
  const of = { ingress: signals('ingress'), egress: signals('egress') };
  return {
    isolatesAllOf: (outer, inner, direction) =>
      implies(of[direction].selected(inner), of[direction].selected(outer)) && outer[direction] !== undefined,
    meansAllOf(outer, inner, direction) {
      if (!isPortsWithin(inner.rule.ports, outer.rule.ports)) return false;
      if (!outer.rule.peers) return true;
      const { meant } = of[direction];
      const outerPeers = outer.rule.peers;
      return (
        inner.rule.peers?.every((entry) => {
          const asPods = meant(entry, inner.owner.policy.namespace);
          return outerPeers.some(
            (each) => isAddressesWithin(entry, each) && implies(asPods, meant(each, outer.owner.policy.namespace)),
          );
        }) ?? false
      );
    },
  };
}

function isPortsWithin(inner: PortRule, outer: PortRule): boolean {
  return (
    isSubsetOfPorts(inner.fixed, outer.fixed) &&
    inner.named.every(
      ({ name, protocol }) =>
        outer.named.some((each) => each.name === name && each.protocol === protocol) ||
        isSubsetOfPorts(portRange(protocol), outer.fixed),
    )
  );
}

/** Selectors mean no addresses. */
function isAddressesWithin(inner: RulePeer, outer: RulePeer): boolean {
  if (!('block' in inner)) return true;
  return 'block' in outer && isBlockWithin(inner.block, outer.block);
}

function isBlockWithin(inner: AddressBlock, outer: AddressBlock): boolean {
  return (
    containsCidr(outer.cidr, inner.cidr) &&
    outer.except.every((gap) => !overlapsCidr(gap, inner.cidr) || inner.except.some((each) => containsCidr(each, gap)))
  );
}
