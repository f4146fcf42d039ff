import type { IpFamily } from '../../algebra/cidr';
import { type IdSet, idSetOfBits } from '../../algebra/id-set';
import { getOrInsert } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import { intersectPorts, noPorts, type PortSet, unionAllPorts, unionPorts } from '../../algebra/port-set';
import type { Analysis } from '../analysis';
import { type AddressReach, rangesOfReach } from '../engine/address-reach';
import type { PodGroup } from '../engine/pod-groups';
import type { Direction } from '../model/policy-rules';
import { type ConnectivityFilter, portsOfFilter } from './connectivity';

/** What some pods of a namespace may do: far less to read than who exactly, where that is too much. */
export interface NamespaceReach {
  readonly namespace: string;
  /** How many workloads, or kinds of pods, it has. */
  readonly pods: number;
  /** By ports, the namespaces of which some pods are reached on them by some of its own: numbers in `universe.namespaces`. */
  readonly reaches: ReadonlyMap<PortSet, IdSet>;
  /** Ports on which some of its pods reach some addresses outside the cluster, and are reached by some. */
  readonly toAddresses: PortSet;
  readonly fromAddresses: PortSet;
}

/** The connectivity of a filter, whatever its focus, summed up by namespace, in the order of the universe. */
export function connectivityByNamespace(
  analysis: Analysis,
  filter: ConnectivityFilter = {},
): readonly NamespaceReach[] {
  const mask = portsOfFilter(filter);
  const { namespaces, pods } = analysis.universe;
  const reaches = namespaces.map(() => new Map<PortSet, Uint32Array>());
  const { sources, reachedFrom } = analysis.reachability();
  const namespacesOf = onceForEach(({ classes }: PodGroup): readonly number[] => [
    ...new Set(classes.map(({ namespace }) => namespace)),
  ]);
  const words = (namespaces.length + 31) >>> 5;
  for (const source of sources.all) {
    const found = new Map<PortSet, Uint32Array>();
    for (const { groups, ports } of reachedFrom(source)) {
      const left = intersectPorts(ports, mask);
      if (left === noPorts) continue;
      const bits = getOrInsert(found, left, () => new Uint32Array(words));
      for (const group of groups)
        for (const id of namespacesOf(group)) bits[id >>> 5] = (bits[id >>> 5] ?? 0) | (1 << (id & 31));
    }
    for (const from of namespacesOf(source))
      for (const [ports, bits] of found) {
        const known = getOrInsert(reaches[from] ?? new Map(), ports, () => new Uint32Array(words));
        for (const [word, each] of bits.entries()) known[word] = (known[word] ?? 0) | each;
      }
  }
  const outside = {
    egress: portsWithAddresses(analysis, 'egress', filter),
    ingress: portsWithAddresses(analysis, 'ingress', filter),
  };
  const counts = new Map<string, number>();
  for (const { namespace } of pods) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  return namespaces.map(({ name }, id) => ({
    namespace: name,
    pods: counts.get(name) ?? 0,
    reaches: new Map(
      [...(reaches[id] ?? [])].map(([ports, bits]) => [ports, idSetOfBits(bits, namespaces.length)] as const),
    ),
    toAddresses: outside.egress.get(name) ?? noPorts,
    fromAddresses: outside.ingress.get(name) ?? noPorts,
  }));
}

function portsWithAddresses(
  analysis: Analysis,
  direction: Direction,
  filter: ConnectivityFilter,
): ReadonlyMap<string, PortSet> {
  const found = new Map<string, PortSet>();
  if (filter.direction !== undefined && filter.direction !== direction) return found;
  const families: readonly IpFamily[] = filter.families ?? [4];
  const mask = portsOfFilter(filter);
  const known = new Map<AddressReach, PortSet>();
  for (const pods of analysis.universe.pods) {
    const reach = analysis.addresses(direction, pods);
    const ports = getOrInsert(known, reach, () =>
      unionAllPorts(rangesOfReach(reach, families, mask).map((range) => range.ports)),
    );
    if (ports !== noPorts) found.set(pods.namespace, unionPorts(found.get(pods.namespace) ?? noPorts, ports));
  }
  return found;
}
