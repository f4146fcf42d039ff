import { noPorts } from '../../algebra/port-set';
import { namespaceNameLabel } from '../../algebra/selector';
import { always, type Circuit, never, type Signal } from '../../decide/circuit';
import type { Analysis } from '../analysis';
import { consider, type DoubtKind, doubtKinds, type Judgement, mayHold, surelyHolds } from '../judge/doubt';
import { judgeBlocks, judgePeer, judgePods, judgeSelection } from '../judge/matching';
import { imaginedPods } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { portsNamedOf } from '../model/pod-addresses';
import type { Direction, PolicyRules, RulePeer } from '../model/policy-rules';
import { type NamedPort, type PortRule, resolveNamedPort } from '../model/port-rule';
import type { PodSet } from '../model/universe';
import type { AddressVariable } from './address-variable';
import type { KnownLabels, NamespaceVariable, UnsaidLabels } from './namespace-variable';
import type { PortVariable } from './port-variable';
import type { PossiblePod, World } from './world';

/** What one side of a question says: its policies, and what it knows of namespaces. */
export interface Side {
  readonly policies: readonly PolicyRules[];
  readonly namespaces: KnownLabels;
  readonly settings: AnalysisSettings;
  /** What labels of named namespaces count for that nobody said. @default any */
  readonly unsaidLabels?: UnsaidLabels;
  /** Whether a block means pods where that is not known. @default the fixed default: it does not */
  readonly blocksMayMeanPods?: boolean;
}

/** What the manifests of an analysis say. */
export function sideOf({ engine, resources, settings }: Analysis): Side {
  return {
    policies: engine.policies,
    namespaces: new Map(
      resources.namespaces.map(({ name, labels }) => [name, { ...labels, [namespaceNameLabel]: name }]),
    ),
    settings,
  };
}

/** One end of a connection as the policies of one side see it. */
export interface EndSignals {
  /** Whether a policy selects it. */
  isSelectedBy(policy: PolicyRules): Signal;
  /** Whether a policy may select it, where that is not known; its rules count then, its isolation does not. */
  mayBeSelectedBy?(policy: PolicyRules): Signal;
  /** Whether an entry of `from` or `to` means it. */
  isMeantBy(entry: RulePeer, policyNamespace: string): Signal;
  /** Whether the blocks of one rule mean it together, where none does alone. */
  areMeaning?(entries: readonly RulePeer[]): Signal;
  /** Whether the port asked about is one of its ports with this name. */
  hasPort(named: NamedPort): Signal;
}

/** What policies see of a pod that could exist. */
export interface VisiblePod {
  readonly namespace: PossiblePod['namespace'];
  readonly labels: Pick<PossiblePod['labels'], 'matches'>;
  readonly names: PossiblePod['names'];
}

/** A pod that could exist, as one side sees it. */
export function podEnd({ circuit }: World, pod: VisiblePod, side: Side): EndSignals {
  const { namespace, labels } = pod;
  return {
    isSelectedBy: ({ policy, selector }) => circuit.all([namespace.is(policy.namespace), labels.matches(selector)]),
    isMeantBy(entry, policyNamespace) {
      if ('block' in entry) return isMeantAsAddress(entry, side);
      const isThere = entry.namespaces
        ? namespace.matches(entry.namespaces, side.namespaces, side.unsaidLabels)
        : namespace.is(policyNamespace);
      return circuit.all([isThere, labels.matches(entry.pods)]);
    },
    hasPort: pod.names,
  };
}

/**
 * The pods of a workload; their namespace may be one without an object. What else is not known counts as its fixed default,
 * or (`most`) so that the most passes.
 */
export function workloadEnd(
  { port }: World,
  pods: PodSet,
  namespace: NamespaceVariable,
  { namespaces, settings }: Side,
  reading: 'default' | 'most' = 'default',
): EndSignals {
  const isMost = reading === 'most';
  const isSurelyNamed = !isMost || settings.cni.hostNetworkPodsAreMatched !== undefined;
  const signalOf = (holds: boolean) => (holds ? always : never);
  // Where nodes are is asked of all addresses, and not of pods.
  const known = (judgement: Judgement) =>
    signalOf(isMost ? mayHold(consider(judgement, allButNodes)) : judgement.answer);
  const end = { kind: 'pods' as const, name: pods.name, pods, namespace: { name: '', labels: {}, hasObject: true } };
  return {
    isSelectedBy(policy) {
      const judgement = judgeSelection(policy, pods, settings);
      return signalOf(isMost ? surelyHolds(judgement) : judgement.answer);
    },
    mayBeSelectedBy: (policy) => known(judgeSelection(policy, pods, settings)),
    isMeantBy(entry, policyNamespace) {
      if ('block' in entry || !entry.namespaces) return known(judgePeer(entry, policyNamespace, end, settings));
      const areMeant = known(judgePods(entry.pods, pods, settings));
      return areMeant === never ? never : namespace.matches(entry.namespaces, namespaces);
    },
    areMeaning(entries) {
      const together = judgeBlocks(entries, end, settings);
      return together ? known(together) : never;
    },
    hasPort: (named) =>
      port.isIn(resolveNamedPort(named, isSurelyNamed ? portsNamedOf(pods, settings) : pods.ports, settings.cni)),
  };
}

const allButNodes: ReadonlySet<DoubtKind> = new Set(doubtKinds.filter((kind) => kind !== 'node-addresses'));

/** Whether a block means pods is the same for all pods that could exist: their addresses are those of the cluster. */
function isMeantAsAddress(entry: RulePeer, { settings, blocksMayMeanPods }: Side): Signal {
  const pods = imaginedPods('', {});
  const namespace = { name: '', labels: {}, hasObject: true };
  const judgement = judgePeer(entry, '', { kind: 'pods', name: pods.name, pods, namespace }, settings);
  return judgement.answer || (blocksMayMeanPods && mayHold(judgement)) ? always : never;
}

/** An address outside the cluster: nothing selects it, and it has no names of ports. */
export function addressEnd(address: AddressVariable): EndSignals {
  return {
    isSelectedBy: () => never,
    isMeantBy: (entry) => ('block' in entry ? address.isIn(entry.block) : never),
    hasPort: () => never,
  };
}

/** What one policy does for a connection in a direction. */
export interface PolicySignals {
  /** Whether it isolates the subject. */
  readonly isolates: Signal;
  /** Which of its rules let the connection pass, where it does. */
  readonly rules: readonly Signal[];
}

/** What the policies of a side do for a connection in one direction, in their order; nothing of those without the direction. */
export function policySignals(
  { circuit, port }: World,
  direction: Direction,
  { policies }: Pick<Side, 'policies'>,
  subject: EndSignals,
  peer: EndSignals,
): readonly PolicySignals[] {
  const destination = direction === 'ingress' ? subject : peer;
  return policies.map((policy) => {
    const rules = policy[direction];
    const isolates = rules ? subject.isSelectedBy(policy) : never;
    const selected = rules && subject.mayBeSelectedBy ? subject.mayBeSelectedBy(policy) : isolates;
    if (!rules || selected === never) return { isolates: never, rules: (rules ?? []).map(() => never) };
    return {
      isolates,
      rules: rules.map(({ peers, ports }) =>
        circuit.all([
          selected,
          peers
            ? circuit.any([
                ...peers.map((entry) => peer.isMeantBy(entry, policy.policy.namespace)),
                peer.areMeaning?.(peers) ?? never,
              ])
            : always,
          isPortOf(circuit, port, ports, destination),
        ]),
      ),
    };
  });
}

function isPortOf(circuit: Circuit, port: PortVariable, { fixed, named }: PortRule, destination: EndSignals): Signal {
  const byNumber = fixed === noPorts ? never : port.isIn(fixed);
  return named.length === 0 ? byNumber : circuit.any([byNumber, ...named.map((each) => destination.hasPort(each))]);
}

/** Whether a side lets the connection pass at one end: no policy isolates it, or a rule allows it. */
export function passes(
  world: World,
  direction: Direction,
  side: Pick<Side, 'policies'>,
  subject: EndSignals,
  peer: EndSignals,
): Signal {
  const { circuit } = world;
  const all = policySignals(world, direction, side, subject, peer);
  return circuit.any([-circuit.any(all.map(({ isolates }) => isolates)), ...all.flatMap(({ rules }) => rules)]);
}

/** Whether a side lets the connection pass at both ends. */
export function connects(world: World, side: Pick<Side, 'policies'>, source: EndSignals, target: EndSignals): Signal {
  return world.circuit.all([
    passes(world, 'egress', side, source, target),
    passes(world, 'ingress', side, target, source),
  ]);
}
