import { onceForEach } from '../../algebra/once';
import type { Analysis } from '../../analyze/analysis';
import { type Direction, directions, opposite, type PolicyRules } from '../../analyze/model/policy-rules';
import { type EndSignals, type PolicySignals, policySignals } from '../../analyze/possible/connection-signals';
import type { Wish } from '../../decide/answer';
import { differ, never, type Signal } from '../../decide/circuit';
import { anyConnection } from './any-connection';

/** A policy, or one of its rules, that could be removed. */
export interface RemovablePart {
  /** An index into `engine.policies`. */
  readonly policy: number;
  /** A rule of it; missing where the whole policy is meant. */
  readonly rule?: { readonly direction: Direction; readonly position: number };
}

/** Whether something changes if each of these is removed alone: for any pod that could exist, or any address. */
export function possibleNeeds(analysis: Analysis, parts: readonly RemovablePart[]): readonly (boolean | 'undecided')[] {
  const { world, side, from, to, outside } = anyConnection(analysis);
  const { circuit, questions } = world;
  const half = (direction: Direction, subject: EndSignals, peer: EndSignals) =>
    halfWithout(policySignals(world, direction, side, subject, peer), circuit.any);
  const pods = { ingress: half('ingress', to, from), egress: half('egress', from, to) };
  const withAddress = { ingress: half('ingress', to, outside), egress: half('egress', from, outside) };
  const anyChange = (changes: readonly Change[]): Wish => ({
    signal: circuit.any(
      changes.map(({ where, before, after }) => circuit.all([...where, differ(circuit, before, after)])),
    ),
    ways: changes.flatMap(({ where, before, after, ways }) => [
      ...ways.map((way) => [...where, ...way]),
      [...where, before, -after],
      [...where, -before, after],
    ]),
  });
  const policyWish = (policy: number): Wish => {
    const connected = circuit.all(directions.map((each) => pods[each].whole));
    const without = circuit.all(directions.map((each) => pods[each].withoutPolicy(policy)));
    const isSubject = circuit.any(directions.map((each) => pods[each].isolates(policy)));
    return anyChange([
      {
        where: [isSubject],
        before: connected,
        after: without,
        ways: directions.map((each) => [...pods[each].loneGift(policy), pods[opposite[each]].whole]),
      },
      ...directions.map((each) => ({
        where: [withAddress[each].isolates(policy)],
        before: withAddress[each].whole,
        after: withAddress[each].withoutPolicy(policy),
        ways: [withAddress[each].loneGift(policy)],
      })),
    ]);
  };
  const ruleWish = (policy: number, direction: Direction, position: number): Wish => {
    const holdsIsolation = isLastReason(side.policies[policy], direction);
    const change = ({ whole, isolates, withoutPolicy, withoutRule, loneGift }: Half, ...where: Signal[]): Change => ({
      where: [isolates(policy), ...where],
      before: whole,
      after: holdsIsolation ? withoutPolicy(policy) : withoutRule(policy, position),
      ways: [loneGift(policy, position)],
    });
    return anyChange([change(pods[direction], pods[opposite[direction]].whole), change(withAddress[direction])]);
  };
  const wishes = parts.map(({ policy, rule }) =>
    rule ? ruleWish(policy, rule.direction, rule.position) : policyWish(policy),
  );
  return questions.canEachBe(wishes).map((kind) => (kind === 'undecided' ? kind : kind === 'yes'));
}

/** What may change for connections `where` all of these hold. */
interface Change {
  readonly where: readonly Signal[];
  readonly before: Signal;
  readonly after: Signal;
  /** How it changes, mostly. */
  readonly ways: readonly (readonly Signal[])[];
}

/** Whether a rule of a policy alone isolates its pods: without policyTypes it is the egress rules that isolate egress. */
export function isLastReason(policy: PolicyRules | undefined, direction: Direction): boolean {
  return direction === 'egress' && policy?.egress?.length === 1 && !policy.policy.spec.policyTypes?.length;
}

/** What lets a connection pass at one end, as it is and with one thing less. */
interface Half {
  readonly whole: Signal;
  isolates(policy: number): Signal;
  withoutPolicy(policy: number): Signal;
  withoutRule(policy: number, position: number): Signal;
  /** What holds where a policy, or one rule of it, lets something pass that nothing else does, and others isolate too. */
  loneGift(policy: number, position?: number): readonly Signal[];
}

function halfWithout(policies: readonly PolicySignals[], any: (signals: readonly Signal[]) => Signal): Half {
  const isolating = policies.map(({ isolates }) => isolates);
  const letting = policies.map(({ rules }) => any(rules));
  const othersIsolate = anyButOne(isolating, any);
  const othersLet = anyButOne(letting, any);
  const isIsolated = any(isolating);
  const rulesButOne = onceForEach(({ rules }: PolicySignals) => anyButOne(rules, any));
  const otherRules = (policy: number, position: number): Signal => {
    const own = policies[policy];
    return own ? rulesButOne(own)(position) : never;
  };
  return {
    whole: any([-isIsolated, any(letting)]),
    isolates: (policy) => isolating[policy] ?? isIsolated,
    withoutPolicy: (policy) => any([-othersIsolate(policy), othersLet(policy)]),
    withoutRule(policy, position) {
      return any([-isIsolated, othersLet(policy), otherRules(policy, position)]);
    },
    loneGift(policy, position) {
      if (position === undefined) return [letting[policy] ?? never, -othersLet(policy), othersIsolate(policy)];
      const rule = policies[policy]?.rules[position] ?? never;
      return [rule, -any([othersLet(policy), otherRules(policy, position)])];
    },
  };
}

/** The disjunction of all signals but one, for each one; made of the halves, quarters … that do not hold it. */
function anyButOne(signals: readonly Signal[], any: (signals: readonly Signal[]) => Signal): (index: number) => Signal {
  const others: Signal[] = [];
  /** Notes for each of these signals what is left of all without it; `outside` are parts that hold none of these. */
  const note = (from: number, to: number, outside: readonly Signal[]): void => {
    if (to - from < 2) {
      others.push(any(outside));
      return;
    }
    const middle = (from + to) >> 1;
    note(from, middle, [...outside, partOf(middle, to)]);
    note(middle, to, [...outside, partOf(from, middle)]);
  };
  const partOf = (from: number, to: number): Signal => {
    const middle = (from + to) >> 1;
    return to - from < 2 ? (signals[from] ?? never) : any([partOf(from, middle), partOf(middle, to)]);
  };
  if (signals.length > 0) note(0, signals.length, []);
  return (index) => others[index] ?? never;
}
