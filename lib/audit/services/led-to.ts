import { onceForEach } from '../../algebra/once';
import type { PodSet } from '../../analyze/model/universe';
import type { AuditedCluster } from '../rule';
import { targetsOf } from './service-targets';

/** Whether clients from outside are led to pods: by a Service, by a port of their node, or because they have its network. */
export function isLedTo(cluster: AuditedCluster, pods: PodSet): boolean {
  return pods.hostNetwork || pods.ports.some(({ hostPort }) => hostPort !== undefined) || ledTo(cluster).has(pods);
}

const ledTo = onceForEach((cluster: AuditedCluster): ReadonlySet<PodSet> => {
  const leading = cluster.analysis.resources.services.filter(
    ({ type, externalIPs }) => type === 'LoadBalancer' || type === 'NodePort' || externalIPs !== undefined,
  );
  return new Set(leading.flatMap((service) => targetsOf(cluster, service).map(({ pods }) => pods)));
});
