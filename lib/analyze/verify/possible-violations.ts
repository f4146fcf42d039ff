import { once, onceForEach } from '../../algebra/once';
import { intersectPorts, isSubsetOfPorts, type PortSet } from '../../algebra/port-set';
import { unnamedLabelValue } from '../../algebra/possible-label';
import type { AssignedLabel } from '../../cluster/mutation/assigned-label';
import { always, never, type Signal } from '../../decide/circuit';
import type { NumberRange } from '../../decide/number-signals';
import type { Example } from '../../decide/question';
import type { IntendedInvariant, IntendedPeer, Intent } from '../../intent/intent';
import type { Analysis } from '../analysis';
import { type DoubtKind, doubtAbout, surelyHolds } from '../judge/doubt';
import { portsBetween } from '../judge/judge';
import { type End, endOf } from '../model/end';
import type { PodSet } from '../model/universe';
import type { AddressVariable } from '../possible/address-variable';
import {
  addressEnd,
  connects,
  type EndSignals,
  passes,
  podEnd,
  type Side,
  sideOf,
  workloadEnd,
} from '../possible/connection-signals';
import type { LabelCodes } from '../possible/label-codes';
import type { UnsaidLabels } from '../possible/namespace-variable';
import { possibleEnd } from '../possible/possible-end';
import { namesIn, spokenIn } from '../possible/vocabulary';
import type { PossiblePod } from '../possible/world';
import { peerOfIntent, portsOfIntent } from './access';
import { judgeMembership } from './intended-cluster';
import {
  hasPortNamed,
  holdsPort,
  type IntendedWorld,
  intendedWorld,
  meansAddress,
  meansPod,
  spokenOf,
} from './pod-signals';
import { workloadsSharing } from './shared-pods';

/** A connection that an invariant forbids. With doubts it is only possible: the invariant then cannot be proved. */
export interface Violation {
  readonly from: string;
  readonly to: string;
  /** Of an example, one port where they hang on what is not known. */
  readonly ports: PortSet;
  readonly doubts: readonly DoubtKind[];
  /** Declared workloads that one of the pods would be in at once, though nothing says that they share pods. */
  readonly shared?: readonly string[];
}

type Answer = Violation | 'none' | 'undecided';

interface Connection {
  readonly from: End;
  readonly to: End;
}

/** Peers, and what is not known of them: an address of nodes need not be that of the pods on the host network that are meant. */
export function bySureness(
  peers: readonly IntendedPeer[],
): readonly (readonly [peers: readonly IntendedPeer[], doubts: readonly DoubtKind[]])[] {
  const isUnsure = (peer: IntendedPeer) => peer.kind === 'addresses' && peer.nodes === 'some';
  const unsure = peers.filter(isUnsure);
  const sure = peers.filter((peer) => !isUnsure(peer));
  return [[sure, []], ...(unsure.length > 0 ? [[unsure, ['node-addresses']] as const] : [])];
}

/** Looks for violations among all pods that could exist: what policies and invariants speak of, in one circuit. */
export function violationSearch(intent: Intent, analysis: Analysis): (invariant: IntendedInvariant) => Answer {
  const { settings, universe } = analysis;
  const side = sideOf(analysis);
  const peers = intent.invariants.flatMap(({ from, to }) => [...from, ...to]);
  const spoken = [spokenIn(side.policies), spokenOf(intent, peers), { names: namesIn(universe) }];
  const intended = intendedWorld(intent, spoken, side.namespaces, settings.steps);
  const { world } = intended;
  const { circuit, port } = world;
  const source = world.newPod();
  const [target, address] = [world.newPod(source), world.newAddress()];
  const sure: Side = { ...side, unsaidLabels: 'surely' };
  const generous: Side = { ...side, blocksMayMeanPods: true };
  const signalsOf = (pod: PossiblePod, of: Side): EndSignals => ({
    ...podEnd(world, pod, of),
    hasPort: ({ name, protocol }) => hasPortNamed(intended, `${name}/${protocol}`, pod),
  });
  // Invariants differ in whom they mean; what policies let pass between any two is the same for all of them.
  const connection = onceForEach((of: Side) => connects(world, of, signalsOf(source, of), signalsOf(target, of)));
  const entering = once(() => passes(world, 'ingress', side, signalsOf(target, side), addressEnd(address)));
  const leaving = once(() => passes(world, 'egress', side, signalsOf(source, side), addressEnd(address)));
  const isAmong = (pod: PossiblePod, some: readonly IntendedPeer[], unsaid: UnsaidLabels = 'any') =>
    circuit.any(some.map((peer) => meansPod(intended, peerOfIntent(peer), pod, unsaid)));
  const isAddressAmong = (some: readonly IntendedPeer[]) =>
    circuit.any(some.map((peer) => meansAddress(intended, peerOfIntent(peer), address)));
  const isAsked = ({ ports }: IntendedInvariant, destination?: PossiblePod) =>
    ports === 'all' ? always : holdsPort(intended, portsOfIntent(ports), destination);
  const forbidden = ({ kind }: IntendedInvariant, isFrom: Signal) => (kind === 'never' ? isFrom : -isFrom);

  const sharingOf = (end: End): readonly string[] =>
    end.kind === 'pods' && !end.pods.workload ? workloadsSharing(intent, end.pods) : [];
  const ask = (
    signals: readonly Signal[],
    ends: readonly (PossiblePod | AddressVariable)[],
    read: (example: Example) => Connection,
    invariant: IntendedInvariant,
    doubt?: DoubtKind,
  ): Answer => {
    const example = world.find(signals, [...ends, port]);
    if (typeof example === 'string') return example;
    const { from, to } = read(example);
    const one = port.portIn(example);
    const all = intersectPorts(portsBetween(analysis.book, from, to), portsOfIntent(invariant.ports).fixed);
    const ports = isSubsetOfPorts(one, all) ? all : one;
    const shared = [from, to].map(sharingOf).find(({ length }) => length > 0);
    return { from: nameOf(from), to: nameOf(to), ports, doubts: doubt ? [doubt] : [], ...(shared && { shared }) };
  };
  /** A declared workload, where the example has just its labels. */
  const endIn = (pod: PossiblePod, example: Example): End => {
    const end = possibleEnd(world, pod, example, side.namespaces);
    const isSame = (each: PodSet) =>
      each.namespace === end.pods.namespace && labelsKey(each) === labelsKey(end.pods) && end.pods.ports.length === 0;
    const same = universe.pods.find(isSame);
    return same ? { ...end, name: same.name, pods: same } : end;
  };
  const addressIn = (example: Example): End => ({ kind: 'address', name: address.addressIn(example) });

  const isForbidden = (invariant: IntendedInvariant, pod: PossiblePod, unsaid: UnsaidLabels = 'any') => {
    // Surely outside is what may not be inside.
    const inside = unsaid === 'surely' && invariant.kind === 'only' ? 'maybe' : unsaid;
    return forbidden(invariant, isAmong(pod, invariant.from, inside));
  };
  const betweenPods = (invariant: IntendedInvariant, of: Side, doubt?: DoubtKind) =>
    ask(
      [
        connection(of),
        isAmong(target, invariant.to, of.unsaidLabels),
        isForbidden(invariant, source, of.unsaidLabels),
        isAsked(invariant, target),
      ],
      [source, target],
      (example) => ({ from: endIn(source, example), to: endIn(target, example) }),
      invariant,
      doubt,
    );
  const fromAddresses = (invariant: IntendedInvariant, unsaid: UnsaidLabels, doubt?: DoubtKind) =>
    firstOf(
      // Who is outside of all of them is surely nobody whom they mean.
      (invariant.kind === 'only' ? [[invariant.from, []] as const] : bySureness(invariant.from)).map(
        ([peers, [more]]) =>
          () =>
            ask(
              [
                entering(),
                isAmong(target, invariant.to, unsaid),
                forbidden(invariant, isAddressAmong(peers)),
                isAsked(invariant, target),
              ],
              [target, address],
              (example) => ({ from: addressIn(example), to: endIn(target, example) }),
              invariant,
              doubt ?? more,
            ),
      ),
    );
  const toAddresses = (invariant: IntendedInvariant, unsaid: UnsaidLabels, doubt?: DoubtKind) =>
    firstOf(
      bySureness(invariant.to.filter(({ kind }) => kind !== 'pods')).map(
        ([peers, [more]]) =>
          () =>
            peers.length === 0
              ? 'none'
              : ask(
                  [leaving(), isAddressAmong(peers), isForbidden(invariant, source, unsaid), isAsked(invariant)],
                  [source, address],
                  (example) => ({ from: endIn(source, example), to: addressIn(example) }),
                  invariant,
                  doubt ?? more,
                ),
      ),
    );
  /** Between a workload of which something is not known and pods that could exist: the most that may pass. */
  const withWorkload = (invariant: IntendedInvariant, pods: PodSet): Answer => {
    const [open] = openLabels(pods);
    const doubt: DoubtKind = pods.hostNetwork || !open ? 'host-network' : doubtAbout(open);
    const own = workloadEnd(world, pods, source.namespace, side, 'most');
    const shown = endOf(analysis.universe, pods);
    const isSurelyAmong = (peers: readonly IntendedPeer[]) =>
      surelyHolds(judgeMembership(pods, peers, analysis)) ? always : never;
    const isOneOf = (peers: readonly IntendedPeer[]) => circuit.any([isAmong(source, peers), isSurelyAmong(peers)]);
    const isMember = circuit.all([source.namespace.is(pods.namespace), isLabelled(intended, source, pods)]);
    return firstOf([
      () =>
        ask(
          [
            isMember,
            connects(world, side, own, signalsOf(target, side)),
            isAmong(target, invariant.to),
            forbidden(invariant, isOneOf(invariant.from)),
            isAsked(invariant, target),
          ],
          [target],
          (example) => ({ from: shown, to: endIn(target, example) }),
          invariant,
          doubt,
        ),
      () =>
        ask(
          [
            isMember,
            connects(world, side, signalsOf(target, side), own),
            isOneOf(invariant.to),
            forbidden(invariant, isAmong(target, invariant.from)),
            isAsked(invariant, source),
          ],
          [target],
          (example) => ({ from: endIn(target, example), to: shown }),
          invariant,
          doubt,
        ),
    ]);
  };
  const openLabels = ({ assignedLabels }: PodSet) =>
    assignedLabels.filter((label) => {
      const codes = world.vocabulary.podLabels.get(label.key);
      return codes !== undefined && new Set(codesOf(label, codes).flatMap(({ first, last }) => [first, last])).size > 1;
    });
  const unclear = universe.pods.filter((pods) => pods.hostNetwork || openLabels(pods).length > 0);
  const knowsPods = (settings.cluster.podCidrs ?? []).length > 0;
  return (invariant) =>
    firstOf([
      () => betweenPods(invariant, sure),
      () => fromAddresses(invariant, 'surely'),
      () => toAddresses(invariant, 'surely'),
      () => betweenPods(invariant, side, 'namespace-labels'),
      () => fromAddresses(invariant, 'any', 'namespace-labels'),
      () => toAddresses(invariant, 'any', 'namespace-labels'),
      () => (knowsPods ? betweenPods(invariant, generous, 'ip-block-pods') : 'none'),
      ...unclear.map((pods) => () => withWorkload(invariant, pods)),
    ]);
}

/** A declared workload by its name alone: what controls it is not known here. */
export const shownName = ({ name, workload }: PodSet): string =>
  workload ? `${workload.namespace}/${workload.name}` : name;

const nameOf = (end: End): string => (end.kind === 'pods' ? shownName(end.pods) : end.name);

const labelsKey = ({ labels }: PodSet): string => JSON.stringify(Object.entries(labels).sort());

/** The first violation; else whether one of the questions was not answered. */
function firstOf(questions: readonly (() => Answer)[]): Answer {
  let isUndecided = false;
  for (const ask of questions) {
    const found = ask();
    if (typeof found !== 'string') return found;
    if (found === 'undecided') isUndecided = true;
  }
  return isUndecided ? 'undecided' : 'none';
}

/** Whether a pod has labels that others may have, as far as selectors can tell. */
function isLabelled({ world }: IntendedWorld, pod: PossiblePod, { labels, assignedLabels }: PodSet): Signal {
  return world.circuit.all(
    [...world.vocabulary.podLabels].map(([key, codes]) => {
      const assigned = Object.hasOwn(labels, key) ? undefined : assignedLabels.find((label) => label.key === key);
      const ranges = assigned ? codesOf(assigned, codes) : [oneCode(codes.codeOf(labels[key]))];
      return pod.labels.variableOf(key).isIn(ranges);
    }),
  );
}

/** The codes of all that a label may be, or of more. */
function codesOf({ presence, values }: AssignedLabel, codes: LabelCodes): readonly NumberRange[] {
  const absent = presence === 'always' ? [] : [oneCode(codes.codeOf(undefined))];
  if (values && !('prefix' in values)) return [...absent, ...values.map((value) => oneCode(codes.codeOf(value)))];
  // Where nobody asks for its existence, a value that nobody names counts as none.
  const unnamed = codes.codeOf(unnamedLabelValue);
  return presence === 'always' && unnamed > 0
    ? [{ first: 1, last: codes.size - 1 }]
    : [{ first: 0, last: codes.size - 1 }];
}

const oneCode = (code: number): NumberRange => ({ first: code, last: code });
