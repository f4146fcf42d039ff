import { type AddressSpace, commonRange, formatRange, ipv4, ipv6 } from '../../algebra/address-space';
import { matchesSelector, type Selector } from '../../algebra/selector';
import type { Intent } from '../../k8s/intent';
import type { Labels } from '../../k8s/resources';
import type { Direction } from '../policy-rules';
import type { Access, AccessPorts } from './access';
import { admitsPeer, type CandidatePeer, candidatePeers, namespaceWith } from './candidate-peers';
import { areSamePorts, type DeclaredPorts, declaredPortsOf, openPorts, portsBeyond } from './destination-ports';
import { distinctLabels, exampleLabels, labelsText, mergedLabels } from './example-labels';
import { piecesOf } from './normal-form';
import { accessWitnesses, isolationWitnesses } from './witnesses';

/** One direction of one namespace, as declared and as the manifests have it. */
export interface Side {
  /** Selectors of the pods that are isolated. */
  readonly isolated: readonly Selector[];
  readonly accesses: readonly Access[];
}

/** A pod for which declaration and manifests differ. */
export interface Counterexample {
  /** `shop/[app=web]`. */
  readonly pod: string;
  readonly difference:
    | { readonly kind: 'isolation'; readonly declared: boolean }
    | {
        readonly kind: 'access';
        /** The other end: `orders/[app=api]`, or a range of addresses. */
        readonly peer: string;
        /** Declared and not admitted. */
        readonly missing: string | undefined;
        /** Admitted and not declared. */
        readonly surplus: string | undefined;
        /** What gives the difference. */
        readonly causes: readonly Access[];
      };
}

/** What both sides are compared in. */
export interface Scope {
  readonly namespace: string;
  readonly direction: Direction;
  readonly intent: Intent;
}

/**
 * Compares both sides for every kind of pod that could tell them apart: first the plain ones (each workload, each two
 * workloads on one pod, a pod without labels, an example of each selector that either side uses), then any labels at all
 * that an access of one side covers and no access of the other. Undefined if no pod, no peer and no address does.
 */
export function firstCounterexample(scope: Scope, declared: Side, admitted: Side): Counterexample | undefined {
  for (const labels of candidatePods(scope, declared, admitted)) {
    const found = compareAt(labels, scope, declared, admitted, (accesses) => candidatePeers(accesses, scope.intent));
    if (found) return found;
  }
  for (const labels of isolationWitnesses(declared.isolated, admitted.isolated)) {
    const found = compareAt(labels, scope, declared, admitted, () => []);
    if (found) return found;
  }
  for (const { subject, peer } of accessWitnesses(declared.isolated, declared.accesses, admitted.accesses)) {
    const peers = peer ? [{ ...namespaceWith(peer.namespace, scope.intent), labels: peer.labels }] : [];
    const found = compareAt(subject, scope, declared, admitted, () => peers);
    if (found) return found;
  }
  return undefined;
}

/** Compares what both sides say of one pod: its isolation, its access to some peers, and to all addresses. */
function compareAt(
  labels: Labels,
  scope: Scope,
  declared: Side,
  admitted: Side,
  peersOf: (accesses: readonly Access[]) => readonly CandidatePeer[],
): Counterexample | undefined {
  const pod = `${scope.namespace}/[${labelsText(labels)}]`;
  const isDeclared = declared.isolated.some((selector) => matchesSelector(selector, labels));
  const isAdmitted = admitted.isolated.some((selector) => matchesSelector(selector, labels));
  if (isDeclared !== isAdmitted) return { pod, difference: { kind: 'isolation', declared: isDeclared } };
  if (!isDeclared) return undefined;
  const [should, does] = [accessesOf(declared, labels), accessesOf(admitted, labels)];
  const difference =
    comparePeers(peersOf([...should, ...does]), should, does, portsFor(labels, scope, [...should, ...does])) ??
    compareAddresses(ipv4, should, does) ??
    compareAddresses(ipv6, should, does);
  return difference && { pod, difference };
}

function accessesOf({ accesses }: Side, labels: Labels): readonly Access[] {
  return accesses.filter(({ subject }) => matchesSelector(subject, labels));
}

function candidatePods({ namespace, intent }: Scope, declared: Side, admitted: Side): readonly Labels[] {
  const workloads = intent.workloads
    .filter((workload) => workload.namespace === namespace)
    .flatMap(({ selector }) => exampleLabels(selector).slice(0, 1));
  const selectors = [
    ...declared.isolated,
    ...admitted.isolated,
    ...[...declared.accesses, ...admitted.accesses].map(({ subject }) => subject),
  ];
  const examples = distinctLabels(selectors.flatMap(exampleLabels));
  const single = distinctLabels([{}, ...workloads, ...examples]);
  const merged = single.flatMap((a) => workloads.map((b) => mergedLabels(a, b)).filter((both) => both !== undefined));
  return distinctLabels([...single, ...merged]);
}

/** The declared ports of the destination: of the pod itself for ingress, of the peer for egress. */
function portsFor(
  labels: Labels,
  { namespace, direction, intent }: Scope,
  accesses: readonly Access[],
): (peer: CandidatePeer) => DeclaredPorts {
  const none: DeclaredPorts = new Map();
  if (accesses.every(({ ports }) => ports.names.length === 0)) return () => none;
  if (direction === 'egress') return (peer) => declaredPortsOf(peer.namespace, peer.labels, intent);
  const own = declaredPortsOf(namespace, labels, intent);
  return () => own;
}

function comparePeers(
  peers: readonly CandidatePeer[],
  declared: readonly Access[],
  admitted: readonly Access[],
  portsOf: (peer: CandidatePeer) => DeclaredPorts,
): Counterexample['difference'] | undefined {
  for (const peer of peers) {
    const should = declared.filter((access) => admitsPeer(access, peer));
    const does = admitted.filter((access) => admitsPeer(access, peer));
    const ports = portsOf(peer);
    const [wanted, given] = [openPorts(should, ports), openPorts(does, ports)];
    if (areSamePorts(wanted, given)) continue;
    return difference(`${peer.namespace}/[${labelsText(peer.labels)}]`, wanted, given, [...should, ...does]);
  }
  return undefined;
}

function compareAddresses<A extends number | bigint>(
  space: AddressSpace<A>,
  declared: readonly Access[],
  admitted: readonly Access[],
): Counterexample['difference'] | undefined {
  const given = piecesOf(space, admitted);
  for (const piece of piecesOf(space, declared)) {
    for (const other of given) {
      const range = other.value === piece.value ? undefined : commonRange(piece, other);
      if (!range) continue;
      const [wanted, does] = [piece.value, other.value].map((fixed) => ({ fixed, names: [] }));
      if (wanted && does) return difference(formatRange(space, range), wanted, does, [...declared, ...admitted]);
    }
  }
  return undefined;
}

function difference(
  peer: string,
  wanted: AccessPorts,
  given: AccessPorts,
  causes: readonly Access[],
): Counterexample['difference'] {
  return { kind: 'access', peer, missing: portsBeyond(wanted, given), surplus: portsBeyond(given, wanted), causes };
}
