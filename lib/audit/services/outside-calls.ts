import { addTo } from '../../algebra/keyed';
import { onceForEach } from '../../algebra/once';
import type { PortSet } from '../../algebra/port-set';
import type { PodSet } from '../../analyze/model/universe';
import { subjectOf } from '../../diagnostics/finding';
import type { ServiceResource } from '../../k8s/resources';
import { resourceTitle } from '../../wording/names';
import type { AuditContext } from '../rule';
import { type Entrance, entranceOf } from './ingress-controllers';
import { resolveService, type ServiceTarget, targetsOf } from './service-targets';

/** Something that is no workload of the input and connects to pods through a Service. */
export interface OutsideCall {
  /** Clients of a Service of type LoadBalancer or NodePort may have any address; the API server has few, a controller is a pod. */
  readonly by: 'api-server' | 'ingress-controller' | 'clients';
  /** The object that says so. */
  readonly title: string;
  /** Ports of the pods. */
  readonly ports: PortSet;
  /** By which a controller leads. */
  readonly entrance?: Entrance;
  /** The Service, where clients call it. */
  readonly service?: ServiceResource;
}

/** What calls pods from outside of the workloads, whether policies let it in or not. */
export function outsideCallsTo(context: AuditContext, pods: PodSet): readonly OutsideCall[] {
  return outsideCalls(context).get(pods) ?? [];
}

const outsideCalls = onceForEach((context: AuditContext): ReadonlyMap<PodSet, readonly OutsideCall[]> => {
  const { serviceCallers, services } = context.analysis.resources;
  const calls = new Map<PodSet, OutsideCall[]>();
  const add = (targets: readonly ServiceTarget[], call: Omit<OutsideCall, 'ports'>) => {
    for (const { pods, ports } of targets) addTo(calls, pods, { ...call, ports });
  };
  for (const caller of serviceCallers) {
    const { caller: by } = caller;
    // Proxies of a mesh are in workloads, which policies name.
    if (by === 'mesh') continue;
    const title = resourceTitle(subjectOf(caller));
    for (const reference of caller.references) {
      const resolved = resolveService(context, reference);
      if ('targets' in resolved)
        add(resolved.targets, { by, title, ...(by === 'ingress-controller' && { entrance: entranceOf(caller) }) });
    }
  }
  for (const service of services)
    if (service.type === 'LoadBalancer' || service.type === 'NodePort')
      add(targetsOf(context, service), {
        by: 'clients',
        title: `Service ${service.namespace}/${service.name} of type ${service.type}`,
        service,
      });
  return calls;
});
