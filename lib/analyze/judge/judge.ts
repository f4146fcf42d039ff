import { allPorts, intersectPorts, noPorts, type PortSet, unionAllPorts } from '../../algebra/port-set';
import { type AddressAdmission, type AddressReach, addressReachOf } from '../engine/address-reach';
import type { End } from '../model/end';
import type { AnalysisSettings } from '../model/options';
import { arePodsOfNode, portsNamedOf } from '../model/pod-addresses';
import type { Direction, PolicyBook, PolicyRule, PolicyRules } from '../model/policy-rules';
import { portsTowards } from '../model/port-rule';
import type { PodSet } from '../model/universe';
import { consider, type DoubtKind, either, type Judgement, mayHold, surely, surelyHolds } from './doubt';
import { judgeBlocks, judgePeer, judgeSelection } from './matching';

/** Ports by the fixed defaults, and the fewest and the most that the doubts leave possible. */
export interface PortBounds {
  readonly ports: PortSet;
  readonly least: PortSet;
  readonly most: PortSet;
}

/** What one rule does for the other end. */
export interface JudgedRule {
  readonly rule: PolicyRule;
  /** One judgement for each entry of `from` or `to`; undefined where the rule means everyone. */
  readonly peers: readonly Judgement[] | undefined;
  readonly peer: Judgement;
  /** Of the rule towards the destination, whoever the peer is. */
  readonly offered: PortBounds;
  readonly allows: PortBounds;
}

/** A policy that selects, or may select, the pods whose traffic is judged. */
interface JudgedPolicy {
  readonly policy: PolicyRules;
  readonly selection: Judgement;
  readonly rules: readonly JudgedRule[];
  readonly allows: PortBounds;
}

/** One direction of one connection. */
export interface JudgedDirection {
  readonly isolated: Judgement;
  readonly policies: readonly JudgedPolicy[];
  readonly bounds: PortBounds;
}

const noDoubts: ReadonlySet<DoubtKind> = new Set();
const everything: PortBounds = { ports: allPorts, least: allPorts, most: allPorts };

/**
 * Judges the traffic of pods in one direction, policy by policy and rule by rule: slower than the engine, and it
 * remembers why. `doubts` are the open points to consider; the others count as their defaults.
 */
export function judgeDirection(
  direction: Direction,
  subject: End,
  peer: End,
  book: PolicyBook,
  doubts: ReadonlySet<DoubtKind> = noDoubts,
): JudgedDirection {
  const { settings } = book;
  if (subject.kind === 'address') return { isolated: surely(false), policies: [], bounds: everything };
  const { namespace } = subject.pods;
  const judgeRule = (rule: PolicyRule): JudgedRule => {
    const peers = rule.peers?.map((entry) => consider(judgePeer(entry, namespace, peer, settings), doubts));
    const together = consider(judgeBlocks(rule.peers ?? [], peer, settings) ?? surely(false), doubts);
    const judgement = peers ? either([...peers, together]) : surely(true);
    const offered = offeredPorts(rule, direction === 'ingress' ? subject : peer, settings, doubts);
    const allows: PortBounds = {
      ports: judgement.answer ? offered.ports : noPorts,
      least: surelyHolds(judgement) ? offered.least : noPorts,
      most: mayHold(judgement) ? offered.most : noPorts,
    };
    return { rule, peers, peer: judgement, offered, allows };
  };
  const policies = book.policiesIn(namespace).flatMap((policy): readonly JudgedPolicy[] => {
    const selection = consider(judgeSelection(policy, subject.pods, settings), doubts);
    if (!policy[direction] || !mayHold(selection)) return [];
    const rules = policy[direction].map(judgeRule);
    return [{ policy, selection, rules, allows: joinBounds(rules) }];
  });
  return { isolated: either(policies.map(({ selection }) => selection)), policies, bounds: boundsOf(policies) };
}

function offeredPorts(
  rule: PolicyRule,
  to: End,
  settings: AnalysisSettings,
  doubts: ReadonlySet<DoubtKind>,
): PortBounds {
  const { cni } = settings;
  const towards = (declared: PodSet['ports'], of = cni) => portsTowards(rule.ports, declared, of);
  const ports = towards(to.kind === 'pods' ? portsNamedOf(to.pods, settings) : []);
  if (to.kind === 'address') return { ports, least: ports, most: ports };
  if (arePodsOfNode(to.pods, settings)) {
    const mayHaveNames = cni.hostNetworkPodsAreMatched === undefined && doubts.has('host-network');
    return { ports, least: ports, most: mayHaveNames ? towards(to.pods.ports) : ports };
  }
  const isSure = cni.sidecarPortsResolve !== undefined || !doubts.has('sidecar-ports');
  return { ports, least: isSure ? ports : towards(to.pods.ports, { ...cni, sidecarPortsResolve: false }), most: ports };
}

function joinBounds(all: readonly { readonly allows: PortBounds }[]): PortBounds {
  const join = (bound: keyof PortBounds) => unionAllPorts(all.map(({ allows }) => allows[bound]));
  return { ports: join('ports'), least: join('least'), most: join('most') };
}

/** Joins policies that surely select with those that may: what only may select can also leave the pod open. */
function boundsOf(policies: readonly JudgedPolicy[]): PortBounds {
  const sure = policies.filter((each) => surelyHolds(each.selection));
  const unsure = policies.filter((each) => !surelyHolds(each.selection));
  const byDefault = policies.filter((each) => each.selection.answer);
  const lowest = unsure.map((each) => each.allows.least).reduce(intersectPorts, allPorts);
  return {
    ports: byDefault.length > 0 ? joinBounds(byDefault).ports : allPorts,
    least: sure.length > 0 ? joinBounds(sure).least : lowest,
    most: sure.length > 0 ? joinBounds(policies).most : allPorts,
  };
}

/** Both directions of a connection, and what they let through together. */
export interface JudgedPair {
  readonly egress: JudgedDirection;
  readonly ingress: JudgedDirection;
  readonly bounds: PortBounds;
}

/** Judges both directions of a connection, with the given open points considered. */
export function judgeBoth(book: PolicyBook, src: End, dst: End, doubts: ReadonlySet<DoubtKind> = noDoubts): JudgedPair {
  const egress = judgeDirection('egress', src, dst, book, doubts);
  const ingress = judgeDirection('ingress', dst, src, book, doubts);
  const meet = (bound: keyof PortBounds) => intersectPorts(egress.bounds[bound], ingress.bounds[bound]);
  return { egress, ingress, bounds: { ports: meet('ports'), least: meet('least'), most: meet('most') } };
}

/** The ports on which one end reaches another, whether they are in the analysis or not. */
export function portsBetween(book: PolicyBook, source: End, target: End): PortSet {
  return judgeBoth(book, source, target).bounds.ports;
}

/** What pods that need not be in the analysis exchange with addresses outside the cluster. */
export function reachOfPods(book: PolicyBook, direction: Direction, pods: PodSet): AddressReach {
  const { settings } = book;
  const isolating = book
    .policiesIn(pods.namespace)
    .filter((policy) => policy[direction] && judgeSelection(policy, pods, settings).answer);
  const grants = isolating.flatMap((policy) =>
    (policy[direction] ?? []).flatMap(({ peers, ports }): AddressAdmission['grants'] => {
      if (!peers) return [{ peer: { kind: 'everyone' }, ports }];
      return peers.flatMap((peer) => ('block' in peer ? [{ peer: { kind: 'block', block: peer.block }, ports }] : []));
    }),
  );
  const declared = direction === 'ingress' ? portsNamedOf(pods, settings) : undefined;
  return addressReachOf({ isOpen: isolating.length === 0, grants }, (rule) =>
    declared ? portsTowards(rule, declared, settings.cni) : rule.fixed,
  );
}

/** Whether the open points leave more than one answer about some of these ports. */
export function differs({ least, most }: PortBounds, asked: PortSet): boolean {
  return intersectPorts(least, asked) !== intersectPorts(most, asked);
}
