import { getOrInsert } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import type { Analysis } from '../../analyze/analysis';
import type { Direction, PolicyRule, PolicyRules } from '../../analyze/model/policy-rules';
import { type EndSignals, type PolicySignals, passes, policySignals } from '../../analyze/possible/connection-signals';
import { type Circuit, never, type Signal } from '../../decide/circuit';
import { anyConnection } from './any-connection';
import { type DirectionEnds, type PlainContainment, plainContainment } from './plain-containment';
import { isLastReason } from './possible-needs';
import type { PolicyPart } from './redundant-parts';

/** Yes, no, or not found out within the steps of a command. */
export type Decided = boolean | 'undecided';

/** Questions about what policies do to their own pods, whatever pod or address is at the other end. */
export interface Coverage {
  /** Whether others let everything pass that a part lets pass and, where it isolates, isolate the same pods. */
  isCovered(part: PolicyPart, direction: Direction, others: readonly PolicyPart[]): Decided;
  /** Whether a policy lets everything pass, and none of the others isolates a pod that it selects. */
  isOpen(owner: PolicyRules, direction: Direction, others: readonly PolicyRules[]): Decided;
  /** Whether the other end refuses all that a policy lets pass, and others isolate the same pods. */
  isRefused(owner: PolicyRules, direction: Direction, others: readonly PolicyRules[]): Decided;
  /** What needs no search. */
  readonly plain: PlainContainment;
}

/** Prepares the questions for all pods that could exist. Every policy counts where the other end is asked. */
export function coverageOf(analysis: Analysis): Coverage {
  const { world, side, from, to, outside } = anyConnection(analysis);
  const { circuit, questions } = world;
  const endsOf = (direction: Direction): DirectionEnds =>
    direction === 'ingress' ? { subject: to, peer: from } : { subject: from, peer: to };
  const known = { ingress: new Map<PolicyRules, Effects>(), egress: new Map<PolicyRules, Effects>() };
  const effectsOf = (owner: PolicyRules, direction: Direction): Effects =>
    getOrInsert(known[direction], owner, () => {
      const { subject, peer } = endsOf(direction);
      const towards = (end: EndSignals): PolicySignals =>
        policySignals(world, direction, { policies: [owner] }, subject, end)[0] ?? { isolates: never, rules: [] };
      return { pods: towards(peer), addresses: towards(outside) };
    });
  // Of a policy with thousands of rules each is asked about as often.
  const indexes = onceForEach((all: readonly PolicyRule[]) => new Map(all.map((rule, index) => [rule, index])));
  const given = ({ owner, rule }: PolicyPart, direction: Direction, peer: keyof Effects): Signal => {
    const { rules } = effectsOf(owner, direction)[peer];
    return rule ? (rules[indexes(owner[direction] ?? []).get(rule) ?? -1] ?? never) : circuit.any(rules);
  };
  const givenByAny = (parts: readonly PolicyPart[], direction: Direction, peer: keyof Effects): Signal =>
    anyInBlocks(
      circuit,
      parts.map((each) => given(each, direction, peer)),
    );
  const isolates = (owner: PolicyRules, direction: Direction): Signal => effectsOf(owner, direction).pods.isolates;
  const isolatedByAny = (owners: readonly PolicyRules[], direction: Direction): Signal =>
    circuit.any(owners.map((each) => isolates(each, direction)));
  const losesIsolation = (owner: PolicyRules, direction: Direction, others: readonly PolicyRules[]): Signal =>
    circuit.all([isolates(owner, direction), -isolatedByAny(others, direction)]);
  const noneCanBe = (signals: readonly Signal[]): Decided => {
    const { kind } = questions.canBe(circuit.any(signals));
    return kind === 'undecided' ? kind : kind === 'no';
  };
  return {
    isCovered(part, direction, others) {
      const { owner, rule } = part;
      const lost = peers.map((peer) =>
        circuit.all([given(part, direction, peer), -givenByAny(others, direction, peer)]),
      );
      if (rule && !isLastReason(owner, direction)) return noneCanBe(lost);
      const owners = others.flatMap((each) => (each.owner === owner ? [] : [each.owner]));
      return noneCanBe([...lost, losesIsolation(owner, direction, owners)]);
    },
    isOpen(owner, direction, others) {
      const own = isolates(owner, direction);
      const held = peers.map((peer) => circuit.all([own, -given({ owner }, direction, peer)]));
      return noneCanBe([...held, circuit.all([own, isolatedByAny(others, direction)])]);
    },
    isRefused(owner, direction, others) {
      const otherEnd =
        direction === 'ingress' ? passes(world, 'egress', side, from, to) : passes(world, 'ingress', side, to, from);
      return noneCanBe([
        circuit.all([given({ owner }, direction, 'pods'), otherEnd]),
        given({ owner }, direction, 'addresses'),
        losesIsolation(owner, direction, others),
      ]);
    },
    plain: plainContainment(circuit, endsOf),
  };
}

/**
 * The disjunction of signals, by blocks that end where a signal itself says so: lists that differ in a few of many signals
 * share most blocks, and a question about one costs little after that about another.
 */
function anyInBlocks({ any }: Circuit, signals: readonly Signal[]): Signal {
  const blocks: Signal[] = [];
  let block: Signal[] = [];
  for (const signal of signals) {
    block.push(signal);
    // One of sixteen, whatever step the numbers of signals grow by.
    if (Math.imul(signal, 0x9e3779b1) >>> 28 !== 0) continue;
    blocks.push(any(block));
    block = [];
  }
  return any([...blocks, ...block]);
}

/** What a policy does for connections with pods, and with addresses. */
interface Effects {
  readonly pods: PolicySignals;
  readonly addresses: PolicySignals;
}

const peers = ['pods', 'addresses'] as const;
