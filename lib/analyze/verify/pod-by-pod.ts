import { type AddressSpace, commonRange, formatRange, ipv4, ipv6 } from '../../algebra/address-space';
import { formatPorts, noPorts, type PortSet, portRange, subtractPorts, unionPorts } from '../../algebra/port-set';
import { matchesSelector, type Selector } from '../../algebra/selector';
import type { IntendedNamespace, Intent } from '../../k8s/intent';
import type { Labels } from '../../k8s/resources';
import type { Access, AccessPorts } from './access';
import { distinctLabels, exampleLabels, labelsText, mergedLabels } from './example-labels';
import { piecesOf } from './normal-form';

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

/** A pod that may be a peer. */
interface CandidatePeer {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  readonly ports: AccessPortsOfPod;
}

type AccessPortsOfPod = ReadonlyMap<string, PortSet>;

/**
 * Compares both sides for every kind of pod that could tell them apart: each workload, each two workloads on one pod, a pod
 * without labels, and an example of each selector that either side uses. Undefined if no pod, no peer and no address does.
 */
export function firstCounterexample(
  namespace: string,
  declared: Side,
  admitted: Side,
  intent: Intent,
): Counterexample | undefined {
  for (const labels of candidatePods(namespace, declared, admitted, intent)) {
    const pod = `${namespace}/[${labelsText(labels)}]`;
    const isDeclared = declared.isolated.some((selector) => matchesSelector(selector, labels));
    const isAdmitted = admitted.isolated.some((selector) => matchesSelector(selector, labels));
    if (isDeclared !== isAdmitted) return { pod, difference: { kind: 'isolation', declared: isDeclared } };
    if (!isDeclared) continue;
    const difference = compareAccess(accessesOf(declared, labels), accessesOf(admitted, labels), intent);
    if (difference) return { pod, difference };
  }
  return undefined;
}

function accessesOf({ accesses }: Side, labels: Labels): readonly Access[] {
  return accesses.filter(({ subject }) => matchesSelector(subject, labels));
}

function candidatePods(namespace: string, declared: Side, admitted: Side, intent: Intent): readonly Labels[] {
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

function compareAccess(
  declared: readonly Access[],
  admitted: readonly Access[],
  intent: Intent,
): Counterexample['difference'] | undefined {
  for (const peer of candidatePeers([...declared, ...admitted], intent)) {
    const [should, does] = [declared, admitted].map((accesses) => accesses.filter((access) => admits(access, peer)));
    const [wanted, given] = [portsAt(should ?? [], peer), portsAt(does ?? [], peer)];
    const name = `${peer.namespace}/[${labelsText(peer.labels)}]`;
    if (wanted !== given) return difference(name, wanted, given, [...(should ?? []), ...(does ?? [])]);
  }
  return compareAddresses(ipv4, declared, admitted) ?? compareAddresses(ipv6, declared, admitted);
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
      return difference(formatRange(space, range), piece.value, other.value, [...declared, ...admitted]);
    }
  }
  return undefined;
}

function difference(
  peer: string,
  wanted: PortSet,
  given: PortSet,
  causes: readonly Access[],
): Counterexample['difference'] {
  const [missing, surplus] = [subtractPorts(wanted, given), subtractPorts(given, wanted)];
  return {
    kind: 'access',
    peer,
    missing: missing === noPorts ? undefined : formatPorts(missing),
    surplus: surplus === noPorts ? undefined : formatPorts(surplus),
    causes,
  };
}

/** Every kind of pod that a peer of either side may or may not mean, in every namespace that matters to one of them. */
function candidatePeers(accesses: readonly Access[], intent: Intent): readonly CandidatePeer[] {
  const peers = accesses.flatMap(({ peer }) => (peer.kind === 'pods' ? [peer] : []));
  const labelSets = distinctLabels([{}, ...peers.flatMap(({ pods }) => exampleLabels(pods))]);
  const workloads = intent.workloads.flatMap((workload) =>
    exampleLabels(workload.selector)
      .slice(0, 1)
      .map((labels) => ({ namespace: workload.namespace, labels, ports: portsOfWorkload(workload.ports) })),
  );
  return namespacesFor(peers, accesses, intent).flatMap(({ name, labels: namespaceLabels }) => [
    ...labelSets.map((labels) => ({ namespace: name, namespaceLabels, labels, ports: new Map<string, PortSet>() })),
    ...workloads.filter(({ namespace }) => namespace === name).map((workload) => ({ ...workload, namespaceLabels })),
  ]);
}

function namespacesFor(
  peers: readonly { readonly namespace: string | Selector }[],
  accesses: readonly Access[],
  intent: Intent,
): readonly Pick<IntendedNamespace, 'name' | 'labels'>[] {
  const byName = new Map(intent.namespaces.map((namespace) => [namespace.name, namespace]));
  const named = [
    ...peers.flatMap(({ namespace }) => (typeof namespace === 'string' ? [namespace] : [])),
    ...accesses.map(({ namespace }) => namespace),
  ];
  const known = [...new Set(named)].map(
    (name) => byName.get(name) ?? { name, labels: { 'kubernetes.io/metadata.name': name } },
  );
  const bySelector = peers.flatMap(({ namespace }) => (typeof namespace === 'string' ? [] : exampleLabels(namespace)));
  const undeclared = distinctLabels([{}, ...bySelector]).map((labels) => ({ name: `[${labelsText(labels)}]`, labels }));
  const matching = intent.namespaces.filter(({ labels }) =>
    peers.some(({ namespace }) => typeof namespace !== 'string' && matchesSelector(namespace, labels)),
  );
  return [...new Map([...known, ...matching, ...undeclared].map((each) => [each.name, each])).values()];
}

function admits({ peer }: Access, candidate: CandidatePeer): boolean {
  if (peer.kind === 'everyone') return true;
  if (peer.kind === 'addresses') return false;
  const isThere =
    typeof peer.namespace === 'string'
      ? peer.namespace === candidate.namespace
      : matchesSelector(peer.namespace, candidate.namespaceLabels);
  return isThere && matchesSelector(peer.pods, candidate.labels);
}

function portsAt(accesses: readonly Access[], { ports: declared }: CandidatePeer): PortSet {
  return accesses.reduce((sum, { ports }) => unionPorts(sum, resolved(ports, declared)), noPorts);
}

/** Names become the numbers that a declared workload gives them; on other pods they are nothing, on both sides alike. */
function resolved({ fixed, names }: AccessPorts, declared: AccessPortsOfPod): PortSet {
  return names.reduce((sum, name) => unionPorts(sum, declared.get(name) ?? noPorts), fixed);
}

function portsOfWorkload(ports: Intent['workloads'][number]['ports']): AccessPortsOfPod {
  return new Map(ports.map(({ name, port, protocol }) => [`${name}/${protocol}`, portRange(protocol, port, port)]));
}
