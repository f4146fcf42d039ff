import { type AddressSpace, commonRange, formatRange, ipv4, ipv6 } from '../../algebra/address-space';
import {
  allPorts,
  isSubsetOfPorts,
  noPorts,
  type PortProtocol,
  type PortSet,
  portRange,
  unionAllPorts,
  unionPorts,
} from '../../algebra/port-set';
import { matchesSelector, type Selector } from '../../algebra/selector';
import type { Steps } from '../../decide/steps';
import type { Finding } from '../../diagnostics/finding';
import type { Intent } from '../../intent/intent';
import type { Access, AccessPorts, Scope, ScopeContent } from './access';
import { type Difference, findDifference, type PeerPod } from './find-difference';
import { namesTowardsPods, onName, piecesOf } from './normal-form';
import { type AccessDifference, accessFinding, isolationFinding, undecidedFinding } from './proof-findings';

/**
 * Compares both sides for every pod, every peer and every address that could exist: by a search that either finds one that
 * tells them apart, or shows that there is none.
 */
export function differenceFindings(
  scope: Scope,
  declared: ScopeContent,
  admitted: ScopeContent,
  steps: Steps,
): readonly Finding[] {
  const found = findDifference(scope, declared, admitted, steps);
  if (found === 'none') return [];
  // That the example does not hold would be a mistake of the search: never a proof.
  const finding = found === 'undecided' ? undefined : findingAt(found, scope, declared, admitted);
  return [finding ?? undecidedFinding(scope)];
}

/** Compares what both sides say of one pod: its isolation, its access to a peer, and to all addresses. */
function findingAt(
  { labels, peer }: Difference,
  scope: Scope,
  declared: ScopeContent,
  admitted: ScopeContent,
): Finding | undefined {
  const pod = podText({ namespace: scope.namespace, labels });
  const selects = (selector: Selector) => matchesSelector(selector, labels);
  const isDeclared = declared.isolated.some(selects);
  if (isDeclared !== admitted.isolated.some(selects)) return isolationFinding(pod, scope, isDeclared);
  if (!isDeclared) return undefined;
  const { namespace, direction, intent } = scope;
  const ownPorts = declaredPortsOf({ namespace, labels }, intent);
  const should = declared.accesses.filter(({ subject }) => selects(subject));
  const does = admitted.accesses.filter(({ subject }) => selects(subject));
  // Where addresses reach the pod, the port names that its workloads declare are numbers.
  const resolve = (access: Access): Access =>
    direction === 'egress' ? access : { ...access, ports: openPorts([access], ownPorts) };
  const [shouldByNumber, doesByNumber] = [should.map(resolve), does.map(resolve)];
  const difference =
    (peer && comparePeer(peer, should, does, direction === 'egress' ? declaredPortsOf(peer, intent) : ownPorts)) ??
    compareAddresses(ipv4, shouldByNumber, doesByNumber) ??
    compareAddresses(ipv6, shouldByNumber, doesByNumber);
  return difference && accessFinding(pod, scope, difference);
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

/** `shop/[app=web,tier=front]`; `shop/[*]` for a pod without labels. */
function podText({ namespace, labels }: PodAt): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return `${namespace}/[${parts.sort().join() || '*'}]`;
}

function comparePeer(
  peer: PeerPod,
  declared: readonly Access[],
  admitted: readonly Access[],
  ports: DeclaredPorts,
): AccessDifference | undefined {
  const should = declared.filter((access) => admitsPeer(access, peer));
  const does = admitted.filter((access) => admitsPeer(access, peer));
  const [wanted, given] = [openPorts(should, ports), openPorts(does, ports)];
  if (wanted.fixed === given.fixed && wanted.names.join() === given.names.join()) return undefined;
  return { peer: podText(peer), wanted, given, causes: [...should, ...does] };
}

function compareAddresses<A extends number | bigint>(
  space: AddressSpace<A>,
  declared: readonly Access[],
  admitted: readonly Access[],
): AccessDifference | undefined {
  const compare = (should: readonly Access[], does: readonly Access[], portsOf: (fixed: PortSet) => AccessPorts) => {
    const given = piecesOf(space, does);
    for (const piece of piecesOf(space, should)) {
      for (const other of given) {
        const range = other.value === piece.value ? undefined : commonRange(piece, other);
        if (!range) continue;
        const [wanted, admits] = [portsOf(piece.value), portsOf(other.value)];
        return { peer: formatRange(space, range), wanted, given: admits, causes: [...declared, ...admitted] };
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

/** The ports of a pod by name and protocol (`http/TCP`), as far as they are declared. */
type DeclaredPorts = ReadonlyMap<string, PortSet>;

/** Where a pod is, and its labels. */
type PodAt = Pick<PeerPod, 'namespace' | 'labels'>;

/** The ports of all declared workloads that a pod with these labels belongs to. */
function declaredPortsOf({ namespace, labels }: PodAt, { workloads }: Intent): DeclaredPorts {
  const ports = new Map<string, PortSet>();
  for (const workload of workloads) {
    if (workload.namespace !== namespace || !matchesSelector(workload.selector, labels)) continue;
    for (const { name, protocol, port } of workload.ports) {
      const key = `${name}/${protocol}`;
      ports.set(key, unionPorts(ports.get(key) ?? noPorts, portRange(protocol, port, port)));
    }
  }
  return ports;
}

/**
 * What accesses open on one destination. Names become the numbers that it declares for them; a name that it does not
 * declare stays a name, because a pod with the same labels may have it.
 */
function openPorts(accesses: readonly Access[], declared: DeclaredPorts): AccessPorts {
  const names = new Set(accesses.flatMap(({ ports }) => ports.names));
  const fixed = unionAllPorts([
    ...accesses.map(({ ports }) => ports.fixed),
    ...[...names].map((name) => declared.get(name) ?? noPorts),
  ]);
  return { fixed, names: [...names].filter((name) => !declared.has(name) && !opensProtocolOf(name, fixed)).sort() };
}

/** Whether every number that a name (`http/TCP`) could stand for is open already. */
function opensProtocolOf(name: string, fixed: PortSet): boolean {
  return isSubsetOfPorts(portRange(name.slice(name.lastIndexOf('/') + 1) as PortProtocol), fixed);
}
