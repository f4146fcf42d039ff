import { noPorts, type PortSet, portRange, unionAllPorts } from '../../algebra/port-set';
import { matchesSelector } from '../../algebra/selector';
import type { PodSet } from '../../analyze/model/universe';
import type { ServicePort, ServiceResource } from '../../k8s/resources';
import type { AuditFacts } from '../facts';

/** A port of a Service that leads to some pods. */
interface LeadingPort {
  readonly service: ServiceResource;
  readonly port: ServicePort;
}

/** What is known of the ports that pods listen on. */
export interface ServedPorts {
  /** Ports that a container declares. */
  readonly declared: PortSet;
  /** Whether every one of the workloads declares ports at all. */
  readonly isDeclared: boolean;
  /** Ports of the Services that lead to one of the pods; asked for only where the declared ports do not decide. */
  readonly services: () => readonly LeadingPort[];
  /** Declared ports, and numbers that a Service sends to although no container declares them. */
  readonly served: () => PortSet;
}

/** Answers what lists of pods serve, once for each list. */
export function servedPortsBy(facts: AuditFacts): (pods: readonly PodSet[]) => ServedPorts {
  const known = new WeakMap<readonly PodSet[], ServedPorts>();
  return (pods) => {
    const found = known.get(pods) ?? servedPortsOf(facts, pods);
    known.set(pods, found);
    return found;
  };
}

function servedPortsOf(facts: AuditFacts, pods: readonly PodSet[]): ServedPorts {
  const lists = pods.map(({ ports }) => ports);
  const declared = unionAllPorts(lists.flatMap((ports) => ports.map(({ protocol, port }) => onePort(protocol, port))));
  let services: readonly LeadingPort[] | undefined;
  const leading = () => {
    services ??= [...new Set(pods.map(({ namespace }) => namespace))].flatMap((namespace) => {
      const here = pods.filter((each) => each.namespace === namespace);
      return facts
        .servicesIn(namespace)
        .filter(
          ({ selector }) => selector && here.some((each) => matchesSelector({ matchLabels: selector }, each.labels)),
        )
        .flatMap((service) => service.ports.map((port) => ({ service, port })));
    });
    return services;
  };
  return {
    declared,
    isDeclared: lists.every((ports) => ports.length > 0),
    services: leading,
    served: () => unionAllPorts([declared, ...leading().map(({ port }) => targetOf(port))]),
  };
}

/** A Service without targetPort sends to its own number, which proves nothing about the pods. */
function targetOf({ port, targetPort, protocol }: ServicePort): PortSet {
  return typeof targetPort === 'number' && targetPort !== port ? onePort(protocol, targetPort) : noPorts;
}

const onePort = (protocol: ServicePort['protocol'], port: number): PortSet => portRange(protocol, port, port);
