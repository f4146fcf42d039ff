import { type AddressSet, addressesOfCidrs, allAddresses } from '../../algebra/address-set';
import { parseCidr, readAddress } from '../../algebra/cidr';
import { type PortSet, portRange } from '../../algebra/port-set';
import { privateNetworks } from '../../cluster/public-addresses';
import type { ServicePort, ServiceResource } from '../../k8s/resources';
import { listed } from '../../wording/words';
import type { AuditedCluster } from '../rule';
import { perhapsBehind, targetsOf } from '../services/service-targets';
import { podsText } from '../wording/describe';
import { type Clients, closedQuestions, letIn } from './let-in';
import type { OpenQuestion, Outside, OutsideWay, WaySource } from './outside-way';

/** One way that a Service makes, for one of its ports. */
interface ServiceEntrance extends Omit<WaySource, 'by' | 'origin'> {
  readonly port?: PortSet;
  readonly clients: Clients;
  readonly doubts: readonly string[];
}

/** What Services let in from outside: load balancers, ports of nodes, external addresses. */
export function serviceWays(cluster: AuditedCluster): Outside {
  const ways: OutsideWay[] = [];
  const unknown: OpenQuestion[] = [];
  for (const service of cluster.analysis.resources.services) {
    const found = service.ports.flatMap((port) => entrancesOf(service, port).map((entrance) => ({ port, entrance })));
    if (found.length === 0) continue;
    const { namespace, name, origin } = service;
    const by = { kind: 'Service', namespace, name };
    const targets = new Map(service.ports.map((port) => [port, targetsOf(cluster, { ...service, ports: [port] })]));
    const isLeading = [...targets.values()].some((each) => each.length > 0);
    if (!isLeading) {
      const reason = `its pods are not known: ${service.selector ? 'it leads to no workload and port of the input' : 'it has no selector'}`;
      for (const way of new Set(found.map(({ entrance }) => entrance.kind)))
        unknown.push({ subject: by, way, kind: 'absent', reason });
    }
    const perhaps = perhapsBehind(cluster, service);
    if (perhaps.length > 0) {
      const reason = `it may lead to ${podsText(perhaps)} too, by labels that others give to pods`;
      for (const way of new Set(found.map(({ entrance }) => entrance.kind)))
        unknown.push({ subject: by, way, kind: 'doubtful', reason });
    }
    for (const { port, entrance } of found)
      for (const target of targets.get(port) ?? []) {
        const { port: connected, clients, doubts, ...way } = entrance;
        const through = letIn(cluster, target, clients);
        const { pods, ports: arrivesAt } = target;
        if (through)
          ways.push({
            ...way,
            by,
            origin,
            pods,
            ...(connected && { port: connected }),
            arrivesAt,
            ...through,
            doubts: [...doubts, ...through.doubts],
          });
        else unknown.push(...closedQuestions(cluster, { by, kind: way.kind }, pods));
      }
  }
  return { ways, unknown };
}

function entrancesOf(service: ServiceResource, port: ServicePort): readonly ServiceEntrance[] {
  // What has another name only is no way to pods.
  if (service.type === 'ExternalName') return [];
  const mayComeAsNode = service.externalTrafficPolicy !== 'Local';
  const ownPort = portRange(port.protocol, port.port, port.port);
  const external = (service.externalIPs ?? []).map((address, index): ServiceEntrance => {
    const family = readAddress(address)?.family;
    const addresses = allAddresses.filter((run) => family === undefined || run.family === family);
    const clients = { addresses, mayComeAsNode };
    return {
      kind: 'external IP',
      field: `spec.externalIPs[${index}]`,
      host: address,
      port: ownPort,
      clients,
      doubts: [],
    };
  });
  const isBalanced = service.type === 'LoadBalancer';
  return [
    ...(isBalanced ? [loadBalancerOf(service, ownPort, mayComeAsNode)] : []),
    ...external,
    ...(service.type === 'NodePort' || (isBalanced && hasNodePort(service, port))
      ? [nodePortOf(port, mayComeAsNode)]
      : []),
  ];
}

const hasNodePort = ({ allocatesNodePorts }: ServiceResource, { nodePort }: ServicePort): boolean =>
  nodePort !== undefined || allocatesNodePorts !== false;

/** The ranges of the load balancer do not narrow it. */
function nodePortOf({ nodePort, protocol }: ServicePort, mayComeAsNode: boolean): ServiceEntrance {
  return {
    kind: 'NodePort',
    field: 'spec.type',
    ...(nodePort !== undefined && { port: portRange(protocol, nodePort, nodePort) }),
    clients: { addresses: allAddresses, mayComeAsNode },
    doubts: [],
  };
}

function loadBalancerOf(service: ServiceResource, port: PortSet, mayComeAsNode: boolean): ServiceEntrance {
  const { internalAnnotation: annotation, loadBalancerSourceRanges: ranges } = service;
  const kind = annotation === undefined ? 'LoadBalancer' : 'internal LoadBalancer';
  const unread = (ranges ?? []).filter((text) => !parseCidr(text));
  const addresses: AddressSet =
    ranges && unread.length === 0
      ? addressesOfCidrs(ranges)
      : annotation === undefined
        ? allAddresses
        : addressesOfCidrs(privateNetworks);
  const doubts = [
    ...(annotation === undefined ? [] : [`it is internal where the provider reads the annotation ${annotation}`]),
    ...(unread.length > 0 ? [`loadBalancerSourceRanges has ${listed(unread)}, which is no CIDR`] : []),
  ];
  return { kind, field: 'spec.type', port, clients: { addresses, mayComeAsNode }, doubts };
}
