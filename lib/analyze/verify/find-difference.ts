import { differ, type Signal } from '../../decide/circuit';
import type { Example } from '../../decide/question';
import type { Steps } from '../../decide/steps';
import type { Labels } from '../../k8s/resources';
import type { PossiblePod } from '../possible/world';
import type { Access, Scope, ScopeContent } from './access';
import {
  holdsPort,
  intendedWorld,
  isPodOf,
  isSelectedByAny,
  knownNamespaces,
  meansAddress,
  meansPod,
  spokenOf,
} from './pod-signals';

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
  declared: ScopeContent,
  admitted: ScopeContent,
  steps: Steps,
): Difference | 'none' | 'undecided' {
  const accesses = [...declared.accesses, ...admitted.accesses];
  const known = knownNamespaces(intent);
  const intended = intendedWorld(
    intent,
    [
      {
        pods: [...declared.isolated, ...admitted.isolated, ...accesses.map(({ subject }) => subject)],
        names: [namespace, ...intent.namespaces.map(({ name }) => name)],
      },
      spokenOf(
        intent,
        accesses.map(({ peer }) => peer),
      ),
    ],
    known,
    steps,
  );
  const { world } = intended;
  const { circuit, port } = world;
  const subject = world.newPod();
  const [peer, address] = [world.newPod(subject), world.newAddress()];
  const isHere = subject.namespace.is(namespace);
  const destination = direction === 'ingress' ? subject : peer;
  const admits = (side: ScopeContent, isMeant: (access: Access) => Signal, to: PossiblePod | undefined) =>
    circuit.any(
      side.accesses.map((access) =>
        circuit.all([subject.labels.matches(access.subject), isMeant(access), holdsPort(intended, access.ports, to)]),
      ),
    );
  const isIsolated = (side: ScopeContent) => isSelectedByAny(world, side.isolated, subject);
  const differs = (isMeant: (access: Access) => Signal, to: PossiblePod | undefined) =>
    circuit.all([
      isHere,
      isIsolated(declared),
      differ(circuit, admits(declared, isMeant, to), admits(admitted, isMeant, to)),
    ]);
  const isDeclared = (pod: PossiblePod) => circuit.any(intent.workloads.map((each) => isPodOf(world, each, pod)));
  const labelsIn = (example: Example) => subject.labels.labelsIn(example);
  const peerIn = (example: Example): PeerPod => {
    const { name, labels } = peer.namespace.namespaceIn(example, known);
    return { namespace: name, namespaceLabels: labels, labels: peer.labels.labelsIn(example) };
  };
  const ways = [
    {
      signal: circuit.all([isHere, differ(circuit, isIsolated(declared), isIsolated(admitted))]),
      preferred: [[isDeclared(subject)], []],
      ends: [subject],
      read: (example: Example): Difference => ({ labels: labelsIn(example) }),
    },
    {
      signal: differs((access) => meansPod(intended, access.peer, peer), destination),
      preferred: [[isDeclared(subject), isDeclared(peer)], [isDeclared(subject)], []],
      ends: [subject, peer],
      read: (example: Example): Difference => ({ labels: labelsIn(example), peer: peerIn(example) }),
    },
    {
      // A port name means nothing on an address; on the subject of ingress it is the pod's own.
      signal: differs(
        (access) => meansAddress(intended, access.peer, address),
        direction === 'ingress' ? subject : undefined,
      ),
      preferred: [[isDeclared(subject)], []],
      ends: [subject, address],
      read: (example: Example): Difference => ({ labels: labelsIn(example) }),
    },
  ];
  for (const way of ways)
    for (const preferred of way.preferred) {
      const example = world.find([way.signal, ...preferred], [...way.ends, port]);
      if (example === 'undecided') return 'undecided';
      if (example !== 'none') return way.read(example);
    }
  return 'none';
}
