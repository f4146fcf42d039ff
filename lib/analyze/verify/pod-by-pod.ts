import { type AddressSpace, commonRange, formatRange, ipv4, ipv6 } from '../../algebra/address-space';
import { allPorts, noPorts, type PortSet } from '../../algebra/port-set';
import { matchesSelector } from '../../algebra/selector';
import type { Steps } from '../../decide/steps';
import type { Labels } from '../../k8s/resources';
import type { Access, AccessPorts } from './access';
import {
  areSamePorts,
  type DeclaredPorts,
  declaredPortsOf,
  openPorts,
  opensProtocolOf,
  portsBeyond,
} from './destination-ports';
import { findDifference, type PeerPod } from './find-difference';
import { namesTowardsPods, onName, piecesOf } from './normal-form';
import type { Scope, Side } from './scope';

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

/**
 * Compares both sides for every pod, every peer and every address that could exist: by a search that either finds one that
 * tells them apart, or shows that there is none.
 */
export function findCounterexample(
  scope: Scope,
  declared: Side,
  admitted: Side,
  steps: Steps,
): Counterexample | 'none' | 'undecided' {
  const found = findDifference(scope, declared, admitted, steps);
  if (typeof found === 'string') return found;
  // That the example does not hold would be a mistake of the search: never a proof.
  return compareAt(found.labels, scope, declared, admitted, found.peer ? [found.peer] : []) ?? 'undecided';
}

/** Compares what both sides say of one pod: its isolation, its access to some peers, and to all addresses. */
function compareAt(
  labels: Labels,
  scope: Scope,
  declared: Side,
  admitted: Side,
  peers: readonly PeerPod[],
): Counterexample | undefined {
  const pod = `${scope.namespace}/[${labelsText(labels)}]`;
  const isDeclared = declared.isolated.some((selector) => matchesSelector(selector, labels));
  const isAdmitted = admitted.isolated.some((selector) => matchesSelector(selector, labels));
  if (isDeclared !== isAdmitted) return { pod, difference: { kind: 'isolation', declared: isDeclared } };
  if (!isDeclared) return undefined;
  const [should, does] = [accessesOf(declared, labels), accessesOf(admitted, labels)];
  const difference =
    comparePeers(peers, should, does, portsFor(labels, scope, [...should, ...does])) ??
    compareAddresses(ipv4, ...onOwnPorts(labels, scope, should, does)) ??
    compareAddresses(ipv6, ...onOwnPorts(labels, scope, should, does));
  return difference && { pod, difference };
}

function accessesOf({ accesses }: Side, labels: Labels): readonly Access[] {
  return accesses.filter(({ subject }) => matchesSelector(subject, labels));
}

/** The declared ports of the destination: of the pod itself for ingress, of the peer for egress. */
function portsFor(
  labels: Labels,
  { namespace, direction, intent }: Scope,
  accesses: readonly Access[],
): (peer: PeerPod) => DeclaredPorts {
  const none: DeclaredPorts = new Map();
  if (accesses.every(({ ports }) => ports.names.length === 0)) return () => none;
  if (direction === 'egress') return (peer) => declaredPortsOf(peer.namespace, peer.labels, intent);
  const own = declaredPortsOf(namespace, labels, intent);
  return () => own;
}

/** Both sides with the port names that the pod's workloads declare as numbers, where addresses reach it. */
function onOwnPorts(
  labels: Labels,
  { namespace, direction, intent }: Scope,
  ...sides: readonly [readonly Access[], readonly Access[]]
): readonly [readonly Access[], readonly Access[]] {
  if (direction === 'egress') return sides;
  const own = declaredPortsOf(namespace, labels, intent);
  const resolve = (access: Access): Access => ({ ...access, ports: openPorts([access], own) });
  return [sides[0].map(resolve), sides[1].map(resolve)];
}

/** Whether an access is about a pod. */
function admitsPeer({ peer }: Access, pod: PeerPod): boolean {
  if (peer.kind === 'everyone') return true;
  if (peer.kind === 'addresses') return false;
  const isThere =
    typeof peer.namespace === 'string'
      ? peer.namespace === pod.namespace
      : matchesSelector(peer.namespace, pod.namespaceLabels);
  return isThere && matchesSelector(peer.pods, pod.labels);
}

/** `app=web,tier=front`; `*` for a pod without labels. */
function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return parts.length > 0 ? parts.sort().join(',') : '*';
}

function comparePeers(
  peers: readonly PeerPod[],
  declared: readonly Access[],
  admitted: readonly Access[],
  portsOf: (peer: PeerPod) => DeclaredPorts,
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
  const compare = (should: readonly Access[], does: readonly Access[], portsOf: (fixed: PortSet) => AccessPorts) => {
    const given = piecesOf(space, does);
    for (const piece of piecesOf(space, should)) {
      for (const other of given) {
        const range = other.value === piece.value ? undefined : commonRange(piece, other);
        if (!range) continue;
        const [wanted, admits] = [portsOf(piece.value), portsOf(other.value)];
        return difference(formatRange(space, range), wanted, admits, [...declared, ...admitted]);
      }
    }
    return undefined;
  };
  const names = namesTowardsPods([...declared, ...admitted]);
  return (
    compare(declared, admitted, (fixed) => ({ fixed, names: [] })) ??
    names
      .map((name) =>
        compare(onNameOrEvery(declared, name), onNameOrEvery(admitted, name), (open) => ({
          fixed: noPorts,
          names: open === noPorts ? [] : [name],
        })),
      )
      .find((found) => found !== undefined)
  );
}

/** The accesses that open a name, or every number that it could stand for. */
function onNameOrEvery(accesses: readonly Access[], name: string): readonly Access[] {
  const every = accesses.filter(({ ports }) => opensProtocolOf(name, ports.fixed));
  return [...onName(accesses, name), ...every.map((access) => ({ ...access, ports: { fixed: allPorts, names: [] } }))];
}

function difference(
  peer: string,
  wanted: AccessPorts,
  given: AccessPorts,
  causes: readonly Access[],
): Counterexample['difference'] {
  return { kind: 'access', peer, missing: portsBeyond(wanted, given), surplus: portsBeyond(given, wanted), causes };
}
