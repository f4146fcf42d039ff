import { allPorts, type PortSet } from '../../algebra/port-set';
import { always, type Signal } from '../../decide/circuit';
import type { Example } from '../../decide/question';
import { smallestExample } from '../../decide/smallest-example';
import type { IntendedInvariant, IntendedPeer, Intent } from '../../k8s/intent';
import type { Analysis } from '../analysis';
import type { DoubtKind } from '../doubt';
import type { AddressVariable } from '../possible/address-variable';
import {
  addressEnd,
  connects,
  type EndSignals,
  passes,
  podEnd,
  type Side,
  workloadEnd,
} from '../possible/connection-signals';
import { possibleEnd } from '../possible/possible-end';
import { sideOf } from '../possible/sides';
import { spokenIn, vocabularyOf } from '../possible/vocabulary';
import { newWorld, type PossiblePod } from '../possible/world';
import type { PodSet } from '../universe';
import { peerOfIntent, portsOfIntent } from './access';
import { hasPortNamed, holdsPort, type IntendedWorld, meansAddress, meansPod } from './pod-signals';

/** A connection that an invariant forbids and that pods could have which nobody declared; doubtful where it depends on something unknown. */
export interface PossibleViolation {
  readonly from: string;
  readonly to: string;
  /** One of the ports. */
  readonly port: PortSet;
  readonly doubt?: DoubtKind;
}

/** Looks for violations among all pods that could exist. */
export interface ViolationSearch {
  find(invariant: IntendedInvariant): PossibleViolation | 'none' | 'undecided';
}

/** Prepares the search: what policies and invariants speak of, in one circuit. */
export function violationSearch(intent: Intent, analysis: Analysis): ViolationSearch {
  const { settings, universe } = analysis;
  const side = sideOf(analysis.resources, settings);
  const spoken = spokenIn(side.policies);
  const peers = intent.invariants.flatMap(({ from, to }) => [...from, ...to]);
  const meant = peers.flatMap((peer) => (peer.kind === 'pods' ? [peer] : []));
  const world = newWorld(
    vocabularyOf({
      pods: [...spoken.pods, ...meant.map(({ pods }) => pods), ...intent.workloads.map(({ selector }) => selector)],
      namespaces: [
        ...spoken.namespaces,
        ...meant.flatMap(({ namespace }) => (typeof namespace === 'string' ? [] : [namespace])),
      ],
      names: [
        ...spoken.names,
        ...universe.namespaces.map(({ name }) => name),
        ...intent.workloads.map(({ namespace }) => namespace),
        ...meant.flatMap(({ namespace }) => (typeof namespace === 'string' ? [namespace] : [])),
      ],
    }),
    settings.steps,
  );
  const { circuit, questions, port } = world;
  const intended: IntendedWorld = { world, intent, known: side.namespaces };
  const [source, target, address] = [world.newPod(), world.newPod(), world.newAddress()];
  const open = world.vocabulary.namespaces.filter((name) => !side.namespaces.has(name));
  questions.demand(source.namespace.agreesWith(target.namespace, open));
  /** That no label of a namespace matters which is named, and whose labels nobody said. */
  const isUnlabelled = (pod: PossiblePod): Signal =>
    circuit.any([-pod.namespace.isAmong(open), pod.namespace.hasNoLabels()]);
  const generous: Side = { ...side, blocksMayMeanPods: true };
  const endOf = (pod: PossiblePod, of: Side): EndSignals => ({
    ...podEnd(world, pod, of),
    hasPort: ({ name, protocol }) => hasPortNamed(intended, `${name}/${protocol}`, pod),
  });
  const isAmong = (pod: PossiblePod, some: readonly IntendedPeer[]) =>
    circuit.any(some.map((peer) => meansPod(intended, peerOfIntent(peer), pod)));
  const isAddressAmong = (some: readonly IntendedPeer[]) =>
    circuit.any(some.map((peer) => meansAddress(intended, peerOfIntent(peer), address)));
  const isAsked = ({ ports }: IntendedInvariant, destination?: PossiblePod) =>
    ports ? holdsPort(intended, portsOfIntent(ports), destination) : always;
  const forbidden = ({ kind }: IntendedInvariant, isFrom: Signal) => (kind === 'never' ? isFrom : -isFrom);

  const ask = (
    signals: readonly Signal[],
    ends: readonly (PossiblePod | AddressVariable)[],
    read: (example: Example) => Pick<PossibleViolation, 'from' | 'to'>,
    doubt?: DoubtKind,
  ): PossibleViolation | 'none' | 'undecided' => {
    const answer = questions.canBe(...signals);
    if (answer.kind !== 'yes') return answer.kind === 'no' ? 'none' : 'undecided';
    const parts = [...ends, port].flatMap((each) => each.parts());
    const whole = circuit.all([...signals, port.isIn(allPorts)]);
    const example = smallestExample(circuit, whole, answer.example, parts);
    return { ...read(example), port: port.portIn(example), ...(doubt && { doubt }) };
  };
  /** A declared workload by its name alone, where the example has just its labels. */
  const nameOf = (pod: PossiblePod) => (example: Example) => {
    const { name, pods } = possibleEnd(world, pod, example, side.namespaces);
    const same = universe.pods.find(
      (each) => each.namespace === pods.namespace && labelsKey(each) === labelsKey(pods) && pods.ports.length === 0,
    );
    return same?.workload ? `${same.workload.namespace}/${same.workload.name}` : name;
  };

  const betweenPods = (invariant: IntendedInvariant, of: Side, limits: readonly Signal[], doubt?: DoubtKind) =>
    ask(
      [
        connects(world, of, endOf(source, of), endOf(target, of)),
        isAmong(target, invariant.to),
        forbidden(invariant, isAmong(source, invariant.from)),
        isAsked(invariant, target),
        ...limits,
      ],
      [source, target],
      (example) => ({ from: nameOf(source)(example), to: nameOf(target)(example) }),
      doubt,
    );
  const fromAddresses = (invariant: IntendedInvariant) =>
    ask(
      [
        passes(world, 'ingress', side, endOf(target, side), addressEnd(address)),
        isAmong(target, invariant.to),
        forbidden(invariant, isAddressAmong(invariant.from)),
        isAsked(invariant, target),
      ],
      [target, address],
      (example) => ({ from: address.addressIn(example), to: nameOf(target)(example) }),
    );
  const toAddresses = (invariant: IntendedInvariant) =>
    ask(
      [
        passes(world, 'egress', side, endOf(source, side), addressEnd(address)),
        isAddressAmong(invariant.to),
        forbidden(invariant, isAmong(source, invariant.from)),
        isAsked(invariant),
      ],
      [source, address],
      (example) => ({ from: nameOf(source)(example), to: address.addressIn(example) }),
    );
  /** Between a workload of which something is not known and pods that could exist: the most that may pass. */
  const withWorkload = (invariant: IntendedInvariant, pods: PodSet): PossibleViolation | 'none' | 'undecided' => {
    const doubt: DoubtKind = pods.hostNetwork ? 'host-network' : 'controller-labels';
    const own = workloadEnd(world, pods, source.namespace, side, 'most');
    const shown = pods.workload ? `${pods.workload.namespace}/${pods.workload.name}` : pods.name;
    const isMember = circuit.all([source.namespace.is(pods.namespace), isLabelled(intended, source, pods)]);
    return firstOf([
      () =>
        ask(
          [
            isMember,
            connects(world, side, own, endOf(target, side)),
            isAmong(target, invariant.to),
            forbidden(invariant, isAmong(source, invariant.from)),
            isAsked(invariant, target),
          ],
          [target],
          (example) => ({ from: shown, to: nameOf(target)(example) }),
          doubt,
        ),
      () =>
        ask(
          [
            isMember,
            connects(world, side, endOf(target, side), own),
            isAmong(source, invariant.to),
            forbidden(invariant, isAmong(target, invariant.from)),
            isAsked(invariant, source),
          ],
          [target],
          (example) => ({ from: nameOf(target)(example), to: shown }),
          doubt,
        ),
    ]);
  };
  const unclear = universe.pods.filter(({ hostNetwork, unknownLabels }) => hostNetwork || unknownLabels.length > 0);
  const knowsPods = (settings.cluster.podCidrs ?? []).length > 0;
  return {
    find: (invariant) =>
      firstOf([
        () => betweenPods(invariant, side, [isUnlabelled(source), isUnlabelled(target)]),
        () => fromAddresses(invariant),
        () => (invariant.to.some(({ kind }) => kind !== 'pods') ? toAddresses(invariant) : 'none'),
        () => betweenPods(invariant, side, [], 'namespace-labels'),
        () => (knowsPods ? betweenPods(invariant, generous, [], 'ip-block-pods') : 'none'),
        ...unclear.map((pods) => () => withWorkload(invariant, pods)),
      ]),
  };
}

const labelsKey = ({ labels }: PodSet): string => JSON.stringify(Object.entries(labels).sort());

/** The first violation; else whether one of the questions was not answered. */
function firstOf(
  questions: readonly (() => PossibleViolation | 'none' | 'undecided')[],
): PossibleViolation | 'none' | 'undecided' {
  let isUndecided = false;
  for (const ask of questions) {
    const found = ask();
    if (typeof found !== 'string') return found;
    if (found === 'undecided') isUndecided = true;
  }
  return isUndecided ? 'undecided' : 'none';
}

/** Whether a pod has exactly the labels of others, as far as selectors can tell. */
function isLabelled({ world }: IntendedWorld, pod: PossiblePod, { labels, unknownLabels }: PodSet): Signal {
  return world.circuit.all(
    [...world.vocabulary.podLabels].map(([key, codes]) => {
      const code = codes.codeOf(labels[key] ?? (unknownLabels.includes(key) ? '\0' : undefined));
      return pod.labels.variableOf(key).isIn([{ first: code, last: code }]);
    }),
  );
}
