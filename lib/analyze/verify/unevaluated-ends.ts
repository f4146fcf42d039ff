import { once } from '../../algebra/once';
import { isContradiction } from '../../algebra/selector';
import type { Signal } from '../../decide/circuit';
import type { IntendedInvariant, IntendedPeer, Intent } from '../../intent/intent';
import type { UnevaluatedPolicy } from '../../k8s/resources';
import type { Analysis } from '../analysis';
import type { Direction } from '../model/policy-rules';
import { passes, podEnd, sideOf } from '../possible/connection-signals';
import { possibleEnd } from '../possible/possible-end';
import { namesIn, spokenIn } from '../possible/vocabulary';
import type { PossiblePod } from '../possible/world';
import { peerOfIntent, portsOfIntent } from './access';
import { holdsPort, intendedWorld, meansPod, spokenOf } from './pod-signals';

/** A pod that an invariant speaks of, and a policy of a kind that is not evaluated which may apply to it. */
export interface CoveredPod {
  readonly policy: UnevaluatedPolicy;
  readonly pod: string;
}

/**
 * Looks for pods that an invariant is about and that a policy of a kind which is not evaluated may apply to: those of `to`
 * for what they receive, those that must not reach them for what they send.
 */
export function coveredPodSearch(
  intent: Intent,
  analysis: Analysis,
): (invariant: IntendedInvariant) => CoveredPod | 'none' | 'undecided' {
  const policies = analysis.resources.unevaluatedPolicies.filter(({ covers }) => covers.length > 0);
  if (policies.length === 0) return () => 'none';
  const search = once(() => searchAmong(intent, analysis, policies));
  return (invariant) => search()(invariant);
}

function searchAmong(intent: Intent, analysis: Analysis, policies: readonly UnevaluatedPolicy[]) {
  const side = sideOf(analysis);
  const peers = intent.invariants.flatMap(({ from, to }) => [...from, ...to]);
  const covers = policies.flatMap((policy) => policy.covers);
  const spoken = [
    spokenIn(side.policies),
    spokenOf(intent, peers),
    { pods: covers.map(({ pods }) => pods), namespaces: covers.map(({ namespaces }) => namespaces) },
    { names: namesIn(analysis.universe) },
  ];
  const intended = intendedWorld(intent, spoken, side.namespaces, analysis.settings.steps);
  const { world } = intended;
  const { circuit } = world;
  const pod = world.newPod();
  const target = world.newPod(pod);
  const isAmong = (each: PossiblePod, some: readonly IntendedPeer[]) =>
    circuit.any(some.map((peer) => meansPod(intended, peerOfIntent(peer), each)));
  const isCovered = (policy: UnevaluatedPolicy) =>
    circuit.any(
      policy.covers
        .filter((each) => !isContradiction(each.pods))
        .map(({ namespaces, pods }) =>
          circuit.all([pod.namespace.matches(namespaces, side.namespaces), pod.labels.matches(pods)]),
        ),
    );
  const find = (direction: Direction, signals: readonly Signal[]): CoveredPod | 'none' | 'undecided' => {
    let isUndecided = false;
    for (const policy of policies) {
      if (!policy.directions.includes(direction)) continue;
      const example = world.find([isCovered(policy), ...signals], [pod]);
      if (example === 'undecided') isUndecided = true;
      else if (example !== 'none') return { policy, pod: possibleEnd(world, pod, example, side.namespaces).name };
    }
    return isUndecided ? 'undecided' : 'none';
  };
  /** Of `only`: a pod that is not among those who may reach `to`, and that nothing but its own egress keeps from it. */
  const asOther = ({ from, to, ports }: IntendedInvariant): readonly Signal[] => {
    const enters = passes(world, 'ingress', side, podEnd(world, target, side), podEnd(world, pod, side));
    const isAsked = ports === 'all' ? [] : [holdsPort(intended, portsOfIntent(ports), target)];
    const reaches = [isAmong(target, to), enters, ...isAsked];
    const isOutside = -isAmong(pod, from);
    // Addresses have no policies of their own.
    return to.every(({ kind }) => kind === 'pods') ? [isOutside, ...reaches] : [isOutside];
  };
  return (invariant: IntendedInvariant): CoveredPod | 'none' | 'undecided' => {
    const received = find('ingress', [isAmong(pod, invariant.to)]);
    if (received !== 'none') return received;
    return find('egress', invariant.kind === 'never' ? [isAmong(pod, invariant.from)] : asOther(invariant));
  };
}
