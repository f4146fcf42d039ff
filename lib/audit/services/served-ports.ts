import { groupBy } from '../../algebra/keyed';
import { once, onceForEach } from '../../algebra/once';
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

/** The ports that containers of some pods declare. */
export function declaredPorts(pods: readonly PodSet[]): PortSet {
  return unionAllPorts(pods.flatMap(({ ports }) => ports.map(({ protocol, port }) => onePort(protocol, port))));
}

/** Answers what lists of pods serve, once for each list. */
export function servedPortsBy(facts: AuditFacts): (pods: readonly PodSet[]) => ServedPorts {
  return onceForEach((pods: readonly PodSet[]) => servedPortsOf(facts, pods));
}

function servedPortsOf(facts: AuditFacts, pods: readonly PodSet[]): ServedPorts {
  const declared = declaredPorts(pods);
  const leading = once(() =>
    [...groupBy(pods, ({ namespace }) => namespace)].flatMap(([namespace, here]) =>
      facts
        .servicesIn(namespace)
        .filter(
          ({ selector }) => selector && here.some((each) => matchesSelector({ matchLabels: selector }, each.labels)),
        )
        .flatMap((service) => service.ports.map((port) => ({ service, port }))),
    ),
  );
  return {
    declared,
    isDeclared: pods.every(({ ports }) => ports.length > 0),
    services: leading,
    served: () => unionAllPorts([declared, ...leading().map(({ port }) => targetOf(port))]),
  };
}

/** A Service without targetPort sends to its own number, which proves nothing about the pods. */
function targetOf({ port, targetPort, protocol }: ServicePort): PortSet {
  return typeof targetPort === 'number' && targetPort !== port ? onePort(protocol, targetPort) : noPorts;
}

const onePort = (protocol: ServicePort['protocol'], port: number): PortSet => portRange(protocol, port, port);
