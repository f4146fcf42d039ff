import type { Analysis } from '../../analyze/analysis';
import { type Direction, directions, opposite, type PolicyRules } from '../../analyze/model/policy-rules';
import {
  addressEnd,
  type EndSignals,
  type PolicySignals,
  podEnd,
  policySignals,
  sideOf,
} from '../../analyze/possible/connection-signals';
import { namesIn, spokenIn } from '../../analyze/possible/vocabulary';
import { newWorld } from '../../analyze/possible/world';
import { differ, never, type Signal } from '../../decide/circuit';

/** Whether something changes if a policy, or a rule, is removed: for any pod that could exist, or any address. */
export interface PossibleNeeds {
  /** `policy` is an index into `engine.policies`. */
  isPolicyNeeded(policy: number): boolean | 'undecided';
  isRuleNeeded(policy: number, direction: Direction, position: number): boolean | 'undecided';
}

/** Prepares the question for all policies of a cluster at once. */
export function possibleNeeds(analysis: Analysis): PossibleNeeds {
  const side = sideOf(analysis);
  const spoken = [spokenIn(side.policies), { names: namesIn(analysis.universe) }];
  const world = newWorld(spoken, [side.namespaces], analysis.settings.steps);
  const { circuit, questions } = world;
  const source = world.newPod();
  const [target, address] = [world.newPod(source), world.newAddress()];
  const [from, to, outside] = [podEnd(world, source, side), podEnd(world, target, side), addressEnd(address)];
  const half = (direction: Direction, subject: EndSignals, peer: EndSignals) =>
    halfWithout(policySignals(world, direction, side, subject, peer), circuit.any);
  const pods = { ingress: half('ingress', to, from), egress: half('egress', from, to) };
  const withAddress = { ingress: half('ingress', to, outside), egress: half('egress', from, outside) };
  const anyOf = (asked: readonly (readonly Signal[])[]): boolean | 'undecided' => {
    let isUndecided = false;
    for (const signals of asked) {
      const { kind } = questions.canBe(...signals);
      if (kind === 'yes') return true;
      if (kind === 'undecided') isUndecided = true;
    }
    return isUndecided ? 'undecided' : false;
  };
  return {
    isPolicyNeeded(policy) {
      const connected = circuit.all(directions.map((each) => pods[each].whole));
      const without = circuit.all(directions.map((each) => pods[each].withoutPolicy(policy)));
      const isSubject = circuit.any(directions.map((each) => pods[each].isolates(policy)));
      return anyOf([
        [isSubject, differ(circuit, connected, without)],
        ...directions.map((each) => [
          withAddress[each].isolates(policy),
          differ(circuit, withAddress[each].whole, withAddress[each].withoutPolicy(policy)),
        ]),
      ]);
    },
    isRuleNeeded(policy, direction, position) {
      const holdsIsolation = isLastReason(side.policies[policy], direction);
      const changes = ({ whole, isolates, withoutPolicy, withoutRule }: Half) => [
        isolates(policy),
        differ(circuit, whole, holdsIsolation ? withoutPolicy(policy) : withoutRule(policy, position)),
      ];
      return anyOf([[...changes(pods[direction]), pods[opposite[direction]].whole], changes(withAddress[direction])]);
    },
  };
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
}

function halfWithout(policies: readonly PolicySignals[], any: (signals: readonly Signal[]) => Signal): Half {
  const isolating = policies.map(({ isolates }) => isolates);
  const letting = policies.map(({ rules }) => any(rules));
  const othersIsolate = anyButOne(isolating, any);
  const othersLet = anyButOne(letting, any);
  const isIsolated = any(isolating);
  return {
    whole: any([-isIsolated, any(letting)]),
    isolates: (policy) => isolating[policy] ?? isIsolated,
    withoutPolicy: (policy) => any([-othersIsolate(policy), othersLet(policy)]),
    withoutRule(policy, position) {
      const others = (policies[policy]?.rules ?? []).filter((_, index) => index !== position);
      return any([-isIsolated, othersLet(policy), ...others]);
    },
  };
}

/** The disjunction of all signals but one, for each one; made from the two parts that it splits the list into. */
function anyButOne(signals: readonly Signal[], any: (signals: readonly Signal[]) => Signal): (index: number) => Signal {
  /** At each index the disjunction of all signals before it. */
  const sums = (some: readonly Signal[]) => {
    const found: Signal[] = [never];
    for (const signal of some) found.push(any([found.at(-1) ?? never, signal]));
    return found;
  };
  const [before, after] = [sums(signals), sums([...signals].reverse())];
  return (index) => any([before[index] ?? never, after[signals.length - index - 1] ?? never]);
}
