import { type AddressSet, allAddresses } from '../../algebra/address-set';
import { readAddress } from '../../algebra/cidr';
import { allPorts, noPorts, type PortSet, portRange, unionAllPorts } from '../../algebra/port-set';
import type { PodSet } from '../../analyze/model/universe';
import type { ContainerPort } from '../../k8s/resources';
import type { AuditedCluster } from '../rule';
import { closedQuestions, letIn } from './let-in';
import type { OpenQuestion, Outside, OutsideWay, WayKind, WaySource } from './outside-way';

/** What a workload lets in by itself, before its policies are asked. */
interface PodEntrance {
  readonly field: string;
  readonly host?: string;
  readonly port?: PortSet;
  readonly arrivesAt: PortSet;
  readonly clients: AddressSet;
  readonly doubts: readonly string[];
}

/** The ports of nodes that workloads take: by `hostPort`, and those on the host network by listening. */
export function nodeWays(cluster: AuditedCluster): Outside {
  const ways: OutsideWay[] = [];
  const unknown: OpenQuestion[] = [];
  for (const pods of cluster.analysis.universe.pods) {
    const { workload } = pods;
    if (!workload) continue;
    const kind = pods.hostNetwork ? 'host network' : 'host port';
    for (const { clients, doubts, ...entrance } of pods.hostNetwork ? listeningOf(pods) : hostPortsOf(pods)) {
      const through = letIn(cluster, { pods, ports: entrance.arrivesAt }, { addresses: clients, mayComeAsNode: false });
      if (through)
        ways.push({
          ...byWorkload(workload, kind),
          ...entrance,
          pods,
          ...through,
          doubts: [...doubts, ...through.doubts],
        });
      else unknown.push(...closedQuestions(cluster, byWorkload(workload, kind), pods));
    }
  }
  return { ways, unknown };
}

/** Each port that a container declares; without any, whatever it may listen on. */
function listeningOf({ ports }: PodSet): readonly PodEntrance[] {
  if (ports.length === 0) {
    const doubts = ['it declares no port: whether it listens is not known'];
    return [{ field: '', arrivesAt: allPorts, clients: allAddresses, doubts }];
  }
  const declared = new Set(ports.map(({ protocol, port }) => portRange(protocol, port, port)));
  return [...declared].map((port) => ({ field: '', port, arrivesAt: port, clients: allAddresses, doubts: [] }));
}

function hostPortsOf({ ports }: PodSet): readonly PodEntrance[] {
  return ports.flatMap((each) => {
    const { hostPort, hostPortField = '', hostIP, port, protocol } = each;
    const clients = hostPort === undefined ? [] : clientsOf(each);
    if (hostPort === undefined || clients.length === 0) return [];
    const [connected, arrivesAt] = [portRange(protocol, hostPort, hostPort), portRange(protocol, port, port)];
    const host = hostIP && hostIP !== '0.0.0.0' && hostIP !== '::' ? { host: hostIP } : {};
    return [{ field: hostPortField, ...host, port: connected, arrivesAt, clients, doubts: [] }];
  });
}

/** Nobody from outside gets to an address that only the node itself has. */
function clientsOf({ hostIP }: ContainerPort): AddressSet {
  const address = hostIP ? readAddress(hostIP) : undefined;
  if (!address) return allAddresses;
  const isLoopback = address.family === 4 ? address.value >> 24n === 127n : address.value === 1n;
  return isLoopback ? [] : allAddresses.filter(({ family }) => family === address.family);
}

/** Workloads beside those given whose policies let addresses in: whoever can route to a pod gets in. */
export function openPods(cluster: AuditedCluster, reached: ReadonlySet<PodSet>): readonly OutsideWay[] {
  const doubt = 'only where the network routes addresses of pods from outside';
  return cluster.analysis.universe.pods.flatMap((pods): readonly OutsideWay[] => {
    const { workload } = pods;
    if (!workload || pods.hostNetwork || reached.has(pods)) return [];
    const { ipv4, ipv6 } = cluster.analysis.addresses('ingress', pods);
    const ports = unionAllPorts([...ipv4, ...ipv6].map(({ value }) => value));
    if (ports === noPorts) return [];
    const through = letIn(cluster, { pods, ports }, { addresses: allAddresses, mayComeAsNode: false });
    if (!through) return [];
    const way = { ...byWorkload(workload, 'open pod'), field: '', pods, port: ports, arrivesAt: ports };
    return [{ ...way, ...through, doubts: [doubt, ...through.doubts] }];
  });
}

function byWorkload(
  { kind, namespace, name, origin }: NonNullable<PodSet['workload']>,
  way: WayKind,
): Pick<WaySource, 'kind' | 'by' | 'origin'> {
  return { kind: way, by: { kind, namespace, name }, origin };
}
