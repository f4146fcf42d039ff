import { once, onceForEach } from '../algebra/once';
import type { PortSet } from '../algebra/port-set';
import { isContradiction, matchesSelector } from '../algebra/selector';
import type { PodsEnd } from '../analyze/model/end';
import { isolatedDirections } from '../analyze/model/policy-rules';
import { passes, podEnd, type Side, sideOf } from '../analyze/possible/connection-signals';
import { possibleEnd } from '../analyze/possible/possible-end';
import { namesIn, spokenIn } from '../analyze/possible/vocabulary';
import { newWorld, type PossiblePod } from '../analyze/possible/world';
import { hasPortNamed, holdsPort, type PodsWithPorts, type PortsWorld } from '../analyze/verify/pod-signals';
import type { Need, NeededPods } from '../intent/contract';
import type { PolicyResource, UnevaluatedPolicy } from '../k8s/resources';
import { type ContractLabels, hasSaidLabels, selectorsOfLabels } from './contract-labels';
import type { ContractTarget } from './target';

/** Ports of a need: numbers, and names (`http/TCP`). */
export interface AskedPorts {
  readonly fixed: PortSet;
  readonly names: readonly string[];
}

/** A connection of a need that is not admitted: the pods of its subject and of its peer, and one port. */
export interface Refusal {
  readonly subject: PodsEnd;
  readonly peer: PodsEnd;
  readonly port: PortSet;
}

type Found<Value> = Value | 'none' | 'undecided';

/** How much of what is not known counts as admitting: nothing of it, what labels of namespaces may be, or blocks that may mean pods too. */
type Reading = 'strict' | 'any-labels' | 'generous';

/** Questions about needs, over all pods that could exist. */
export interface NeedWorld {
  /** A connection of the need, on some of these ports, that the policies do not admit. */
  refusal(need: Need, ports: AskedPorts, reading: Reading): Found<Refusal>;
  /** Whether surely nothing isolates the pods of the subject. */
  isOpen(need: Need): boolean;
  /** Whether a policy of a kind that is not evaluated may apply to a pod of the need. */
  mayCover(policy: UnevaluatedPolicy, need: Need): boolean;
  /** Whether a policy would select and isolate a pod of the need, were it in its namespace. */
  wouldIsolate(policy: PolicyResource, need: Need): boolean;
}

/** The world that these needs, and no others, are asked about in. */
export function needWorld(needs: readonly Need[], target: ContractTarget, labels: ContractLabels): NeedWorld {
  const { analysis } = target;
  const { settings, resources, universe } = analysis;
  const whole = sideOf(analysis);
  const subjects = new Set(needs.map(({ namespace }) => namespace));
  const known = new Map([...whole.namespaces].filter(([name]) => !labels.open.has(name)));
  const strict: Side = {
    ...whole,
    policies: whole.policies.filter(({ policy }) => subjects.has(policy.namespace)),
    namespaces: known,
  };
  const sides: Readonly<Record<Reading, Side>> = {
    strict,
    'any-labels': { ...strict, unsaidLabels: 'maybe' },
    generous: { ...strict, unsaidLabels: 'maybe', blocksMayMeanPods: true },
  };
  const workloads = [
    ...target.workloads.filter(({ namespace }) => target.has(namespace)),
    ...needs.flatMap(namedPeers),
  ];
  const covers = resources.unevaluatedPolicies.flatMap((policy) => policy.covers);
  const world = newWorld(
    [
      spokenIn(strict.policies),
      {
        pods: [
          ...needs.flatMap(({ subject, peer }) => [subject.selector, peer.selector]),
          ...workloads.map(({ selector }) => selector),
          ...covers.map(({ pods }) => pods),
          ...target.unplaced.map(({ spec }) => spec.podSelector ?? {}),
        ],
        namespaces: [...covers.map(({ namespaces }) => namespaces), ...selectorsOfLabels(labels)],
        names: [...needs.flatMap((need) => [need.namespace, need.peer.namespace]), ...namesIn(universe)],
      },
      { names: [...workloads.map(({ namespace }) => namespace), ...labels.said.keys()] },
    ],
    [known],
    settings.steps,
  );
  const { circuit, port } = world;
  const subject = world.newPod();
  const peer = world.newPod(subject);
  // Asked with every question, and not demanded of the world: an example may leave out nothing of it.
  const isAsSaid = circuit.all(
    [subject, peer].flatMap(({ namespace }) =>
      [...labels.said].flatMap((said) => (known.has(said[0]) ? [] : [hasSaidLabels(circuit, namespace, said)])),
    ),
  );
  const intended: PortsWorld = { world, intent: { workloads } };
  const signalsOf = (pod: PossiblePod, side: Side) => ({
    ...podEnd(world, pod, side),
    hasPort: ({ name, protocol }: { readonly name: string; readonly protocol: string }) =>
      hasPortNamed(intended, `${name}/${protocol}`, pod),
  });
  const admits = onceForEach((side: Side) => {
    const way = (direction: Need['direction']) =>
      once(() => passes(world, direction, side, signalsOf(subject, side), signalsOf(peer, side)));
    return { ingress: way('ingress'), egress: way('egress') };
  });
  const isAmong = (pod: PossiblePod, { namespace, selector }: NeededPods) =>
    circuit.all([pod.namespace.is(namespace), pod.labels.matches(selector)]);
  /** With the ports that are known of its workload: the search has no need to name them. */
  const withPorts = (end: PodsEnd): PodsEnd => {
    const own = workloads.filter(
      ({ namespace, selector }) => namespace === end.pods.namespace && matchesSelector(selector, end.pods.labels),
    );
    return { ...end, pods: { ...end.pods, ports: [...end.pods.ports, ...own.flatMap(({ ports }) => ports)] } };
  };
  return {
    refusal(need, ports, reading) {
      const destination = need.direction === 'ingress' ? subject : peer;
      const found = world.find(
        [
          isAsSaid,
          isAmong(subject, need.subject),
          isAmong(peer, need.peer),
          holdsPort(intended, ports, destination),
          -admits(sides[reading])[need.direction](),
        ],
        [subject, peer, port],
      );
      if (typeof found === 'string') return found;
      return {
        subject: withPorts(possibleEnd(world, subject, found, known)),
        peer: withPorts(possibleEnd(world, peer, found, known)),
        port: port.portIn(found),
      };
    },
    isOpen({ subject: meant, direction }) {
      const isolating = strict.policies
        .filter((policy) => policy[direction])
        .map(podEnd(world, subject, strict).isSelectedBy);
      return world.find([isAmong(subject, meant), circuit.any(isolating)], [subject]) === 'none';
    },
    mayCover({ covers, directions, mayCoverNodes }, need) {
      if (!directions.includes(need.direction)) return false;
      if (mayCoverNodes && need.subject.hostNetwork) return true;
      const isCovered = circuit.any(
        covers
          .filter(({ pods }) => !isContradiction(pods))
          .map(({ namespaces, pods }) =>
            circuit.all([subject.namespace.matches(namespaces, known), subject.labels.matches(pods)]),
          ),
      );
      return world.find([isAmong(subject, need.subject), isCovered], [subject]) !== 'none';
    },
    wouldIsolate({ spec }, need) {
      if (!isolatedDirections(spec)[need.direction]) return false;
      const isSelected = subject.labels.matches(spec.podSelector ?? {});
      return world.find([isAmong(subject, need.subject), isSelected], [subject]) !== 'none';
    },
  };
}

/** The pods of the contract's app that an egress need names a port of, with the numbers that the contract says. */
function namedPeers({ direction, peer, ports }: Need): readonly PodsWithPorts[] {
  if (direction !== 'egress' || ports === 'all') return [];
  const named = ports.flatMap(({ name, protocol, port }) =>
    name === undefined || port === 0 ? [] : [{ name, protocol, port }],
  );
  return named.length === 0 ? [] : [{ namespace: peer.namespace, selector: peer.selector, ports: named }];
}
