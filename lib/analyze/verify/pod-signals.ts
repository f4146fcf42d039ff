import { type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { type Cidr, cidrsOfRange } from '../../algebra/cidr';
import { noPorts, type PortProtocol, type PortSet, portRange } from '../../algebra/port-set';
import type { Selector } from '../../algebra/selector';
import { always, never, type Signal } from '../../decide/circuit';
import type { IntendedPeer, IntendedWorkload, Intent } from '../../intent/intent';
import type { AddressVariable } from '../possible/address-variable';
import type { KnownLabels, UnsaidLabels } from '../possible/namespace-variable';
import type { Spoken } from '../possible/vocabulary';
import type { PossiblePod, World } from '../possible/world';
import { type AccessPeer, type AccessPorts, rangesOfPeer } from './access';

/** What questions about a declaration share. */
export interface IntendedWorld {
  readonly world: World;
  readonly intent: Intent;
  /** Namespaces whose labels are all known. */
  readonly known: KnownLabels;
}

/** Namespaces whose labels are all known: owned ones, and others whose labels were declared. */
export function knownNamespaces({ namespaces }: Intent): KnownLabels {
  const known = namespaces.filter(({ isOwned, labels }) => isOwned || Object.keys(labels).length > 1);
  return new Map(known.map(({ name, labels }) => [name, labels]));
}

/** What a question about these peers speaks of: their pods and namespaces, and those of the declared workloads. */
export function spokenOf({ workloads }: Intent, peers: readonly (AccessPeer | IntendedPeer)[]): Spoken {
  const meant = peers.flatMap((peer) => (peer.kind === 'pods' ? [peer] : []));
  return {
    pods: [...meant.map(({ pods }) => pods), ...workloads.map(({ selector }) => selector)],
    namespaces: meant.flatMap(({ namespace }) => (typeof namespace === 'string' ? [] : [namespace])),
    names: [...workloads, ...meant].flatMap(({ namespace }) => (typeof namespace === 'string' ? [namespace] : [])),
  };
}

/** Whether a peer means a pod. */
export function meansPod(
  { world, known }: IntendedWorld,
  peer: AccessPeer,
  pod: PossiblePod,
  unsaid: UnsaidLabels = 'any',
): Signal {
  if (peer.kind === 'everyone') return always;
  if (peer.kind === 'addresses') return never;
  const isThere =
    typeof peer.namespace === 'string'
      ? pod.namespace.is(peer.namespace)
      : pod.namespace.matches(peer.namespace, known, unsaid);
  return world.circuit.all([isThere, pod.labels.matches(peer.pods)]);
}

/** Whether a peer means an address. */
export function meansAddress({ world }: IntendedWorld, peer: AccessPeer, address: AddressVariable): Signal {
  if (peer.kind === 'everyone') return always;
  if (peer.kind === 'pods') return never;
  const cidrs = [...cidrsOfPeer(ipv4, peer), ...cidrsOfPeer(ipv6, peer)];
  return world.circuit.any(cidrs.map((cidr) => address.isIn({ cidr, except: [] })));
}

function cidrsOfPeer<A extends number | bigint>(space: AddressSpace<A>, peer: AccessPeer): readonly Cidr[] {
  const { family } = space;
  return rangesOfPeer(space, peer).flatMap(({ first, last }) =>
    cidrsOfRange({ family, first: BigInt(first), last: BigInt(last) }),
  );
}

/** Whether ports hold the one asked about, on a pod; or on an address, which has no names. */
export function holdsPort(intended: IntendedWorld, { fixed, names }: AccessPorts, destination?: PossiblePod): Signal {
  const { circuit, port } = intended.world;
  const byName = destination ? names.map((name) => hasPortNamed(intended, name, destination)) : [];
  return circuit.any([fixed === noPorts ? never : port.isIn(fixed), ...byName]);
}

/**
 * Whether the port asked about is the one that a pod has under a name (`http/TCP`): what declared workloads that it belongs
 * to say, and whatever one likes where none of them declares the name.
 */
export function hasPortNamed({ world, intent }: IntendedWorld, text: string, pod: PossiblePod): Signal {
  const { circuit, port } = world;
  const slash = text.lastIndexOf('/');
  const [name, protocol] = [text.slice(0, slash), text.slice(slash + 1) as PortProtocol];
  const declaring = intent.workloads.flatMap((workload) => {
    const ports = portsNamed(workload, name, protocol);
    return ports.length > 0 ? [{ isMember: isPodOf(world, workload, pod), ports }] : [];
  });
  return circuit.any([
    ...declaring.map(({ isMember, ports }) => circuit.all([isMember, circuit.any(ports.map(port.isIn))])),
    circuit.all([-circuit.any(declaring.map(({ isMember }) => isMember)), pod.names({ name, protocol })]),
  ]);
}

function portsNamed({ ports }: IntendedWorkload, name: string, protocol: PortProtocol): readonly PortSet[] {
  return ports
    .filter((each) => each.name === name && each.protocol === protocol)
    .map(({ port }) => portRange(protocol, port, port));
}

/** Whether a pod belongs to a declared workload. */
export function isPodOf({ circuit }: World, { namespace, selector }: IntendedWorkload, pod: PossiblePod): Signal {
  return circuit.all([pod.namespace.is(namespace), pod.labels.matches(selector)]);
}

/** Whether some selector selects a pod. */
export function isSelectedByAny({ circuit }: World, selectors: readonly Selector[], pod: PossiblePod): Signal {
  return circuit.any(selectors.map((selector) => pod.labels.matches(selector)));
}
