import { type AddressPiece, layAddresses } from '../../algebra/address-map';
import { type AddressSpace, commonRange, ipv4, ipv6 } from '../../algebra/address-space';
import { once } from '../../algebra/once';
import {
  formatPorts,
  intersectPorts,
  noPorts,
  type PortSet,
  portRange,
  unionAllPorts,
  unionPorts,
} from '../../algebra/port-set';
import type { Finding } from '../../diagnostics/finding';
import type { IntendedInvariant, IntendedPeer, Intent } from '../../intent/intent';
import { resourceTitle } from '../../wording/names';
import type { Analysis } from '../analysis';
import { type AddressReach, rangesOfReach } from '../engine/address-reach';
import { type DoubtKind, doubtKinds, type Judgement, mayHold, surelyHolds } from '../judge/doubt';
import { judgeBoth } from '../judge/judge';
import { endOf, type PodsEnd } from '../model/end';
import { arePodsOfNode } from '../model/pod-addresses';
import type { PodSet } from '../model/universe';
import { type AccessPeer, peerOfIntent, portsOfIntent, rangesOfPeer } from './access';
import { judgeMembership } from './intended-cluster';
import { bySureness, shownName, type Violation, violationSearch } from './possible-violations';
import { sharedHelp, sharedText, withoutSharedPods } from './shared-pods';
import { type CoveredPod, coveredPodSearch } from './unevaluated-ends';

/**
 * Proves `never` and `only` over all pods that could exist and over all addresses; the first violation of each is reported,
 * one of declared workloads if there is any.
 */
export function invariantFindings(intent: Intent, analysis: Analysis): readonly Finding[] {
  const search = once(() => violationSearch(intent, analysis));
  const searchApart = once(() => {
    const apart = withoutSharedPods(intent);
    return apart ? violationSearch(apart, analysis) : () => 'undecided' as const;
  });
  const coveredPod = coveredPodSearch(intent, analysis);
  return intent.invariants.flatMap((invariant) => {
    let doubtful: Violation | undefined;
    for (const violation of violationsOf(invariant, analysis)) {
      if (violation.doubts.length === 0) return [findingOf(invariant, violation, intent)];
      doubtful ??= violation;
    }
    const covered = coveredPod(invariant);
    if (covered === 'undecided') return [undecidedFinding(invariant)];
    if (covered !== 'none') return [unevaluatedFinding(invariant, covered)];
    const found = search()(invariant);
    // A sure violation by a pod that nobody declared says more than a doubtful one.
    if (doubtful && (typeof found === 'string' || found.doubts.length > 0))
      return [findingOf(invariant, doubtful, intent)];
    if (found === 'none') return ownNodeFindings(invariant, analysis);
    if (found === 'undecided') return [undecidedFinding(invariant)];
    if (!found.shared) return [findingOf(invariant, found, intent)];
    // That a pod is in two workloads at once is the cause only where no other pod violates it.
    const other = searchApart()(invariant);
    const isBetter = typeof other !== 'string' && other.doubts.length <= found.doubts.length;
    return [findingOf(invariant, isBetter ? other : found, intent)];
  });
}

function* violationsOf(invariant: IntendedInvariant, analysis: Analysis): Generator<Violation> {
  const { from, to } = invariant;
  // Pods of namespaces whose labels nobody said are asked with all those that could exist: their labels hang together.
  const known = new Set(analysis.resources.namespaces.map(({ name }) => name));
  const judged = analysis.universe.pods
    .filter(({ namespace }) => known.has(namespace))
    .map((pods) => ({
      pods,
      inFrom: judgeMembership(pods, from, analysis),
      inTo: judgeMembership(pods, to, analysis),
    }));
  const destinations = judged.filter(({ inTo }) => mayHold(inTo));
  const isForbidden = (inFrom: Judgement) => (invariant.kind === 'never' ? mayHold(inFrom) : !surelyHolds(inFrom));
  const sources = judged.filter(({ inFrom }) => isForbidden(inFrom));
  for (const destination of destinations) {
    for (const source of sources) {
      // Whether a pod belongs to an end may itself be in doubt.
      const doubts = [...source.inFrom.doubts, ...destination.inTo.doubts];
      yield* betweenPods(source.pods, destination.pods, doubts, invariant, analysis);
    }
    yield* fromAddresses(destination.pods, destination.inTo.doubts, invariant, analysis);
  }
  for (const source of sources) yield* toAddresses(source.pods, source.inFrom.doubts, invariant, analysis);
}

function* betweenPods(
  source: PodSet,
  destination: PodSet,
  doubts: readonly DoubtKind[],
  invariant: IntendedInvariant,
  analysis: Analysis,
): Generator<Violation> {
  const asked = askedPorts(invariant, destination);
  const certain = intersectPorts(analysis.between(source, destination), asked);
  if (certain !== noPorts) {
    yield { from: shownName(source), to: shownName(destination), ports: certain, doubts };
    return;
  }
  const [from, to] = [endOf(analysis.universe, source), endOf(analysis.universe, destination)];
  // Whether something that policies may ask of the pods is not known.
  const isUnclear = [from, to].some(({ pods, namespace }) => pods.hostNetwork || !namespace.hasObject);
  const kinds = doubtsToConsider(analysis, invariant, from).filter((kind) => kind === 'ip-block-pods' || isUnclear);
  const possibleWith = (considered: readonly DoubtKind[]) =>
    intersectPorts(judgeBoth(analysis.book, from, to, new Set(considered)).bounds.most, asked);
  if (kinds.length === 0) return;
  const possible = possibleWith(kinds);
  if (possible === noPorts) return;
  const alone = kinds.find((kind) => possibleWith([kind]) !== noPorts);
  yield {
    from: shownName(source),
    to: shownName(destination),
    ports: possible,
    doubts: [...doubts, ...(alone ? [alone] : kinds)],
  };
}

function* fromAddresses(
  destination: PodSet,
  doubts: readonly DoubtKind[],
  { kind, from, ports }: IntendedInvariant,
  analysis: Analysis,
): Generator<Violation> {
  const reach = analysis.addresses('ingress', destination);
  const asked = askedPorts({ ports }, destination);
  const violationsBy = function* (forbidden: AddressReach, more: readonly DoubtKind[]): Generator<Violation> {
    for (const range of rangesOfReach(forbidden, [4, 6], asked))
      yield { from: range.range, to: shownName(destination), ports: range.ports, doubts: [...doubts, ...more] };
  };
  if (kind === 'only') yield* violationsBy(reachWhere(false, reach, from.map(peerOfIntent)), []);
  else
    for (const [peers, more] of bySureness(from))
      yield* violationsBy(reachWhere(true, reach, peers.map(peerOfIntent)), more);
}

function* toAddresses(
  source: PodSet,
  doubts: readonly DoubtKind[],
  { to, ports }: IntendedInvariant,
  analysis: Analysis,
): Generator<Violation> {
  if (to.every((peer) => peer.kind === 'pods')) return;
  for (const [peers, more] of bySureness(to)) {
    const reach = reachWhere(true, analysis.addresses('egress', source), peers.map(peerOfIntent));
    for (const range of rangesOfReach(reach, [4, 6], portsOfIntent(ports).fixed))
      yield { from: shownName(source), to: range.range, ports: range.ports, doubts: [...doubts, ...more] };
  }
}

/** The node that pods run on always reaches them, and so does every pod on the host network there (docs/semantics.md 11). */
function ownNodeFindings({ kind, from, to, sentence, at }: IntendedInvariant, analysis: Analysis): readonly Finding[] {
  const onNodes = analysis.universe.pods.filter((pods) => arePodsOfNode(pods, analysis.settings));
  const isOfNodes = (peer: IntendedPeer) =>
    peer.kind === 'addresses'
      ? peer.nodes !== undefined
      : peer.kind === 'pods' && onNodes.some((pods) => mayHold(judgeMembership(pods, [peer], analysis)));
  if (kind !== 'never' || !from.some(isOfNodes) || to.every((peer) => peer.kind === 'addresses')) return [];
  return [
    {
      code: 'invariant-unproved',
      severity: 'error',
      message: `"${sentence}" cannot be proved because no policy keeps a node, and the pods on its host network, from the pods that run on it; other nodes do not reach them`,
      at,
      help: [
        'take the invariant out, or the end that is on the host network: only() says of all others that they stay outside',
      ],
    },
  ];
}

/** Of a reach, only what belongs to addresses inside, or outside, of these peers. */
function reachWhere(isInside: boolean, reach: AddressReach, peers: readonly AccessPeer[]): AddressReach {
  return {
    ipv4: piecesWhere(isInside, ipv4, reach.ipv4, peers),
    ipv6: piecesWhere(isInside, ipv6, reach.ipv6, peers),
  };
}

function piecesWhere<A extends number | bigint>(
  isInside: boolean,
  space: AddressSpace<A>,
  pieces: readonly AddressPiece<A, PortSet>[],
  peers: readonly AccessPeer[],
): readonly AddressPiece<A, PortSet>[] {
  const meant = peers.map((peer) => ({ ranges: rangesOfPeer(space, peer), value: true }));
  const parts = layAddresses<A, boolean>(space, false, meant, (a, b) => a || b);
  const layers = parts
    .filter(({ value }) => value === isInside)
    .flatMap((part) => pieces.map((piece) => ({ range: commonRange(piece, part), value: piece.value })))
    .flatMap(({ range, value }) => (range ? [{ ranges: [range], value }] : []));
  return layAddresses<A, PortSet>(space, noPorts, layers, unionPorts);
}

/** The ports that the invariant speaks of; names are those of the destination. */
function askedPorts({ ports }: Pick<IntendedInvariant, 'ports'>, destination: PodSet): PortSet {
  const { fixed, names } = portsOfIntent(ports);
  const named = destination.ports.filter(({ name, protocol }) => names.includes(`${name}/${protocol}`));
  return unionAllPorts([fixed, ...named.map(({ port, protocol }) => portRange(protocol, port, port))]);
}

/**
 * Without pod CIDRs, private blocks are assumed to lie outside the cluster; the line of proof says so. Wherever the nodes of a
 * source are, that nobody but those whom `only` names gets in is asked of every address.
 */
function doubtsToConsider({ settings }: Analysis, { kind }: IntendedInvariant, from: PodsEnd): readonly DoubtKind[] {
  const knowsPods = (settings.cluster.podCidrs ?? []).length > 0;
  const asksAddresses = kind === 'only' && arePodsOfNode(from.pods, settings);
  return doubtKinds.filter(
    (each) => (each !== 'ip-block-pods' || knowsPods) && (each !== 'node-addresses' || !asksAddresses),
  );
}

const unknowns: Readonly<Record<DoubtKind, string>> = {
  'namespace-labels': 'the labels of a namespace that no chart lists are not known',
  'controller-labels': 'labels that a controller assigns are not known',
  'injected-labels': 'labels that injection adds may be there or not',
  'ip-block-pods': 'whether an ipBlock matches pods depends on the network plugin',
  'host-network': 'whether policies match host-network pods depends on the network plugin',
  'node-addresses': 'whether an ipBlock holds every address of the nodes is not known',
  'sidecar-ports': 'whether port names of sidecars count depends on the network plugin',
};

function unevaluatedFinding({ sentence, at }: IntendedInvariant, { policy, pod }: CoveredPod): Finding {
  const title = resourceTitle(policy);
  return {
    code: 'invariant-unproved',
    severity: 'error',
    message: `"${sentence}" cannot be proved because ${title}, which is included, may apply to ${pod}, and objects of its kind are not evaluated`,
    at,
    related: [{ at: () => policy.origin.span('metadata.name'), message: title }],
    help: ['express the included policy as a NetworkPolicy, or take it out of what is included if it is not in force'],
  };
}

function undecidedFinding({ sentence, at }: IntendedInvariant): Finding {
  return {
    code: 'invariant-unproved',
    severity: 'error',
    message: `"${sentence}" cannot be proved because the labels that select pods are too entangled: whether some pod that could exist violates it was not decided`,
    at,
    help: ['name the ends by fewer labels, or give them a namespace of their own'],
  };
}

function findingOf(
  invariant: IntendedInvariant,
  { from, to, ports, doubts, shared }: Violation,
  intent: Intent,
): Finding {
  const { sentence, at } = invariant;
  const connection = `${from} to ${to} on ${formatPorts(ports)}`;
  const cause = shared ? `; ${sharedText(shared)}` : '';
  const remedy = shared ? [sharedHelp(shared, invariant, intent)] : [];
  const [doubt] = doubts;
  if (doubt)
    return {
      code: 'invariant-unproved',
      severity: 'error',
      message: `"${sentence}" cannot be proved because ${unknowns[doubt]}: ${connection} may be allowed${cause}`,
      at,
      help: [
        ...remedy,
        'declare what is unknown (labels: foreignNamespace(name, { labels }); addresses: the cluster profile), or narrow the flow that allows it',
      ],
    };
  return {
    code: 'invariant-violated',
    severity: 'error',
    message: `"${sentence}" does not hold: the manifests allow ${connection}${cause}`,
    at,
    help: [
      ...remedy,
      'remove the flow that allows it, or isolate the end that nothing restricts; netpact explain shows the rules',
    ],
  };
}
