import { type AddressSpace, ipv4, ipv6 } from '../../algebra/address-space';
import { type Cidr, cidrsOfRange } from '../../algebra/cidr';
import { noPorts, type PortProtocol, type PortSet, portRange } from '../../algebra/port-set';
import { namespaceNameLabel, type Selector } from '../../algebra/selector';
import { always, type Circuit, never, type Signal } from '../../decide/circuit';
import type { Steps } from '../../decide/steps';
import type { IntendedPeer, IntendedWorkload, Intent } from '../../intent/intent';
import type { NamespaceResource } from '../../k8s/resources';
import type { AddressVariable } from '../possible/address-variable';
import type { KnownLabels, UnsaidLabels } from '../possible/namespace-variable';
import type { Spoken } from '../possible/vocabulary';
import { newWorld, type PossiblePod, type World } from '../possible/world';
import { type AccessPeer, type AccessPorts, rangesOfPeer } from './access';

/** Pods of which the names of ports are known. */
export type PodsWithPorts = Pick<IntendedWorkload, 'namespace' | 'selector' | 'ports'>;

/** What questions about named ports need. */
export interface PortsWorld {
  readonly world: World;
  readonly intent: { readonly workloads: readonly PodsWithPorts[] };
}

/** What questions about a declaration share. */
export interface IntendedWorld extends PortsWorld {
  readonly intent: Intent;
  /** Namespaces whose labels are all known. */
  readonly known: KnownLabels;
}

/** Namespaces whose labels are all known: owned ones, and others whose labels were declared. */
export function knownNamespaces({ namespaces }: Intent): KnownLabels {
  const known = namespaces.filter(({ isOwned, labels }) => isOwned || Object.keys(labels).length > 1);
  return new Map(known.map(({ name, labels }) => [name, labels]));
}

/** The same, with what the objects of other namespaces say. */
export function knownLabels(intent: Intent, objects: readonly NamespaceResource[]): KnownLabels {
  return new Map([
    ...objects.map(({ name, labels }) => [name, { ...labels, [namespaceNameLabel]: name }] as const),
    ...knownNamespaces(intent),
  ]);
}

/** What a question about these peers speaks of: their pods and namespaces, those of the declared workloads, and of what is assumed. */
export function spokenOf(
  { workloads, assumptions }: Intent,
  peers: readonly (AccessPeer | IntendedPeer)[],
): Required<Spoken> {
  const carried = assumptions.flatMap((each) => (each.kind === 'template-labels' ? [each] : []));
  const disjoint = assumptions.flatMap((each) => (each.kind === 'disjoint' ? each.ends.map(({ peer }) => peer) : []));
  const meant = [...peers, ...disjoint].flatMap((peer) => (peer.kind === 'pods' ? [peer] : []));
  const named = [...workloads, ...carried];
  return {
    pods: [
      ...meant.map(({ pods }) => pods),
      ...named.map(({ selector }) => selector),
      ...carried.map(({ labels }) => ({ matchLabels: labels })),
    ],
    namespaces: meant.flatMap(({ namespace }) => (typeof namespace === 'string' ? [] : [namespace])),
    names: [...named, ...meant].flatMap(({ namespace }) => (typeof namespace === 'string' ? [namespace] : [])),
  };
}

/** A world of the pods that could exist by what the intent assumes of them. */
export function intendedWorld(
  intent: Intent,
  spoken: readonly Spoken[],
  known: KnownLabels,
  steps: Steps,
): IntendedWorld {
  const world = newWorld(spoken, [known], steps, (newest, pod) => couldExist({ world: newest, intent, known }, pod));
  return { world, intent, known };
}

/** Whether everything that is assumed of pods holds of one. */
function couldExist(intended: IntendedWorld, pod: PossiblePod): Signal {
  const { circuit } = intended.world;
  return circuit.all(
    intended.intent.assumptions.map((each) => {
      if (each.kind === 'disjoint')
        return noneOfTwo(
          circuit,
          each.ends.map(({ peer }) => meansPod(intended, peer, pod)),
        );
      return circuit.any([-isPodOf(intended.world, each, pod), pod.labels.matches({ matchLabels: each.labels })]);
    }),
  );
}

/** Whether no two of some signals hold together. */
function noneOfTwo(circuit: Circuit, signals: readonly Signal[]): Signal {
  return -circuit.any(signals.flatMap((a, at) => signals.slice(at + 1).map((b) => circuit.all([a, b]))));
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
export function holdsPort(intended: PortsWorld, { fixed, names }: AccessPorts, destination?: PossiblePod): Signal {
  const { circuit, port } = intended.world;
  const byName = destination ? names.map((name) => hasPortNamed(intended, name, destination)) : [];
  return circuit.any([fixed === noPorts ? never : port.isIn(fixed), ...byName]);
}

/**
 * Whether the port asked about is the one that a pod has under a name (`http/TCP`): what declared workloads that it belongs
 * to say, and whatever one likes where none of them declares the name.
 */
export function hasPortNamed({ world, intent }: PortsWorld, text: string, pod: PossiblePod): Signal {
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

function portsNamed({ ports }: PodsWithPorts, name: string, protocol: PortProtocol): readonly PortSet[] {
  return ports
    .filter((each) => each.name === name && each.protocol === protocol)
    .map(({ port }) => portRange(protocol, port, port));
}

/** Whether a pod belongs to a declared workload. */
export function isPodOf(
  { circuit }: World,
  { namespace, selector }: Pick<IntendedWorkload, 'namespace' | 'selector'>,
  pod: PossiblePod,
): Signal {
  return circuit.all([pod.namespace.is(namespace), pod.labels.matches(selector)]);
}

/** Whether some selector selects a pod. */
export function isSelectedByAny({ circuit }: World, selectors: readonly Selector[], pod: PossiblePod): Signal {
  return circuit.any(selectors.map((selector) => pod.labels.matches(selector)));
}
