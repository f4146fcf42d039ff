import { allPorts } from '../../algebra/port-set';
import { differ, type Signal } from '../../decide/circuit';
import type { Example } from '../../decide/question';
import { smallestExample } from '../../decide/smallest-example';
import type { Steps } from '../../decide/steps';
import type { Labels } from '../../k8s/resources';
import type { AddressVariable } from '../possible/address-variable';
import { vocabularyOf } from '../possible/vocabulary';
import { newWorld, type PossiblePod } from '../possible/world';
import type { Access } from './access';
import {
  holdsPort,
  type IntendedWorld,
  isPodOf,
  isSelectedByAny,
  knownNamespaces,
  meansAddress,
  meansPod,
} from './pod-signals';
import type { Scope, Side } from './scope';

/** A pod at the other end of what differs. */
export interface PeerPod {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
}

/** A pod that both sides treat differently, and towards which peer; without one it is about isolation or addresses. */
export interface Difference {
  readonly labels: Labels;
  readonly peer?: PeerPod;
}

/** Decides whether two sides differ for some pod of a namespace; declared workloads are the preferred examples. */
export function findDifference(
  { namespace, direction, intent }: Scope,
  declared: Side,
  admitted: Side,
  steps: Steps,
): Difference | 'none' | 'undecided' {
  const accesses = [...declared.accesses, ...admitted.accesses];
  const peers = accesses.flatMap(({ peer }) => (peer.kind === 'pods' ? [peer] : []));
  const world = newWorld(
    vocabularyOf({
      pods: [
        ...[...declared.isolated, ...admitted.isolated],
        ...accesses.map(({ subject }) => subject),
        ...peers.map(({ pods }) => pods),
        ...intent.workloads.map(({ selector }) => selector),
      ],
      namespaces: peers.flatMap((peer) => (typeof peer.namespace === 'string' ? [] : [peer.namespace])),
      names: [
        namespace,
        ...intent.namespaces.map(({ name }) => name),
        ...intent.workloads.map((workload) => workload.namespace),
        ...peers.flatMap((peer) => (typeof peer.namespace === 'string' ? [peer.namespace] : [])),
      ],
    }),
    steps,
  );
  const { circuit, questions, port } = world;
  const intended: IntendedWorld = { world, intent, known: knownNamespaces(intent) };
  const [subject, peer, address] = [world.newPod(), world.newPod(), world.newAddress()];
  const isHere = subject.namespace.is(namespace);
  const open = world.vocabulary.namespaces.filter((name) => !intended.known.has(name));
  questions.demand(subject.namespace.agreesWith(peer.namespace, open));
  const destination = direction === 'ingress' ? subject : peer;
  const admits = (side: Side, isMeant: (access: Access) => Signal, to: PossiblePod | undefined) =>
    circuit.any(
      side.accesses.map((access) =>
        circuit.all([subject.labels.matches(access.subject), isMeant(access), holdsPort(intended, access.ports, to)]),
      ),
    );
  const isIsolated = (side: Side) => isSelectedByAny(world, side.isolated, subject);
  const differs = (isMeant: (access: Access) => Signal, to: PossiblePod | undefined) =>
    circuit.all([
      isHere,
      isIsolated(declared),
      differ(circuit, admits(declared, isMeant, to), admits(admitted, isMeant, to)),
    ]);
  const isDeclared = (pod: PossiblePod) => circuit.any(intent.workloads.map((each) => isPodOf(world, each, pod)));
  const labelsIn = (example: Example) => subject.labels.labelsIn(example);
  const peerIn = (example: Example): PeerPod => {
    const { name, labels } = peer.namespace.namespaceIn(example, intended.known);
    return { namespace: name, namespaceLabels: labels, labels: peer.labels.labelsIn(example) };
  };
  const parts = (...ends: readonly (PossiblePod | AddressVariable)[]) =>
    [...ends, port].flatMap((each) => each.parts());
  const ways = [
    {
      signal: circuit.all([isHere, differ(circuit, isIsolated(declared), isIsolated(admitted))]),
      preferred: [[isDeclared(subject)], []],
      parts: parts(subject),
      read: (example: Example): Difference => ({ labels: labelsIn(example) }),
    },
    {
      signal: differs((access) => meansPod(intended, access.peer, peer), destination),
      preferred: [[isDeclared(subject), isDeclared(peer)], [isDeclared(subject)], []],
      parts: parts(subject, peer),
      read: (example: Example): Difference => ({ labels: labelsIn(example), peer: peerIn(example) }),
    },
    {
      // A port name means nothing on an address; on the subject of ingress it is the pod's own.
      signal: differs(
        (access) => meansAddress(intended, access.peer, address),
        direction === 'ingress' ? subject : undefined,
      ),
      preferred: [[isDeclared(subject)], []],
      parts: parts(subject, address),
      read: (example: Example): Difference => ({ labels: labelsIn(example) }),
    },
  ];
  for (const way of ways)
    for (const preferred of way.preferred) {
      const signals = [way.signal, ...preferred];
      const answer = questions.canBe(...signals);
      if (answer.kind === 'undecided') return 'undecided';
      if (answer.kind !== 'yes') continue;
      const whole = circuit.all([...signals, port.isIn(allPorts)]);
      return way.read(smallestExample(circuit, whole, answer.example, way.parts));
    }
  return 'none';
}
